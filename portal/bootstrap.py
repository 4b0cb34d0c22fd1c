"""What `make run` and `make test` do first, with whatever Python 3 the machine has and nothing installed.

It makes .venv, installs the pinned requirements when they changed, finds the tests' browser, and hands over
to portal.run or pytest inside .venv. It has to parse on Pythons too old for Kanal, so that it can say so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def main():
    """Usage: python3 -m portal.bootstrap run | test [pytest arguments] | dev (only installs)."""
    job, arguments = sys.argv[1], sys.argv[2:]
    os.chdir(str(ROOT))
    refuse_old_python()
    if job == "run":
        install("requirements.txt")
        hand_over("portal.run", arguments)
    if job == "test":
        ensure_browser()
        ensure_servers()
    install("requirements-dev.txt")
    if job == "test":
        # On all cores; the tests of a file stay together, because they share what is slow to make. In their own order:
        # else the files with the longest single tests come last, and the other cores wait for them.
        hand_over("pytest", ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", *arguments])


def refuse_old_python():
    if sys.version_info < (3, 12):
        version = ".".join(str(part) for part in sys.version_info[:3])
        stop(f"Kanal needs Python 3.12 or newer; {sys.executable} is {version}.")


def install(requirements):
    """Install a requirements file into .venv, unless this very file was installed already."""
    stamp = VENV / (requirements + ".sha256")
    wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    usable = venv_works()
    if usable and stamp.exists() and stamp.read_text() == wanted:
        return
    if not usable:
        make_venv()
    print(f"Installing {requirements} into .venv; this takes about a minute …", flush=True)
    log = VENV / "install.log"
    with log.open("w") as output:
        pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", requirements]
        code = subprocess.call(pip, stdout=output, stderr=subprocess.STDOUT, env=pip_environment())
    if code:
        errors = [line[7:] for line in log.read_text().splitlines() if line.startswith("ERROR:")]
        reason = errors[-1] if errors else "see the log"
        stop(f"{requirements} could not be installed; is there a network? pip says: {reason} (.venv/install.log)")
    stamp.write_text(wanted)


def pip_environment():
    quick = {"PIP_RETRIES": "2", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {**quick, **os.environ, "PIP_NO_INPUT": "1"}


def venv_works():
    check = "import pip, sys; sys.exit(sys.version_info < (3, 12))"
    return PYTHON.exists() and run_quietly([str(PYTHON), "-c", check])


def make_venv():
    if not run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        stop("Python could not make .venv: is its venv module installed (Debian: apt-get install python3-venv)?")


def ensure_browser():
    """See that the browser tests can run; NO_BROWSER=1 leaves them out, and pytest says so."""
    if os.environ.get("NO_BROWSER") == "1" or find_browser():
        return
    if is_debian() and os.geteuid() == 0:
        print("Installing Chromium for the browser tests …", flush=True)
        run_quietly(["apt-get", "update"])
        run_quietly(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"])
    if not find_browser():
        stop(
            "The browser tests need Chromium and there is none (Debian: apt-get install chromium, as root). "
            "NO_BROWSER=1 make test runs the others."
        )


def find_browser():
    """The path of an installed Chromium or Chrome, or None."""
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    found = [shutil.which(name) for name in BROWSERS] + [shutil.which(mac)]
    return next((path for path in found if path), None)


def ensure_servers():
    """With NEED_SERVERS=1, as .ci/run says, see that the tests with other servers can run; else they are skipped."""
    if os.environ.get("NEED_SERVERS") != "1" or not missing_servers():
        return
    if is_debian() and os.geteuid() == 0:
        print("Installing {} for the tests …".format(", ".join(missing_servers())), flush=True)
        run_quietly(["apt-get", "update"])
        run_quietly(["apt-get", "install", "--yes", "--no-install-recommends", *missing_servers()])
    if missing_servers():
        packages = " ".join(missing_servers())
        stop("NEED_SERVERS=1, and something is missing (Debian: apt-get install {}, as root).".format(packages))


def missing_servers():
    """The Debian packages of the servers that the tests start for themselves and this machine does not have."""
    found = {"postgresql": find_postgres(), "nginx-light": find_program("nginx"), "varnish": find_program("varnishd")}
    return [package for package, program in found.items() if not program]


def find_program(name):
    """The path of a server's program; Debian keeps them out of some users' PATH."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def find_postgres():
    """The folder of the newest installed PostgreSQL's programs, or None."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(debian, key=lambda path: int("".join(filter(str.isdigit, path.parts[-3])) or 0))
    elsewhere = shutil.which("initdb")
    return found[-1].parent if found else elsewhere and Path(elsewhere).parent


def is_debian():
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().splitlines()


def run_quietly(command):
    # RUNLEVEL: Debian's packages would start their servers, and the tests start their own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    nowhere = subprocess.DEVNULL
    return subprocess.call(command, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=environment) == 0


def hand_over(module, arguments):
    os.execv(str(PYTHON), [str(PYTHON), "-m", module, *arguments])


def stop(line):
    sys.exit(line)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
