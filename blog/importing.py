"""A text as an article: what the article's blocks can hold becomes such blocks, and the rest its words."""

import json
from contextlib import suppress
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, gettext_noop

from blog.blocks import PROSE
from blog.embeds import PROVIDERS
from blog.models import Author, BlogIndexPage, BlogPage
from portal.importing.blocks import HARD_BREAK
from portal.importing.prose import html_of, stored, words
from portal.importing.registry import Importer
from portal.pages.languages import codes, localized_name

LONGEST_HEADING = 120
LONGEST_LANGUAGE = 20
# Where frames of a provider's players come from.
HOSTS = {provider.key: {urlsplit(provider.page).hostname, urlsplit(provider.player).hostname} for provider in PROVIDERS}
HOSTS["youtube"].add("youtube.com")


class PostImporter(Importer):
    kind, label = "post", gettext_lazy("Article")
    model, parent_model = BlogPage, BlogIndexPage
    preview_template = "blog/admin/import_preview.html"

    def fill(self, page, parts, article, report):
        for code in codes():
            version = article.versions.get(code)
            blocks = BodyWriter(report).write(version.body) if version else []
            setattr(page, localized_name("body", code), json.dumps(blocks))
        page.authors = self.authors(article, report)
        return []

    def authors(self, article, report):
        slugs = article.facts_listed("authors")
        found = {author.slug: author for author in Author.objects.filter(slug__in=slugs)}
        for slug in slugs:
            if slug not in found:
                report.unsure(gettext_noop("There is no author “%(slug)s”"), slug=slug)
        return [found[slug] for slug in slugs if slug in found]


class BodyWriter:
    """Makes the raw value of an article's StreamField: `[{"type": …, "value": …}]`."""

    def __init__(self, report):
        self.report = report

    def write(self, blocks):
        """What no block of its own holds is text; texts that follow each other are one."""
        made, text = [], []
        for block in blocks:
            own = self.own_block(block)
            if own is None:
                text.append(html_of(block, self.report))
                continue
            made += [*self.paragraph(text), own]
            text = []
        return made + self.paragraph(text)

    def paragraph(self, text):
        html = stored("".join(text), PROSE)
        return [{"type": "paragraph", "value": html}] if html else []

    def own_block(self, block):
        maker = getattr(self, block.kind, None) if block.kind in OWN else None
        value = maker(block) if maker else None
        return value and {"type": BLOCKS.get(block.kind, block.kind), "value": value}

    def heading(self, block):
        if block.level > 2:
            message = gettext_noop("An article has one level of headings; “%(text)s” was a lower one")
            self.report.unsure(message, text=block.text)
        if len(block.text) > LONGEST_HEADING:
            self.report.unsure(gettext_noop("A heading is too long and became bold text: “%(text)s”"), text=block.text)
            return None
        return {"text": words(block.html, self.report)}

    def quote(self, block):
        lines = [words(line, self.report) for line in block.html.split(HARD_BREAK)]
        source = lines.pop().lstrip("—– ") if lines[1:] and lines[-1].startswith(("—", "–")) else ""
        return {"text": "\n".join(lines), "source": source}

    def table(self, block):
        width = max(map(len, block.rows))
        rows = [[words(cell, self.report) for cell in row] + [""] * (width - len(row)) for row in block.rows]
        if not block.has_head:
            message = gettext_noop("A table has no headings; its first row was taken for them: %(text)s")
            self.report.unsure(message, text=" · ".join(rows[0]))
        columns = [{"type": "text", "heading": cell} for cell in rows[0]]
        table = {"columns": columns, "rows": [{"values": row} for row in rows[1:]], "caption": ""}
        return {"caption": "", "table": table}

    def facts(self, block):
        rows = [{"label": words(label, self.report), "value": words(value, self.report)} for label, value in block.rows]
        return {"title": "", "rows": rows} if all(row["label"] and row["value"] for row in rows) else None

    def code(self, block):
        return {"language": block.label[:LONGEST_LANGUAGE], "code": block.html}

    def video(self, block):
        host = urlsplit(block.address).hostname
        for provider in PROVIDERS:
            if host in HOSTS[provider.key]:
                with suppress(ValidationError):
                    return {"provider": provider.key, "id": provider.clean_id(block.address), "title": block.label}
        return None


OWN = {"heading", "quote", "table", "facts", "code", "video"}
BLOCKS = {"video": "embed"}
