"""Blocks as what a rich text field may hold, and what a field cannot hold told in words."""

from html import escape

from django.utils.translation import gettext_noop

from portal.importing.blocks import HARD_BREAK, addresses_in, text_of
from portal.translating.markup import clean_markup

DEEPEST_LIST = 4  # what the editor's own lists allow


def prose(blocks, features, report):
    """HTML of paragraphs and lists for a rich text field with these `features`; "" for no blocks."""
    return stored("".join(html_of(block, report) for block in blocks), features)


def stored(html, features):
    """HTML as the editor would store it."""
    return clean_markup(html, features, html)[0] if html else ""


def inline(html, features):
    """One paragraph for a rich text field."""
    return stored(f"<p>{html}</p>", features)


def words(html, report):
    """The plain words of inline HTML, for a field without links; their addresses go into the report."""
    for address in addresses_in(html):
        if address not in text_of(html):
            message = gettext_noop("The address of a link in a text without links (“%(text)s”): %(address)s")
            report.left_out(message, text=text_of(html)[:80], address=address)
    return text_of(html)


def html_of(block, report):
    if block.kind in PARTS:
        return PARTS[block.kind](block, report)
    return f"<p>{block.html}</p>"


def heading(block, report):
    return f"<p><b>{block.html}</b></p>"


def code(block, report):
    return f"<p>{escape(block.html).replace(chr(10), HARD_BREAK)}</p>"


def table(block, report):
    """A table's rows, or pairs of facts, as lines."""
    message = gettext_noop("A table became lines of text, because it stands where tables cannot: “%(text)s”")
    report.unsure(message, text=block.text[:80])
    return "".join(f"<p>{' – '.join(cell for cell in row if cell)}</p>" for row in block.rows if any(row))


def picture(block, report):
    """What it shows and where it lies, so that an editor can put it there."""
    report.unsure(gettext_noop("A picture is not brought along; upload it: %(text)s"), text=block.text)
    return f"<p>[{escape(block.text)}]</p>" if block.text else ""


def video(block, report):
    report.unsure(gettext_noop("A frame became a link: %(address)s"), address=block.address)
    if not block.address:
        return f"<p>{escape(block.label)}</p>" if block.label else ""
    return f'<p><a href="{escape(block.address)}">{escape(block.label or block.address)}</a></p>'


def bullets(block, report):
    """A list with its inner lists, each entry one level below the one before at most."""
    parts, tags = [], []
    for item in block.items:
        depth = min(item.depth, len(tags), DEEPEST_LIST - 1)
        while len(tags) > depth + 1:
            parts.append(f"</li></{tags.pop()}>")
        if len(tags) == depth + 1:
            parts.append("</li><li>")
        else:
            tags.append("ol" if item.number is not None else "ul")
            parts.append(f"<{tags[-1]}><li>")
        parts.append(item.html)
    return "".join([*parts, *(f"</li></{tag}>" for tag in reversed(tags))])


PARTS = {"heading": heading, "code": code, "table": table, "facts": table, "picture": picture, "video": video}
PARTS["list"] = bullets
