"""What Lighthouse says of each type of page that search engines list: `make bench-lighthouse` (docs/front-end.md).

Serves a temporary Kanal with the demo as in production. Needs npm, which fetches Lighthouse, and Chromium. What else
the machine does meanwhile counts as slowness of the page: the better one of two runs is told.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.bootstrap import find_browser
from tests.deployed import deployment

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
MOST_LCP = 1200  # milliseconds, as simulated
GUIDE = "/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/"
PAGES = [
    "/sq/",
    "/sq/blog/prezantimi-i-iphone-16/",
    GUIDE,
    f"{GUIDE}raporto-ne-aplikacion/",
    f"{GUIDE}problemi/raporto-nje-video/",
    "/sq/ndihme/",
    "/sq/blog/",
    "/sq/tema/",
    "/sq/tema/siguri/",
    "/sq/kompani/",
    "/sq/kompani/tiktok/",
    "/sq/autor/",
    "/sq/autor/redaksia-e-kanalit/",
    "/sq/dyqani/",
    "/sq/dyqani/fletore/",
    "/sq/kerko/",
    "/en/",
]


def main():
    """Print a line for each page; 1 where a score is below 100, something moves, or the page comes too late."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        ready = [["migrate"], ["load_demo"], ["prepare_pictures"]]
        with deployment(folder, folder / "media", ready) as url:
            print("performance, accessibility, practices, SEO · largest paint (ms) · shift · page · not full")
            told = [is_enough(url, path) for path in sys.argv[1:] or PAGES]
    return int(not all(told))


def is_enough(url, path):
    report = max((audit(url + path) for _run in range(2)), key=scores)
    audits, reached = report["audits"], scores(report)
    painted = audits["largest-contentful-paint"]["numericValue"]
    moved = audits["cumulative-layout-shift"]["numericValue"]
    print(*reached, "·", round(painted), "·", moved, "·", path, "·", *not_full(report), flush=True)
    return min(reached) == 100 and not moved and painted <= MOST_LCP


def scores(report):
    return [round(100 * report["categories"][name]["score"]) for name in CATEGORIES]


def audit(address):
    flags = "--headless=new --ignore-certificate-errors --disable-dev-shm-usage"
    flags += " --no-sandbox" if os.geteuid() == 0 else ""
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--chrome-flags={flags}"]
    environment = os.environ | {"CHROME_PATH": find_browser()}
    return json.loads(subprocess.check_output([*command, f"--only-categories={','.join(CATEGORIES)}"], env=environment))


def not_full(report):
    """The names of what costs a score."""
    counted = {one["id"] for kind in report["categories"].values() for one in kind["auditRefs"] if one["weight"]}
    found = {name: report["audits"][name]["score"] for name in counted}
    return sorted(name for name, score in found.items() if score is not None and score < 1)


if __name__ == "__main__":
    sys.exit(main())
