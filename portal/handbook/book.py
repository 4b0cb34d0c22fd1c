"""The handbook for editors: docs/editors.md and its twins in other languages, by part and task.

A heading's key stands above it as an anchor, so that a link in the file holds on any site that shows Markdown,
and in every language:

    <a id="add-a-channel"></a>

    ### Si të shtosh një kanal

`##` is a part, `###` a task. Labels of the admin are in bold, and only they are.
"""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from PIL import Image

FOLDER = settings.BASE_DIR / "docs"
PICTURES = FOLDER / "editors"
# A picture has two pixels for each that it takes, so that its letters are sharp on any screen.
DENSITY = 2
HEADING = re.compile(r'^<a id="([a-z-]+)"></a>\n\n(##|###) (.+)$', re.MULTILINE)

markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Task:
    """One thing to do, on a page of its own. `text` is Markdown without the heading."""

    key: str
    title: str
    text: str

    @property
    def url(self):
        return reverse("handbook:task", args=[self.key])

    @property
    def summary(self):
        """The first paragraph, as plain text."""
        return strip_tags(markdown.render(self.text.strip().split("\n\n")[0]))

    @property
    def html(self):
        tokens = markdown.parse(self.text)
        for token in tokens:
            for child in token.children or []:
                lead_within(child)
        # Safe: the text is a file of ours, and Markdown's renderer lets no HTML through.
        return mark_safe(markdown.renderer.render(tokens, markdown.options, {}))


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    tasks: list[Task]


@dataclass(frozen=True)
class Handbook:
    title: str
    introduction: str
    parts: list[Part]

    @property
    def tasks(self):
        return [task for part in self.parts for task in part.tasks]

    def place(self, key):
        """`(part, previous task, task, next task)`, None where there is none; KeyError for an unknown key."""
        number = {task.key: number for number, task in enumerate(self.tasks)}[key]
        before, task, after = [None, *self.tasks, None][number : number + 3]
        part = next(part for part in self.parts if task in part.tasks)
        return part, before, task, after


def handbook():
    """The handbook in the active language, or in the default one where nobody has translated it."""
    path = path_in(get_language() or settings.LANGUAGE_CODE)
    if not path.exists():
        path = path_in(settings.LANGUAGE_CODE)
    return read(path, path.stat().st_mtime_ns)


def path_in(code):
    return FOLDER / ("editors.md" if code == settings.LANGUAGE_CODE else f"editors.{code}.md")


@cache
def read(path, _changed):
    """A file as a Handbook; `_changed` is when it was, so that a correction shows without a new start."""
    before, *found = HEADING.split(path.read_text())
    title, _, introduction = before.strip().removeprefix("# ").partition("\n\n")
    parts = []
    for key, level, heading, text in zip(*[iter(found)] * 4, strict=True):
        if level == "##":
            parts.append(Part(key, heading, []))
        else:
            parts[-1].tasks.append(Task(key, heading, text.strip()))
    return Handbook(title, introduction, parts)


def lead_within(token):
    """A link to a heading, and a picture, by their addresses in the admin."""
    if token.type == "link_open" and token.attrs["href"].startswith("#"):
        token.attrs["href"] = reverse("handbook:task", args=[token.attrs["href"][1:]])
    if token.type == "image":
        code, name = token.attrs["src"].removeprefix("editors/").removesuffix(".webp").split("/")
        width, height = size_of(code, name)
        token.attrs |= {"src": reverse("handbook:picture", args=[code, name]), "loading": "lazy", "decoding": "async"}
        token.attrs |= {"width": str(width), "height": str(height)}


@cache
def pictures():
    """The files of all pictures by `(language, name)`."""
    return {(path.parent.name, path.stem): path for path in PICTURES.glob("*/*.webp")}


@cache
def size_of(code, name):
    """Width and height of a picture in CSS pixels."""
    with Image.open(pictures()[code, name]) as picture:
        return picture.width // DENSITY, picture.height // DENSITY
