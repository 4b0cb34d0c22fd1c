"""What a text says, told apart: its title, its introduction, and its sections where headings are numbered."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.importing.blocks import HARD_BREAK, Block, Item, blocks_of, sanitised, text_of
from portal.importing.front_matter import documents_of, is_known
from portal.importing.reading import RefusedError
from portal.pages.languages import codes

LONGEST_TITLE = 255
MOST_BLOCKS = 1000  # beside paragraphs and lists: what one editor's form can still hold
BULLETS = "•·‣▪◦●○■\uf0b7\uf0a7"
BULLET = re.compile(rf"^(?:<[^>]*>)*\s*(?:[{BULLETS}]\s*|[–—-]\s+)")
SURE_BULLET = re.compile(rf"^(?:<[^>]*>)*\s*[{BULLETS}]")
NUMBER = re.compile(r"^((?:<[^>]*>)*)\s*(\d{1,3})\s*[.)](?!\d)\s*(?=\S)")
LINE_END = re.compile(rf"\n|{HARD_BREAK}")
# What a page of a site has around its text, in small letters.
ABOVE = {"your cart", "shporta juaj", "shporta", "skip to content", "kalo te përmbajtja", "menu", "kerko", "search"}
BELOW = {"last blogs", "blogjet e fundit", "artikujt e fundit", "latest posts", "related posts", "artikuj të ngjashëm"}
BUTTONS = {"read more", "lexo më shumë", "share", "shpërndaje"}


@dataclass
class Section:
    """What stands under one numbered heading; `number` is the one that is written there, 0 where there is none."""

    number: int
    heading: str
    blocks: list


@dataclass
class Version:
    """An article in one language. `body` is all of it below the title, `introduction` what precedes the sections."""

    code: str
    title: str
    body: list
    introduction: list = field(default_factory=list)
    sections: list = field(default_factory=list)

    @property
    def words(self):
        return sum(len(block.text.split()) for block in self.body)


@dataclass
class Article:
    """`versions` by language, the site's default one first if it is there; `facts` from the front matter."""

    versions: dict
    facts: dict

    @property
    def main(self):
        return next(iter(self.versions.values()))

    def fact(self, name, code=""):
        """A text from the front matter, "" where there is none."""
        value = self.facts.get(f"{name}_{code}" if code else name, "")
        return ", ".join(value) if isinstance(value, list) else value

    def facts_listed(self, name):
        value = self.facts.get(name, [])
        return value if isinstance(value, list) else [one.strip() for one in value.split(",") if one.strip()]


def read_article(text, report, language="", kind=""):
    """An Article, or RefusedError. `kind` "guide" takes any headings for sections, "post" none."""
    texts, facts = documents_of(text, language)
    for name in [name for name in facts if not is_known(name)]:
        value = facts.pop(name)
        message = gettext_noop("A line of the front matter that means nothing here: %(name)s: %(value)s")
        report.left_out(message, name=name, value=", ".join(value) if isinstance(value, list) else value)
    kind = kind or facts.get("type", "")
    versions = {code: read_version(code, source, facts, report, kind) for code, source in ordered(texts)}
    if not versions:
        raise RefusedError(_("There is a front matter and no text below it."))
    return Article(versions, facts)


def ordered(texts):
    return [(code, texts[code]) for code in codes() if code in texts]


def read_version(code, source, facts, report, kind):
    blocks = without_surroundings(with_lists(blocks_of(source, report)), report)
    title, blocks = title_of(blocks, facts.get(f"title_{code}", ""), report)
    number = sum(block.kind not in {"paragraph", "list"} for block in blocks)
    if number > MOST_BLOCKS:
        values = {"number": number, "most": MOST_BLOCKS}
        raise RefusedError(
            _("The text has %(number)s parts; an editor can handle %(most)s at most. Split it.") % values
        )
    version = Version(code, title, blocks)
    if kind != "post":
        version.introduction, version.sections = sections_of(blocks, kind == "guide")
    return version


# Lists that were typed


def with_lists(blocks):
    """Lines that begin with a sign or a number become lists, as they were meant."""
    lines = [part for block in blocks for part in split_lines(block)]
    return joined_lists(lines)


def split_lines(block):
    """A paragraph's lines as paragraphs and entries, if some of them begin as entries do."""
    lines = LINE_END.split(block.html) if block.kind == "paragraph" else []
    numbered = sum(bool(NUMBER.match(line)) for line in lines)
    marked = sum(bool(BULLET.match(line)) for line in lines)
    if not (numbered > 1 or marked > 1 or any(SURE_BULLET.match(line) for line in lines)):
        block.html = block.html if block.kind == "code" else block.html.replace("\n", " ")
        return [block]
    parts = []
    for line in lines:
        begins = BULLET.match(line) or (numbered > 1 and NUMBER.match(line))
        if begins or not parts:
            parts.append(line)
        elif line.strip():
            parts[-1] += f" {line}"
    return [Block("paragraph", sanitised(part)) for part in parts if text_of(part)]


def joined_lists(blocks):
    """Paragraphs in a row that begin with a bullet, as one list; a dash alone is a dash."""
    joined, run = [], []
    for block in [*blocks, None]:
        if block and block.kind == "paragraph" and BULLET.match(block.html):
            run.append(block)
            continue
        is_list = len(run) > 1 or (run and SURE_BULLET.match(run[0].html))
        joined += [list_of(run)] if is_list else run
        run = []
        joined += [block] if block else []
    return joined


def list_of(paragraphs, number=False):
    entries = [sanitised((NUMBER if number else BULLET).sub(without_mark, one.html, count=1)) for one in paragraphs]
    return Block("list", items=[Item(html, number=place if number else None) for place, html in enumerate(entries, 1)])


def without_mark(found):
    return "".join(re.findall(r"<[^>]*>", found[0]))


# What surrounds the text


def without_surroundings(blocks, report):
    """Without what a page has above and below its text; the report holds every word of it."""
    kept = []
    for place, block in enumerate(blocks):
        words = block.text.casefold().strip(" .…:")
        if words in BELOW and kept:
            rest = " ".join(one.text for one in blocks[place:])
            report.left_out(gettext_noop("What stands below the article on its page: %(text)s"), text=rest)
            break
        if words in BUTTONS or (words in ABOVE and not any(one.kind == "heading" for one in kept)):
            report.left_out(gettext_noop("A part of the page around the article: %(text)s"), text=block.text)
        else:
            kept.append(block)
    return kept


def title_of(blocks, given, report):
    """`(title, the blocks without it)`: the front matter's, else the first heading, else the first line."""
    named = next((block for block in blocks if block.kind == "title"), None)
    blocks = [block for block in blocks if block.kind != "title" or block is not named]
    for block in blocks:
        block.kind = "paragraph" if block.kind == "title" else block.kind
    first = first_heading(blocks, bool(given))
    title = given or (first and text_of(first.html)) or (named and named.text) or ""
    if not title:
        first = next((block for block in blocks[:1] if block.kind == "paragraph"), None)
        title = text_of(first.html) if first else ""
        report.unsure(gettext_noop("The title was taken from the first line: “%(title)s”"), title=title)
    if not title:
        raise RefusedError(_("There is no title: write “title: …” into the front matter, or begin with a heading."))
    if named and named.text != title:
        report.left_out(gettext_noop("The title in the page’s head: %(text)s"), text=named.text)
    if len(title) > LONGEST_TITLE:
        report.unsure(gettext_noop("The title is too long and was cut: “%(title)s”"), title=title)
        return title[:LONGEST_TITLE], blocks
    return title, [block for block in blocks if block is not first or text_of(block.html) != title]


def first_heading(blocks, has_title):
    """The heading that is the title: of the first level, or the very first thing."""
    top = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    opening = blocks[0] if blocks and blocks[0].kind == "heading" else None
    found = top or opening
    return None if found is None or (NUMBER.match(found.html) and not has_title) else found


# Numbered sections


def sections_of(blocks, wanted):
    """`(introduction, [Section])`. If a guide is `wanted`, headings without numbers do as well."""
    blocks = with_short_lists(blocks)
    heads = numbered_headings(blocks) or numbered_lines(blocks)
    if len(heads) < 2 and not (wanted and heads):
        heads = top_headings(blocks) if wanted else []
    places = [place for place, block in enumerate(blocks) if id(block) in heads]
    if not places:
        return blocks, []
    parts = zip(places, [*places[1:], None], strict=True)
    return blocks[: places[0]], [section_of(blocks[start], blocks[start + 1 : end]) for start, end in parts]


def section_of(head, blocks):
    if head.kind == "list":
        return Section(head.items[0].number, head.items[0].html, blocks)
    found = NUMBER.match(head.html)
    heading = sanitised(NUMBER.sub(r"\1", head.html, count=1))
    return Section(int(found[2]) if found else 0, heading, blocks)


def numbered_headings(blocks):
    """The headings with a number, of the highest level that has some."""
    found = [block for block in blocks if block.kind == "heading" and NUMBER.match(block.html)]
    level = min((block.level for block in found), default=0)
    return {id(block) for block in found if block.level == level}


def top_headings(blocks):
    level = min((block.level for block in blocks if block.kind == "heading"), default=0)
    return {id(block) for block in blocks if block.kind == "heading" and block.level == level}


def is_numbered_line(block):
    """A short line with a number, or what Markdown takes for a list of one entry."""
    if block.kind == "list":
        return len(block.items) == 1 and block.is_ordered and len(text_of(block.items[0].html)) <= LONGEST_TITLE
    is_line = block.kind == "paragraph" and HARD_BREAK not in block.html
    return is_line and bool(NUMBER.match(block.html)) and len(text_of(block.html)) <= LONGEST_TITLE


def numbered_lines(blocks):
    return {id(block) for block in blocks if is_numbered_line(block)}


def number_of(block):
    return block.items[0].number if block.kind == "list" else int(NUMBER.match(block.html)[2])


def with_short_lists(blocks):
    """Numbered lines in a row that count from 1 are a list, if something leads up to them.

    What leads up to a list is a line that ends with a colon, or a numbered heading with nothing else below it.
    """
    result, place = [], 0
    while place < len(blocks):
        run = counted_from_one(blocks, place)
        before = result[-1] if result else None
        leads = before and (text_of(before.html).endswith(":") or before.kind == "heading" or is_numbered_line(before))
        if len(run) > 1 and leads:
            result.append(as_list(run))
            place += len(run)
        else:
            result.append(blocks[place])
            place += 1
    return result


def counted_from_one(blocks, place):
    run = []
    while place < len(blocks) and is_numbered_line(blocks[place]) and number_of(blocks[place]) == len(run) + 1:
        run.append(blocks[place])
        place += 1
    return run


def as_list(run):
    paragraphs = [Block("paragraph", f"1. {one.items[0].html}") if one.kind == "list" else one for one in run]
    return list_of(paragraphs, number=True)
