"""HTML or Markdown as a flat list of blocks, whatever it was wrapped in. Words are kept; what else goes is reported.

nh3 puts the whole in order first, as a browser would (portal.importing.markup). The reader then makes its output from
nothing but the tags named here, with every text escaped, in one pass without recursion, and nh3 has the last word on
each block.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext_noop

from portal.importing.markup import AMPERSAND, BLOCK_TAGS, from_markdown, hidden, in_order, looks_like_html, restored
from portal.pages.links import safe

INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i", "code": "code", "sup": "sup", "sub": "sub"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
SPACE = re.compile(r"[ \t\n\r\f\v]+|\s{2,}")
SPACE_IN_LINE = re.compile(r"[ \t\r\f\v]+|[^\S\n]{2,}")
TAG = re.compile(r"<[^>]*>")
HARD_BREAK = "<br/>"
ENDS = re.compile(r"^(?:\s|<br/>)+|(?:\s|<br/>)+$")
EMPTY_LINE = re.compile(r"<br/>\s*(?:<br/>\s*)+")


@dataclass
class Item:
    """One entry of a list: inline HTML, how deep it lies (from 0), and its number in an ordered list."""

    html: str
    depth: int = 0
    number: int | None = None


@dataclass
class Block:
    """`kind`: heading, paragraph, list, table, quote, code, facts, picture or video.

    `html` is inline HTML with "\\n" for a line's end and `<br/>` for a break; of code it is the text itself. `rows` are
    lists of cells, inline HTML too. `label` is a picture's alternative text, a video's title, or the language of code.
    """

    kind: str
    html: str = ""
    level: int = 0
    items: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    has_head: bool = False
    label: str = ""
    address: str = ""

    @property
    def is_ordered(self):
        return bool(self.items) and self.items[0].number is not None

    @property
    def text(self):
        """All of its words, in one line."""
        parts = [self.html if self.kind == "code" else text_of(self.html), *(text_of(item.html) for item in self.items)]
        parts += [text_of(cell) for row in self.rows for cell in row]
        return " ".join(" ".join([*parts, self.label, self.address]).split())


def text_of(html):
    """The words of inline HTML as the reader made it, in one line."""
    return " ".join(unescape(TAG.sub("", html.replace(HARD_BREAK, "\n"))).split())


def addresses_in(html):
    """`[href]` of its links."""
    return [unescape(found) for found in re.findall(r'<a href="([^"]*)"', html)]


def sanitised(html):
    """Inline HTML, balanced, with nothing but the few tags and links that the reader knows (nh3)."""
    tags, schemes = {*INLINE.values(), "a", "br"}, {"http", "https", "mailto", "tel"}
    cleaned = nh3.clean(hidden(html), tags=tags, attributes={"a": {"href"}}, url_schemes=schemes, link_rel=None)
    return ENDS.sub("", cleaned.replace("<br>", HARD_BREAK).replace(AMPERSAND, "&"))


def blocks_of(text, report):
    """The blocks of a text, which is HTML if it begins with a tag of a page, else Markdown."""
    is_html = looks_like_html(text)
    reader = BlockReader(report, keeps_lines=not is_html)
    reader.feed(in_order(text if is_html else from_markdown(text), report))
    reader.close()
    return reader.finish()


class BlockReader(HTMLParser):
    """Collects `blocks`. One box (list, table, quote…) is open at a time; what lies in it is a part of its text."""

    def __init__(self, report, keeps_lines=False):
        super().__init__(convert_charrefs=True)
        self.report, self.spaces = report, SPACE_IN_LINE if keeps_lines else SPACE
        self.blocks, self.pieces, self.inline = [], [], {}
        self.kind, self.level = "paragraph", 0
        self.box, self.box_tags, self.open_tags = None, [], Counter()

    # What the parser tells

    def handle_starttag(self, tag, attrs):
        attrs = {name: restored(value or "") for name, value in attrs}
        if tag == "br":
            self.pieces.append(HARD_BREAK)
        elif tag in INLINE or tag == "a":
            self.open_inline(INLINE.get(tag, tag), attrs)
        elif tag in BLOCK_TAGS:
            self.boundary()
            self.open_block(tag, attrs)

    def handle_endtag(self, tag):
        if tag in INLINE or tag == "a":
            self.close_inline(INLINE.get(tag, tag))
        elif tag in BLOCK_TAGS:
            self.boundary()
            self.close_block(tag)

    def handle_data(self, data):
        data = restored(data)
        self.pieces.append(escape(data if isinstance(self.box, CodeBox) else self.spaces.sub(" ", data)))

    def finish(self):
        self.boundary()
        self.end_box()
        return self.blocks

    # Words in a line

    def open_inline(self, tag, attrs):
        if tag == "a":
            self.close_inline("a")
        if tag in self.inline:
            self.inline[tag][1] += 1
            return
        markup = self.link_markup(attrs.get("href", "")) if tag == "a" else f"<{tag}>"
        if markup:
            self.inline[tag] = [markup, 1]
            self.pieces.append(markup)

    def link_markup(self, address):
        usable = safe(address)
        if address and not usable:
            self.report.left_out(gettext_noop("A link’s address was taken out: %(address)s"), address=address[:2000])
        return f'<a href="{escape(usable)}">' if usable else ""

    def close_inline(self, tag):
        if tag not in self.inline:
            return
        self.inline[tag][1] -= 1
        if not self.inline[tag][1]:
            del self.inline[tag]
            self.pieces.append(f"</{tag}>")

    def take(self):
        """The text since the last boundary; what is bold or a link goes on being so in the next."""
        html = "".join([*self.pieces, *(f"</{tag}>" for tag in reversed(self.inline))])
        self.pieces = [markup for markup, _count in self.inline.values()]
        return html if TAG.sub("", html).strip() else ""

    def boundary(self):
        html = self.take()
        if not html:
            return
        if self.box is not None:
            self.box.add(html if isinstance(self.box, CodeBox) else sanitised(html))
            return
        for part in EMPTY_LINE.split(html) if self.kind == "paragraph" else [html]:
            if TAG.sub("", part).strip():
                self.blocks.append(Block(self.kind, sanitised(part), level=self.level))

    # Blocks

    def open_block(self, tag, attrs):
        if tag == "img":
            self.add_picture(attrs)
        elif tag == "iframe" and attrs.get("src"):
            self.blocks.append(Block("video", address=safe(attrs["src"]), label=attrs.get("title", "")))
        elif tag in BOXES:
            self.open_box(tag, attrs)
        elif self.box is not None:
            self.box.start(tag, attrs)
        elif tag in HEADINGS or tag == "title":
            self.kind, self.level = ("title", 0) if tag == "title" else ("heading", HEADINGS[tag])

    def close_block(self, tag):
        if tag in BOXES:
            self.close_box(tag)
        elif tag in HEADINGS or tag == "title":
            self.kind, self.level = "paragraph", 0

    def open_box(self, tag, attrs):
        if self.box is None:
            self.box = BOXES[tag]()
        self.box_tags.append(tag)
        self.open_tags[tag] += 1
        self.box.start(tag, attrs)

    def close_box(self, tag):
        if not self.open_tags[tag]:
            return
        last = ""
        while last != tag:
            last = self.box_tags.pop()
            self.open_tags[last] -= 1
        self.box.end(tag)
        if not self.box_tags:
            self.end_box()

    def end_box(self):
        if self.box is not None:
            self.blocks += self.box.blocks()
        self.box, self.box_tags, self.open_tags = None, [], Counter()

    def add_picture(self, attrs):
        label, address = " ".join(attrs.get("alt", "").split()), safe(attrs.get("src", ""))
        if self.box is not None and label:
            self.box.add(escape(label))
        elif self.box is None and (label or address):
            self.blocks.append(Block("picture", label=label, address=address))


class Box:
    """What collects the text of one list, table or quotation. `add` takes inline HTML."""

    def start(self, tag, attrs):
        pass

    def end(self, tag):
        pass


class ListBox(Box):
    def __init__(self):
        self.items, self.open, self.begins, self.number = [], [], True, None

    def start(self, tag, attrs):
        if tag in {"ul", "ol"}:
            self.open.append([tag, whole_number(attrs.get("start"), 1)])
        if tag == "li" and self.open:
            kind, following = self.open[-1]
            self.number = whole_number(attrs.get("value"), following) if kind == "ol" else None
            self.open[-1][1] = (self.number or 0) + 1
        self.begins = self.begins or tag in {"ul", "ol", "li"}

    def end(self, tag):
        if tag in {"ul", "ol"} and len(self.open) > 1:
            self.open.pop()

    def add(self, html):
        if self.begins or not self.items:
            self.items.append(Item(html, max(len(self.open) - 1, 0), self.number))
            self.begins = False
        else:
            self.items[-1].html += HARD_BREAK + html

    def blocks(self):
        """Where the numbers begin anew, another list begins."""
        blocks, last = [], None
        for item in self.items:
            if not blocks or (item.depth == 0 and item.number is not None and item.number != (last or 0) + 1):
                blocks.append(Block("list"))
            blocks[-1].items.append(item)
            last = item.number if item.depth == 0 else last
        return blocks


class TableBox(Box):
    """A table within a table is text of the cell that it stands in. What has one column is no table."""

    def __init__(self):
        self.rows, self.depth, self.has_head, self.caption = [], 0, False, []

    def start(self, tag, attrs):
        self.depth += tag == "table"
        if self.depth > 1 or tag not in {"tr", "td", "th"}:
            return
        if tag == "tr" or not self.rows:
            self.rows.append([])
        if tag != "tr":
            self.has_head = self.has_head or (tag == "th" and len(self.rows) == 1)
            self.rows[-1] += [""] * min(max(whole_number(attrs.get("colspan"), 1), 1), 50)
            self.place = len(self.rows[-1]) - min(max(whole_number(attrs.get("colspan"), 1), 1), 50)

    def end(self, tag):
        self.depth -= tag == "table"

    def add(self, html):
        if not self.rows or not self.rows[-1]:
            self.caption.append(html)
        else:
            self.rows[-1][self.place] = " ".join([self.rows[-1][self.place], html]).strip()

    def blocks(self):
        rows = [row for row in self.rows if any(row)]
        caption = [Block("paragraph", html) for html in self.caption]
        if max(map(len, rows), default=0) < 2:
            return [*caption, *(Block("paragraph", cell) for row in rows for cell in row)]
        return [*caption, Block("table", rows=rows, has_head=self.has_head)]


class FactsBox(Box):
    def __init__(self):
        self.rows, self.place = [], 0

    def start(self, tag, attrs):
        if tag not in {"dt", "dd"}:
            return
        self.place = int(tag == "dd")
        if tag == "dt" or not self.rows or self.rows[-1][1]:
            self.rows.append(["", ""])

    def add(self, html):
        if not self.rows:
            self.rows.append(["", ""])
        self.rows[-1][self.place] = " ".join([self.rows[-1][self.place], html]).strip()

    def blocks(self):
        return [Block("facts", rows=self.rows)] if self.rows else []


class QuoteBox(Box):
    def __init__(self):
        self.lines = []

    def add(self, html):
        self.lines.append(html)

    def blocks(self):
        return [Block("quote", HARD_BREAK.join(self.lines))] if self.lines else []


class CodeBox(Box):
    def __init__(self):
        self.parts, self.language = [], ""

    def start(self, tag, attrs):
        pass

    def add(self, html):
        self.parts.append(unescape(TAG.sub("", html.replace(HARD_BREAK, "\n"))))

    def blocks(self):
        text = "\n".join(self.parts).strip("\n")
        return [Block("code", text)] if text.strip() else []


BOXES = {"ul": ListBox, "ol": ListBox, "table": TableBox, "blockquote": QuoteBox, "pre": CodeBox, "dl": FactsBox}


def whole_number(text, otherwise):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else otherwise
