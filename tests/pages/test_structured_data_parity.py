"""JSON-LD of the whole demo: what schema.org allows, and what the page shows."""

import json
import re
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from blog.models import Author
from help.hours import DAY_CHOICES
from help.models import Problem
from help.structured_data import DAYS
from help.territories import country_name, language_name
from portal.cart.models import Product
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, Company, ContentVersion, Topic
from portal.settings import BASE_DIR
from tests.structured_data import data_of, every_node, soup_of

pytestmark = pytest.mark.django_db
ROOT = "http://localhost"
VIEWS = ["topics", "companies", "authors", "search", "shop"]
SCHEMA = json.loads((BASE_DIR / "tests/data/schema_org.json").read_text())["types"]
DATA_TYPES = {
    "Text": r"(?s).+",
    "URL": r"https?://\S+",
    "Date": r"\d{4}-\d\d-\d\d",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "Duration": r"PT\d+M",
    "Time": r"\d\d:\d\d:\d\d([+-]\d\d:\d\d)?",
    "DayOfWeek": r"https://schema\.org/[A-Z][a-z]+day",
    "ItemListOrderType": r"https://schema\.org/ItemListOrderAscending",
    "ItemAvailability": r"https://schema\.org/(InStock|PreOrder|OutOfStock)",
    "Thing": r"https?://\S+",
    "CreativeWork": r"https?://\S+",
}


@pytest.fixture(scope="module")
def read(demo):
    """`{url: (soup, its nodes by type)}` of all public addresses of the demo."""
    ContentVersion.objects.filter(page__title_sq__contains="iPhone").update(changed_at=timezone.now())
    soups = {url: soup_of(Client(), url) for url in demo_urls()}
    return {url: (soup, data_of(soup)) for url, soup in soups.items()}


def demo_urls():
    for code in codes():
        with override(code):
            yield from (reverse(view) for view in VIEWS)
            for model in [Topic, Company, Author, Product]:
                yield from (one.get_absolute_url() for one in model.objects.all())
        for pages in [BasePage.objects.published().filter(depth__gt=1), Problem.objects.select_related("guide")]:
            yield from (url_in(page, code) for page in pages)


# Shape


def problems(node):
    """What schema.org does not know of a node, and values that are of no type that it expects."""
    known = SCHEMA.get(node["@type"])
    if known is None:
        yield f"unknown type {node['@type']}"
        return
    for name, value in node.items():
        if name.startswith("@") or name == "query-input":  # an annotation (https://schema.org/docs/actions.html)
            continue
        if name not in known:
            yield f"{node['@type']} has no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if not fits(one, known[name]):
                yield f"{node['@type']}.{name}: {one!r}"


def fits(value, expected):
    if isinstance(value, dict):
        kinds = {value.get("@type", "Thing"), *SCHEMA.get(value.get("@type"), {}).get("is_a", [])}
        return ("@id" in value and len(value) == 1) or bool(kinds & set(expected))
    if isinstance(value, int):
        return bool({"Integer", "Number"} & set(expected))
    return any(re.fullmatch(DATA_TYPES[one], value) for one in expected if one in DATA_TYPES)


def test_all_types_and_properties_are_those_of_schema_org(read):
    seen = set()
    for url, (_soup, nodes) in read.items():
        for node in every_node(list(nodes.values())):
            seen.add(node["@type"])
            assert not list(problems(node)), url
    assert seen == set(SCHEMA) - {"Person"}  # whoever signs in the demo is a team


def test_references_lead_to_nodes_of_the_same_page(read):
    for url, (_soup, by_type) in read.items():
        nodes = list(every_node(list(by_type.values())))
        known = [node["@id"] for node in nodes if "@id" in node]
        assert len(known) == len(set(known)), url
        for node in nodes:
            for value in node.values():
                if isinstance(value, dict) and set(value) == {"@id"}:
                    assert value["@id"] in known, (url, value)


# Parity


def words(text):
    return " ".join(text.split())


def seen_text(soup):
    """What a reader can see or have read out, and what the head says of the page."""
    soup = BeautifulSoup(str(soup), "html.parser")
    for tag in soup(["script", "style"]):
        tag.extract()
    head = [tag.get("content", "") for tag in soup.head.find_all("meta")]
    alt = [tag.get("alt", "") for tag in soup.find_all("img")]
    return words(" ".join([soup.get_text(" "), *alt, *head]).replace("\u00ad", ""))


def text_without_breaks(soup):
    """As `seen_text`, with the places where a long address may break closed."""
    return words("".join(soup.body.find_all(string=True)))


def links(soup):
    return {without_message(tag["href"]) for tag in soup.find_all(href=True)}


def without_message(href):
    """An e-mail link without the subject and the body that the page has prepared: the address alone is said."""
    return href.partition("?")[0] if href.startswith("mailto:") else href


POINTS = ["ContactPoint", "PostalAddress"]
WRITTEN = ["name", "headline", "description", "contactType", "articleSection", "keywords", "streetAddress"]


def unseen(node, text, close_text, hrefs, language):
    """What a node says and its page does not show."""
    for name in WRITTEN:
        for value in as_list(node.get(name)):
            if words(value) not in text and words(value) not in close_text:
                yield name, value
    with override(language):
        said = [country_name(code) for code in as_list(node.get("areaServed"))]
        said += [language_name(code) for code in as_list(node.get("availableLanguage"))]
        if "dayOfWeek" in node:
            days = [day.removeprefix("https://schema.org/") for day in node["dayOfWeek"]]
            said.append(str(dict(DAY_CHOICES)[next(key for key, value in DAYS.items() if value == days)]))
    said += [node[name][:5] for name in ["opens", "closes"] if name in node]
    yield from (("fact", value) for value in said if value.lower() not in text.lower())
    ways = [f"mailto:{node['email']}" for _ in as_list(node.get("email"))]
    ways += [f"tel:{node['telephone']}" for _ in as_list(node.get("telephone"))]
    ways += [url for url in [*as_list(node.get("sameAs")), *as_list(node.get("url"))] if not url.startswith(ROOT)]
    yield from (("link", way) for way in ways if way not in hrefs)


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def test_all_that_is_said_stands_on_the_page(read):
    for url, (soup, nodes) in read.items():
        shown = seen_text(soup), text_without_breaks(soup), links(soup)
        for node in every_node(list(nodes.values())):
            assert not list(unseen(node, *shown, url[1:3])), (url, node["@type"])


def test_dates_are_those_that_the_page_shows(read):
    checked = set()
    for url, (soup, nodes) in read.items():
        shown = soup.select_one(".dates time")
        for node in nodes.get("BlogPosting", []) + nodes.get("Article", []):
            updated = shown.find_parent(class_="dates").text
            name = "dateModified" if re.search("Updated|Përditësuar", updated) else "datePublished"
            assert node[name][:10] == shown["datetime"], url
            assert node.get("dateModified", "9")[:10] >= node["datePublished"], url
            checked.add(name)
    assert checked == {"datePublished", "dateModified"}


def test_every_address_that_a_page_shows_is_said(read):
    checked = 0
    for url, (soup, nodes) in read.items():
        points = [node for node in every_node(list(nodes.values())) if node["@type"] in POINTS]
        said = {value for point in points for value in point.values() if isinstance(value, str)}
        said |= {f"mailto:{point.get('email')}" for point in points}
        said |= {f"tel:{point.get('telephone')}" for point in points}
        for actions in soup.select(".facts__actions"):
            link = actions.find("a")
            assert (without_message(link["href"]) if link else actions.button["data-copy"]) in said, url
            checked += 1
    assert checked > 100


def test_addresses_on_this_site_answer_and_are_canonical(read):
    said = set()
    for _soup, nodes in read.values():
        for node in every_node(list(nodes.values())):
            assert "item" not in node or node["item"].removeprefix(ROOT) in read
            said |= {one for one in [node.get("url"), node.get("mainEntityOfPage")] if one and one.startswith(ROOT)}
    said.remove(f"{ROOT}/")
    assert len(said) > 100
    for address in said:
        soup, _nodes = read[address.removeprefix(ROOT)]
        assert soup.find("link", rel="canonical")["href"] == address


def test_breadcrumbs_are_the_visible_ones(read):
    for url, (soup, nodes) in read.items():
        visible = [(words(a.text), f"{ROOT}{a['href']}") for a in soup.select("nav.breadcrumbs a")]
        lists = nodes.get("BreadcrumbList", [])
        said = [(item["name"], item["item"]) for one in lists for item in one["itemListElement"]]
        assert said == (visible if len(visible) > 1 else []), url
        assert [item["position"] for one in lists for item in one["itemListElement"]] == list(range(1, len(said) + 1))
        assert visible or urlsplit(url).path.count("/") <= 3


@pytest.mark.parametrize(
    "url", ["/sq/blog/", "/en/help/", "/en/topics/", "/sq/kompani/", "/sq/tema/siguri/", "/en/authors/", "/en/shop/"]
)
def test_list_says_what_it_shows_on_this_page_of_it(read, url):
    soup, nodes = read[url]
    items = nodes["CollectionPage"][0]["mainEntity"]
    shown = soup.main.select(".card__title, .guide-row__title, .topic__name")[: items["numberOfItems"]]
    assert [item["name"] for item in items["itemListElement"]] == [words(one.text) for one in shown]
