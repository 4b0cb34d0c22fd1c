"""What templates of Markdown twins (templates/**/*.md) write with. They are rendered without HTML's escaping.

Every value goes through a filter of these, or through a tag: tests/pages/test_markdown.py reads the templates for it.
"""

from django import template

from portal.pages import markdown
from portal.pages.languages import current, language_name, shown_language
from portal.pages.models import BasePage

register = template.Library()
INDENT = " " * 4

register.filter("text", markdown.one_line)
register.filter("lines", markdown.lines)
register.filter("code_block", markdown.code_block)


@register.simple_tag(takes_context=True)
def prose(context, markup, code=None):
    """Stored rich text."""
    return markdown.prose(getattr(markup, "source", markup), context["root_url"], code or current())


@register.simple_tag(takes_context=True)
def link(context, text, url):
    """A link to a path of this site or to another site; only its text where `url` is empty."""
    return markdown.link(markdown.one_line(text), url, context["root_url"])


@register.simple_tag(takes_context=True)
def twin_link(context, text, url):
    """A link to the Markdown twin of a page of this site."""
    return markdown.link(markdown.one_line(text), url and f"{url}index.md", context["root_url"])


@register.simple_tag(takes_context=True)
def picture(context, image, alt):
    return markdown.picture(alt or "", image.file.url, context["root_url"]) if image else ""


@register.filter
def language_mark(instance, field):
    """` (Albanian)` after a text that is shown in another language than the page's, else nothing."""
    shown = shown_language(instance, field) if instance else current()
    return f" ({language_name(shown)})" if shown != current() else ""


@register.filter
def quoted(text):
    """Markdown as a quotation, for `{% filter quoted %}`."""
    return "\n".join(f"> {line}".rstrip() for line in markdown.tidy(str(text)).strip().split("\n"))


@register.filter
def indented(text):
    """Markdown that goes on below a list item, for `{% filter indented %}` right after its mark."""
    first, *rest = markdown.tidy(str(text)).strip().split("\n")
    return "\n".join([first, *(INDENT + line if line else "" for line in rest)])


@register.simple_tag(takes_context=True)
def menu_pages(context):
    """What the main menu of the home page leads to."""
    return BasePage.objects.published().child_of(context["page"]).filter(show_in_menus=True).order_by("path")


@register.simple_tag
def latest_pages(count=3):
    return BasePage.objects.listed().for_cards()[:count]
