"""One file, one or two languages: its front matter (YAML) and the text of each language (docs/importing.md)."""

import re

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from portal.importing.reading import RefusedError
from portal.pages.languages import codes

LARGEST = 20_000  # characters
MARKER = re.compile(r"^[ \t]*<!--[ \t]*([a-z]{2,3}(?:-[a-z]+)?)[ \t]*-->[ \t]*$", re.MULTILINE)
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
# A second front matter further down begins another document if it names its language.
SECOND = re.compile(r"^---[ \t]*\n(?=(?:\w+:.*\n)*language:)", re.MULTILINE)
HTML_LANGUAGE = re.compile(r"<html\b[^<>]{0,500}?\blang=[\"']?([a-z]{2})", re.IGNORECASE)
TRANSLATED = ("title", "slug", "summary")
SHARED = ("key", "type", "language", "company", "topics", "date", "authors", "source")


def documents_of(text, language=""):
    """`({language: text}, facts)`; `language` is that of what names none.

    `facts` holds `key`, `company`…, and `title_sq`, `summary_en`… with a suffix each; lists are lists of texts.
    """
    texts, facts, present = {}, {}, language or settings.LANGUAGE_CODE
    for part in parts_of(text):
        marker = MARKER.match(part)
        present = marker[1] if marker else present
        found, body = read_front_matter(part[marker.end() :] if marker else part)
        html_language = HTML_LANGUAGE.search(body, 0, 2000)
        named = found.get("language") or (html_language and html_language[1].lower())
        present = known_language(present if marker or (language and not found.get("language")) else named or present)
        facts |= {suffixed(name, present): value for name, value in found.items()}
        if body.strip():
            texts[present] = f"{texts[present]}\n\n{body}" if present in texts else body
    return texts, facts


def parts_of(text):
    """The text cut before each language's marker and before each front matter that names a language."""
    markers = [found.start() for found in MARKER.finditer(text) if found[1] in codes()]
    first = FRONT_MATTER.match(text)
    seconds = [found.start() for found in SECOND.finditer(text, first.end() if first else 0)]
    cuts = sorted({0, *markers, *(place for place in seconds if not belongs_to_marker(text, place, markers))})
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], None], strict=True)]


def belongs_to_marker(text, place, markers):
    """Whether nothing stands between a front matter and a marker above it."""
    last = max((marker for marker in markers if marker < place), default=None)
    return last is not None and not MARKER.sub("", text[last:place]).strip()


def known_language(code):
    if code not in codes():
        values = {"language": code, "known": ", ".join(codes())}
        raise RefusedError(_("The text is in “%(language)s”; this site speaks %(known)s.") % values)
    return code


def suffixed(name, code):
    return f"{name}_{code}" if name in TRANSLATED else name


def read_front_matter(text):
    """`(facts, the rest)`; every value is a text or a list of texts."""
    found = FRONT_MATTER.match(text)
    if not found or (found[1].strip() and ":" not in found[1]):
        return {}, text
    return parsed(found[1]), text[found.end() :]


def parsed(source):
    if len(source) > LARGEST:
        raise RefusedError(_("The front matter is too long: %(most)s characters at most.") % {"most": LARGEST})
    try:
        facts = yaml.load(source, yaml.BaseLoader) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        message = _("The front matter cannot be read at line %(line)s. A text with a colon stands in quotation marks.")
        raise RefusedError(message % {"line": line}) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise RefusedError(_("The front matter cannot be read.")) from None
    if not isinstance(facts, dict) or not all(is_simple(value) for value in facts.values()):
        raise RefusedError(_("The front matter holds lines such as “title: …” and simple lists only."))
    return {str(name).strip().lower().replace("-", "_"): clean(value) for name, value in facts.items()}


def is_simple(value):
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def clean(value):
    return [one.strip() for one in value] if isinstance(value, list) else value.strip()


def is_known(name):
    return name in SHARED or name in {f"{field}_{code}" for field in TRANSLATED for code in codes()}
