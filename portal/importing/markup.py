"""Whatever was pasted as HTML in good order: balanced, without scripts, styles and Word's own, quick for any input."""

import re
from collections import Counter
from html import unescape

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE

from portal.importing.reading import RefusedError
from portal.pages.links import safe

INLINE_TAGS = {"b", "strong", "i", "em", "code", "sup", "sub", "a", "br"}
BLOCK_TAGS = set(
    "h1 h2 h3 h4 h5 h6 p div section article main header footer aside nav figure figcaption details summary address "
    "form fieldset legend center hr ul ol li dl dt dd table caption thead tbody tfoot tr td th option button textarea "
    "title blockquote pre iframe img".split()
)
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "iframe": {"src", "title"},
    "ol": {"start"},
    "li": {"value"},
    "td": {"colspan"},
    "th": {"colspan"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
# A browser shows none of the words in these; what is renamed has words that are shown, or might be.
DROPPED = {"script", "style"}
RENAMED = {"template": "div", "svg": "span", "math": "span", "frameset": "div", "noscript": "div", "plaintext": "pre"}
RENAMED |= {"xmp": "pre", "noframes": "div", "noembed": "div", "select": "div", "xml": "div"}
NAME = re.compile(r"(</?)([a-zA-Z][\w:.-]*)")
ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
ADDRESS = re.compile(r"\b(?:href|src)\s*=\s*[\"']?\s*([^\"'\s>]{1,2000})", re.IGNORECASE)
# How many may be open at once: html5ever takes the square of it, and Word never nests like that.
MOST_OPEN = Counter({"table": 50, "ul": 200, "ol": 200})
MOST_OPEN_OTHERWISE = 10_000
MOST_TAGS = 200_000  # a document of two megabytes from Word has half as many
CLOSES_ITSELF = set("p li dt dd td th tr option br img hr meta link input col wbr source area base param".split())
# html5ever takes the square of the number of references, so they are hidden from it (a sign for private use).
AMPERSAND = "\ue000"
LOOKS_LIKE_HTML = re.compile(
    r"\s*(?:<!--[^<>]*-->\s*)*<(?:!doctype|html|head|body|meta|p|div|span|h[1-6]|ul|ol|dl|table|section|article|main|style)"
    r"[\s>]",
    re.IGNORECASE,
)
# What is no whole tag of HTML is text that somebody typed: "<your name>", "a < b".
OTHER_TAGS = set("html head body meta link span u s del ins font small mark kbd video abbr col colgroup input".split())
KNOWN_TAGS = {*INLINE_TAGS, *BLOCK_TAGS, *OTHER_TAGS, *DROPPED, *RENAMED}
TYPED_SIGN = re.compile(rf"(?!{HTML_TAG_RE.pattern})<")
TAG_NAME = re.compile(r"<(?=/?([a-zA-Z][a-zA-Z0-9-]*))")
LONGEST_MARKDOWN = 400_000  # characters, a long book's; markdown-it reads some 50 000 a second of the worst kind
DEEPEST = 60  # levels of Markdown; beyond it markdown-it leaves text out

markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable("table").disable("code")


def looks_like_html(text):
    return bool(LOOKS_LIKE_HTML.match(text))


def in_order(html, report):
    """Balanced HTML of `INLINE_TAGS` and `BLOCK_TAGS`, whose texts and addresses `restored` has to give back."""
    refuse_excess(html)
    html = without_unclosed(html, report)
    for found in ADDRESS.finditer(html):
        tell_unsafe(unescape(found[1]), report)
    html = NAME.sub(lambda found: found[1] + known_name(found[2].lower()), html)
    html = html.replace("<![CDATA[", " ").replace("]]>", " ").replace(AMPERSAND, "")
    return nh3.clean(
        hidden(html),
        tags=INLINE_TAGS | BLOCK_TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )


def known_name(tag):
    """A tag by a name whose words nh3 keeps: what it does not know as HTML it may take out whole."""
    return RENAMED.get(tag) or (tag if tag in KNOWN_TAGS else "span")


def hidden(html):
    return html.replace("&", AMPERSAND)


def restored(text):
    """A text or an attribute of what `in_order` made, as it was meant."""
    return unescape(text.replace(AMPERSAND, "&")) if AMPERSAND in text else text


def refuse_excess(html):
    if html.count("<") > MOST_TAGS:
        raise RefusedError(_("The HTML has more than %(most)s tags. Split the text.") % {"most": MOST_TAGS})
    is_open, depth = Counter(), 0
    for found in ANY_TAG.finditer(html):
        tag = found[2].lower()
        if tag in CLOSES_ITSELF:
            continue
        step = -1 if found[1] and is_open[tag] else int(not found[1])
        is_open[tag] += step
        depth += step
        if depth > MOST_OPEN_OTHERWISE or is_open[tag] > MOST_OPEN.get(tag, MOST_OPEN_OTHERWISE):
            values = {"most": MOST_OPEN.get(tag, MOST_OPEN_OTHERWISE), "tag": tag}
            raise RefusedError(_("The HTML is nested too deep: more than %(most)s “%(tag)s”.") % values)


def without_unclosed(html, report):
    """A comment, script or style that never ends would swallow all that follows it without a word."""
    for begin, end in [("<!--", "-->"), ("<script", "</script"), ("<style", "</style")]:
        place = html.lower().rfind(begin)
        if place >= 0 and end not in html[place:].lower():
            message = gettext_noop("“%(tag)s” is never closed, so what follows it was left out: %(text)s")
            report.left_out(message, tag=begin, text=" ".join(html[place + len(begin) :].split()))
            html = html[:place]
    return html


def tell_unsafe(address, report):
    if address.lower().startswith("data:"):
        report.left_out(gettext_noop("A picture that lies in the text itself: %(address)s"), address=address[:40])
    elif not safe(address):
        report.left_out(gettext_noop("A link’s address was taken out: %(address)s"), address=address)


def from_markdown(source):
    """Markdown as HTML. What is no tag stays text, and an entry of a list tells its number."""
    if len(source) > LONGEST_MARKDOWN:
        message = _("The text is too long: %(most)s characters of Markdown or plain text at most. Split it.")
        raise RefusedError(message % {"most": LONGEST_MARKDOWN})
    tokens = markdown.parse(without_endless_tags(source))
    for token in tokens:
        if token.level >= DEEPEST - 2:
            raise RefusedError(_("The text is nested too deep: %(most)s levels at most.") % {"most": DEEPEST - 3})
        if token.type == "list_item_open" and token.info.isdigit():
            token.attrSet("value", token.info)
        for one in [token, *(token.children or [])]:
            if one.type in {"html_block", "html_inline"}:
                one.content = without_false_tags(one.content)
    return markdown.renderer.render(tokens, markdown.options, {})


def without_endless_tags(source):
    """What opens a comment and never closes it is text; markdown-it would search for the end again and again."""
    for begin, end in [("<!--", "-->"), ("<?", "?>"), ("<!", ">")]:
        closed, last, rest = source.rpartition(end)
        source = closed + last + rest.replace(begin, f"&lt;{begin[1:]}")
    return source


def without_false_tags(html):
    html = TYPED_SIGN.sub("&lt;", html)
    return TAG_NAME.sub(lambda found: "<" if found[1].lower() in KNOWN_TAGS else "&lt;", html)
