"""What pages link: for each type of page one style sheet and one script, made of the many files in static/."""

import os
from pathlib import Path

import minify
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from portal.pages.speculation import RULES, speculation_rules

# In the order of the cascade. What a bundle leaves out, no page that links it may show (tests/browser/test_budget.py).
EVERY_PAGE = ["buttons", "header", "footer", "page-head", "cards", "badge", "drawer", "suggestions", "feedback"]
LISTS = ["rows", "lists", "feeds", "search-box", "home", "states", "share"]
ARTICLE = [*EVERY_PAGE, "share", "article"]
GUIDE = [*EVERY_PAGE, "feeds", "states", "share", "guide"]
PAGE_STYLES = {
    "site": [*EVERY_PAGE, *LISTS],
    "search": [*EVERY_PAGE, *LISTS, "search"],
    "shop": [*EVERY_PAGE, *LISTS, "cart"],
    "article": ARTICLE,
    "article-products": [*ARTICLE, "cart"],
    "guide": GUIDE,
    "guide-products": [*GUIDE, "cart"],
}
EVERYWHERE = ["drawer", "cart", "dismiss", "fragment", "suggest", "count-view"]
READING = [*EVERYWHERE, "rail", "copy", "share", "feedback"]
PAGE_SCRIPTS = {
    "theme": ["theme"],
    "site": EVERYWHERE,
    "answer": [*EVERYWHERE, "feedback"],
    "article": [*READING, "embed"],
    "guide": [*READING, "cases", "checklist", "hours", "print", "arrive", "unfold"],
}
BUNDLES = {
    **{
        f"bundles/{name}.css": ["css/base.css", *(f"css/components/{part}.css" for part in parts)]
        for name, parts in PAGE_STYLES.items()
    },
    **{f"bundles/{name}.js": [f"js/{part}.js" for part in parts] for name, parts in PAGE_SCRIPTS.items()},
    RULES: [],
}
# Each behaviour keeps its names to itself, and one that fails does not take the others along.
ALONE = "try {{\n{}\n}} catch (error) {{ reportError(error); }}\n"


class BundleFinder(BaseFinder):
    """Finds the files that BUNDLES names, made anew of their sources each time they are looked for."""

    storage = FileSystemStorage(location=settings.BUNDLES_ROOT)

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False):
        found = [write(path)] if path in BUNDLES else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns):
        for path in BUNDLES:
            write(path)
            yield path, self.storage


def write(path):
    """Make the bundle of this name, and return where it lies."""
    file = Path(settings.BUNDLES_ROOT) / path
    text = bundle(path)
    if not file.exists() or file.read_text() != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{os.getpid()}")
        new.write_text(text)
        new.replace(file)  # another process may be reading it
    return str(file)


def bundle(path):
    """The text of the bundle of this name."""
    if path == RULES:
        return speculation_rules()
    sources = [(settings.BASE_DIR / "static" / source).read_text() for source in BUNDLES[path]]
    if path.endswith(".css"):
        return minify.string("text/css", "".join(sources))
    return minify.string("text/javascript", "".join(ALONE.format(source) for source in sources))
