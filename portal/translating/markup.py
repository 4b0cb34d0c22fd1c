"""Rich text as translators see it, and what of theirs may enter a field."""

import re

from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import features as feature_registry
from wagtail.whitelist import check_url

from portal.pages.excerpts import plain_text

BLOCK_KEY = re.compile(r"(<[a-z][^<>]*?) data-block-key=\"[^\"]*\"")
END_OF_BLOCK = re.compile(r"(</(?:p|li|ol|ul|h[1-6]|blockquote)>|<(?:ol|ul)>)\s*(?=<)")
WITH_CONTENT = ["script", "style", "iframe", "object", "template", "noscript", "svg", "math", "textarea", "title"]
TAGS = {
    "bold": "<b>",
    "italic": "<i>",
    "link": "<a>",
    "document-link": "<a>",
    "ol": "<ol>",
    "ul": "<ul>",
    "code": "<code>",
    "superscript": "<sup>",
    "subscript": "<sub>",
    "strikethrough": "<s>",
    "blockquote": "<blockquote>",
    "hr": "<hr>",
}


def tidy(html):
    """The same HTML without the editor's own keys, one line a paragraph or list item."""
    html = BLOCK_KEY.sub(r"\1", (html or "").replace("\r\n", "\n"))
    return END_OF_BLOCK.sub(r"\1\n", html).strip()


def allowed_tags(features):
    """`["bold", "ul"]` → `"<p> <br> <b> <ul> <li>"`, for the translator's comment."""
    tags = ["<p>", "<br>", *(TAGS.get(name) or f"<{name}>" for name in features if name in TAGS or len(name) == 2)]
    if "<ol>" in tags or "<ul>" in tags:
        tags.append("<li>")
    return " ".join(dict.fromkeys(tags))


def features_of(field):
    """The features of a rich text field or block; Wagtail's default ones where it names none."""
    return field.features if field.features is not None else feature_registry.get_default_features()


def clean_markup(html, features, *known):
    """What a rich text field with these `features` may hold of `html`: `(clean HTML, [names of removed tags])`.

    Links to pages and documents, pictures and embeds must be in one of the `known` texts. Raises ValidationError for
    them, for addresses that are no web or mail address, and for HTML that cannot be put in order.
    """
    converter = ContentstateConverter(features)
    soup = BeautifulSoup(html, "html.parser")
    removed = keep_known_tags(soup, converter.html_to_contentstate_handler.element_handlers)
    refuse_foreign_targets(soup, known)
    try:
        cleaned = converter.to_database_format(converter.from_database_format(str(soup)))
    except (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ValidationError(_("the HTML is not in order: check that each tag is closed where it belongs")) from error
    if not plain_text(cleaned):
        raise ValidationError(_("no text is left of it"))
    return cleaned, removed


def keep_known_tags(soup, handlers):
    """Leave only what the field's editor knows; the words inside other tags stay, scripts go with their content."""
    removed = []
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for tag in soup.find_all(WITH_CONTENT):
        removed.append(tag.name)
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.name not in {"p", "br"} and handlers.match(tag.name, tag.attrs) is None:
            removed.append(tag.name)
            tag.unwrap()
    return sorted(set(removed))


def refuse_foreign_targets(soup, known):
    allowed = {target for text in known for target in targets_in(BeautifulSoup(text or "", "html.parser"))}
    for target in targets_in(soup):
        if target not in allowed:
            message = _("it leads to something of this site that the original does not lead to (%(target)s)")
            raise ValidationError(message % {"target": " ".join(part for part in target if part)})
    for link in soup.find_all("a", href=True):
        if check_url(link["href"]) is None:
            raise ValidationError(
                _("“%(address)s” is no address that may be linked to") % {"address": link["href"][:80]}
            )


def targets_in(soup):
    """What links and embeds stand for inside the site: `{("page", "12", "")}`."""
    kinds = ("linktype", "embedtype")
    tags = soup.find_all(lambda tag: any(kind in tag.attrs for kind in kinds))
    return {(tag.get("linktype") or tag.get("embedtype"), tag.get("id", ""), tag.get("url", "")) for tag in tags}
