"""Texts as Markdown (CommonMark with GitHub's tables): what people typed stays text, their markup becomes Markdown."""

import re

from markdownify import ATX, BACKSLASH, MarkdownConverter

from portal.pages.links import absolute_html, absolute_url, safe

SPACES = re.compile(r"[ \t\r\n\f\v]+")
# Underscores inside a word and a lone "&" mean nothing, so names and addresses stay readable.
MEANS_SOMETHING = re.compile(r"[\\`*\[\]<>|~]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|(?<!\S)#")
BEGINS_A_BLOCK = re.compile(r"^([+-](?=\s|$)|[=-](?=[=-]*\s*$)|:(?=-))")
BEGINS_A_NUMBERED_LIST = re.compile(r"^(\d{1,9})(?=[.)](\s|$))")
BACKTICKS = re.compile(r"`+")
UNSAFE_IN_LINKS = {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "|": "%7C", "\\": "%5C", " ": "%20"}
ENTITY = re.compile(r"&(?=#?\w+;)")


def escape(text):
    """One line of typed text, so that Markdown shows exactly these characters wherever the line stands."""
    text = MEANS_SOMETHING.sub(r"\\\g<0>", SPACES.sub(" ", text))
    return BEGINS_A_NUMBERED_LIST.sub(r"\1\\", BEGINS_A_BLOCK.sub(r"\\\1", text))


def one_line(text):
    return escape(str(text).strip())


def lines(text):
    """Typed text whose line breaks are kept, and empty lines as paragraphs."""
    paragraphs = re.split(r"\n\s*\n", str(text).replace("\r\n", "\n").strip())
    return "\n\n".join("\\\n".join(one_line(line) for line in one.split("\n") if line.strip()) for one in paragraphs)


def link(text, url, root_url):
    """A link whose `text` is Markdown already; just the text where there is no address."""
    return f"[{text}]({destination(url, root_url)})" if url and safe(url) else text


def picture(alt, url, root_url):
    return f"![{one_line(alt)}]({destination(url, root_url)})"


def destination(url, root_url):
    url = absolute_url(safe(url), root_url)
    return ENTITY.sub("&amp;", "".join(UNSAFE_IN_LINKS.get(character, character) for character in url))


def code_block(code, language=""):
    """A fence that is longer than any run of backticks in the code."""
    code = str(code).replace("\r\n", "\n")
    fence = "`" * max(3, *(len(run) + 1 for run in BACKTICKS.findall(code)), 0)
    return f"{fence}{re.sub(r'[^\w+#.-]', '', str(language))}\n{code}\n{fence}"


def prose(markup, root_url, code):
    """Stored rich text as Markdown; links to pages lead to them in the language `code`."""
    return from_html(absolute_html(markup, root_url, code), root_url)


def from_html(html, root_url):
    return Converter(root_url).convert(html).strip()


class Converter(MarkdownConverter):
    def __init__(self, root_url):
        self.root_url = root_url
        super().__init__(
            heading_style=ATX, bullets="-", newline_style=BACKSLASH, sup_symbol="<sup>", sub_symbol="<sub>"
        )

    def escape(self, text, parent_tags):
        return escape(text)

    def convert_a(self, el, text, parent_tags):
        if "_noformat" in parent_tags or not text.strip():
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return before + link(text.strip(), el.get("href", ""), self.root_url) + after

    def convert_img(self, el, text, parent_tags):
        return picture(el.get("alt", ""), el.get("src", ""), self.root_url) if el.get("src") else ""


def tidy(markdown):
    """Without what templates leave behind: trailing spaces and more than one empty line, except in code."""
    kept, fence = [], ""
    for line in markdown.split("\n"):
        run = re.match(r"\s*(`{3,})", line)
        if fence:
            kept.append(line)
            fence = "" if run and line.strip() == fence else fence
            continue
        fence = run[1] if run else ""
        line = line.rstrip()
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip() + "\n"
