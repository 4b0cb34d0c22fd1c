"""An entry's HTML: what a page's own templates rendered, reduced to what a feed reader can show."""

from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Comment

DROPPED = "script style button form input select textarea svg iframe object embed template noscript link meta".split()
KEPT = set(
    "a abbr b blockquote br caption code dd div dl dt em figcaption figure h2 h3 h4 hr i img li ol p pre"
    " strong sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan"}, "th": {"scope", "colspan"}}
EVERYWHERE = {"lang", "dir"}
SCHEMES = {"http", "https", "mailto", "tel"}


def feed_html(markup, page_url):
    """Text, links and pictures of some HTML: no script, form, button or drawing, every address absolute."""
    soup = BeautifulSoup(markup, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.find_all(DROPPED):
        tag.decompose()
    for tag in soup.find_all(True):
        reduce_tag(tag, page_url)
    return str(soup).strip()


def reduce_tag(tag, page_url):
    allowed = EVERYWHERE | ATTRIBUTES.get(tag.name, set())
    tag.attrs = {name: value for name, value in tag.attrs.items() if name in allowed}
    for name in tag.attrs.keys() & {"href", "src"}:
        tag[name] = absolute(tag[name], page_url)
        if not tag[name]:
            del tag[name]
    if tag.name not in KEPT:
        tag.name = "span"
        if not tag.attrs:
            tag.unwrap()


def absolute(address, base):
    """A whole web, mail or telephone address, or "" for any other (`javascript:`, `data:`, nonsense)."""
    try:
        whole = urljoin(base, address)
        return whole if urlsplit(whole).scheme in SCHEMES else ""
    except ValueError:
        return ""
