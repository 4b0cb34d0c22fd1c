"""Markdown as the demo's writers type it, turned into the site's rich text and article blocks."""

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
CALLOUTS = {"info", "tip", "warning"}


def rich_text(source):
    """Paragraphs, lists, emphasis and links as HTML."""
    return markdown.render(source or "").strip()


def inline_text(source):
    """One paragraph as HTML."""
    return f"<p>{markdown.renderInline(source)}</p>" if source else ""


def article_blocks(source):
    """The raw value of an article's StreamField: `[{"type": …, "value": …}]`.

    `##` begins a section, `###` a part of one; fences named info, tip or warning are callouts, `facts` holds
    `label: value` lines.
    A `video` fence holds `youtube: id` and `title:`; `related` holds `key:` (a guide's or post's) and `text:`;
    `product` holds `key:`; `picture` holds `mark:`, `title:` (the same title in each language is the same drawing),
    `alt:` and `caption:`.
    Pages, products and pictures stand as `key:…` and `mark:…|title`: the loader puts their primary keys in place.
    """
    tokens = markdown.parse(source)
    blocks = []
    for node in SyntaxTreeNode(tokens).children:
        block = make_block(node)
        follows_text = blocks and blocks[-1]["type"] == block["type"] == "paragraph"
        if follows_text:
            blocks[-1]["value"] += block["value"]
        else:
            blocks.append(block)
    return blocks


def make_block(node):
    maker = {"heading": heading, "blockquote": quote, "table": table, "fence": fence}.get(node.type, paragraph)
    kind, value = maker(node)
    return {"type": kind, "value": value}


def html(node):
    return markdown.renderer.render(node.to_tokens(), markdown.options, {}).strip()


def words(node):
    return "".join(child.content for child in node.walk() if child.type in {"text", "code_inline"})


def paragraph(node):
    return "paragraph", html(node)


def heading(node):
    return "heading", {"text": words(node), "level": node.tag.removeprefix("h")}


def quote(node):
    text, _dash, source = words(node).partition("—")
    return "quote", {"text": text.strip(), "source": source.strip()}


def table(node):
    head, body = node.children
    columns = [{"type": "text", "heading": words(cell)} for cell in head.children[0].children]
    rows = [{"values": [words(cell) for cell in row.children]} for row in body.children]
    return "table", {"caption": "", "table": {"columns": columns, "rows": rows, "caption": ""}}


def fence(node):
    name, content = node.info.strip(), node.content.strip()
    if name in CALLOUTS:
        title, _newline, text = content.partition("\n")
        return "callout", {"kind": name, "title": title.strip(), "text": rich_text(text)}
    if name in FENCES:
        return FENCES[name](pairs(content))
    return "code", {"language": name, "code": content}


def pairs(content):
    """`label: value` lines as pairs; a value may hold further colons."""
    lines = [line.partition(":") for line in content.splitlines() if ":" in line]
    return [(label.strip(), value.strip()) for label, _colon, value in lines]


def facts(rows):
    return "facts", {"title": "", "rows": [{"label": label, "value": value} for label, value in rows]}


def video(rows):
    (provider, number), *rest = rows
    return "embed", {"provider": provider, "id": number, "title": dict(rest)["title"]}


def related(rows):
    words = dict(rows)
    return "related", {"page": f"key:{words['key']}", "text": words.get("text", "")}


def picture(rows):
    words = dict(rows)
    drawing = f"mark:{words['mark']}|{words['title']}"
    return "picture", {"image": drawing, "alt": words["alt"], "caption": words.get("caption", "")}


def product(rows):
    return "product", {"product": f"key:{dict(rows)['key']}"}


FENCES = {"facts": facts, "video": video, "related": related, "picture": picture, "product": product}
