"""docs/languages.md is true: each row of its table, and every page of the demo in every language."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from blog.models import BlogIndexPage, BlogPage
from help.models import ChannelStatus, HowToPage
from portal.pages.languages import Languages, codes, url_in
from portal.pages.models import BasePage, StaleTranslation
from portal.settings import BASE_DIR
from tests import make

pytestmark = pytest.mark.django_db

ROOT = "http://localhost"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"


def documented():
    """The rows of the documentation's table, `{(state, address): {column: value}}`."""
    text = (BASE_DIR / "docs/languages.md").read_text()
    lines = [line for line in text.splitlines() if line.startswith("|")]
    header, _rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {(row[0], row[1]): dict(zip(header, row, strict=True)) for row in rows}


TABLE = documented()


def both():
    return make.post("Në dy gjuhë", "In two languages")


def only_albanian():
    return make.post("Vetëm shqip", "")


def copied():
    return make.post("E kopjuar", "Copied", body_en=make.body("Teksti i E kopjuar."))


def no_albanian_body():
    return make.post("Vetëm anglisht", "Only English", body_sq=[])


def stale():
    page = make.post("E vjetruar", "Out of date")
    StaleTranslation.objects.create(page=page, language="en", unit="body", source_before="Teksti.")
    return page


def retired():
    channel = make.channel(make.guide())
    ChannelStatus.objects.filter(channel=channel).update(state="retired", reason_sq="U mbyll.", reason_en="It closed.")
    return channel


def draft():
    return make.post("Skicë", "Draft", live=False)


def private():
    return make.private(make.post("Privat", "Private"))


def scheduled():
    return make.post("Më vonë", "Later", live=False, go_live_at=timezone.now() + timedelta(days=1))


def under_an_unpublished_parent():
    hidden = make.home().add_child(instance=BlogIndexPage(title_sq="Fshehur", title_en="Hidden"))
    page = make.post("Nën të fshehurën", "Below the hidden one", parent=hidden)
    hidden.unpublish()
    return page


MAKERS = {
    "both languages": both,
    "only Albanian": only_albanian,
    "English is a copy": copied,
    "no Albanian body": no_albanian_body,
    "English stale": stale,
    "retired channel": retired,
    "draft": draft,
    "private": private,
    "scheduled": scheduled,
    "under an unpublished parent": under_an_unpublished_parent,
}


def sitemap_addresses(client):
    """Every `<loc>` of the sitemap, its parts followed where it is an index."""

    def read(url):
        root = ElementTree.fromstring(client.get(url).getvalue())
        for found in root.iter(f"{SITEMAP}loc"):
            path = found.text.removeprefix(ROOT)
            yield from read(path) if root.tag.endswith("sitemapindex") else [path]

    return set(read("/sitemap.xml"))


def feed_addresses(client, code):
    with override(code):
        url = reverse("feed")
    root = ElementTree.fromstring(client.get(url).content)
    entries = root.iter(f"{ATOM}entry")
    return {link.get("href").removeprefix(ROOT) for entry in entries for link in entry.findall(f"{ATOM}link")}


class Seen:
    """What one address of a page shows, in the words of the table."""

    def __init__(self, client, page, code, sitemap, feeds):
        self.page, self.code, self.path = page, code, url_in(page, code)
        self.response = client.get(self.path)
        self.soup = BeautifulSoup(self.response.content, "html.parser")
        self.sitemap, self.feed = sitemap, feeds[code]

    def row(self):
        return {
            "<html lang>": self.soup.html["lang"],
            "Text in": self.text_language(),
            "Canonical": self.canonical(),
            "hreflang": " ".join(self.alternates()) or "none",
            "og:locale": self.meta("og:locale") or "none",
            "Alternates": self.meta("og:locale:alternate") or "none",
            "Sitemap": "yes" if self.path in self.sitemap else "no",
            "Feed": "yes" if self.path in self.feed else "no",
            "Switcher": self.switcher(),
            "Notice": self.notice(),
        }

    def text_language(self):
        if self.response.status_code != 200:
            assert self.response.status_code in {404, 410}, self.path
            return "error"
        words = body_of(self.page)
        holder = next(text for text in self.soup.main.find_all(string=True) if begins(words, text))
        return holder.find_parent(lang=True)["lang"]

    def canonical(self):
        link = self.soup.find("link", rel="canonical")
        if link is None:
            return "none"
        return next(code for code in codes() if link["href"] == ROOT + url_in(self.page, code))

    def alternates(self):
        return {link["hreflang"]: link["href"] for link in self.soup.find_all("link", hreflang=True, rel="alternate")}

    def meta(self, name):
        return " ".join(tag["content"] for tag in self.soup.find_all("meta", property=name))

    def switcher(self):
        links = {link["hreflang"]: link["href"] for link in self.soup.header.find_all("a", hreflang=True)}
        assert set(links) == set(codes())
        if links == {code: url_in(self.page, code) for code in codes()}:
            return "page"
        assert links == {code: f"/{code}/" for code in codes()}, self.path
        return "home"

    def notice(self):
        found = self.soup.main.find(class_="notice")
        return next(
            kind for kind, words in NOTICES[self.code].items() if (found is None) == (not words) and words in str(found)
        )


NOTICES = {
    "sq": {"none": "", "untranslated": "ende nuk është përkthyer", "stale": "ka ndryshuar që kur u përkthye"},
    "en": {"none": "", "untranslated": "is not translated yet", "stale": "has changed since it was translated"},
}


def body_of(page):
    """The words of the body as the page's own canonical language has them."""
    page = page.specific
    shown = Languages(page).content
    return page.plain_text(shown) or next(text for text in map(page.plain_text, codes()) if text)


def begins(words, text):
    text = " ".join(text.split())
    return len(text) > 2 and words.startswith(text)


def assert_as_documented(client, page, state, sitemap, feeds):
    for code in codes():
        seen = Seen(client, page, code, sitemap, feeds).row()
        wanted = {name.strip("`"): value for name, value in TABLE[state, code].items()}
        for column, value in seen.items():
            if wanted[column] != "–":
                assert value == wanted[column], (state, code, column, page.title)


@pytest.mark.parametrize("state", MAKERS)
def test_each_row_of_the_table(client, state):
    page = MAKERS[state]()
    page = type(page).objects.get(pk=page.pk)
    feeds = {code: feed_addresses(client, code) for code in codes()}
    assert_as_documented(client, page, state, sitemap_addresses(client), feeds)


def test_the_table_has_a_row_for_each_state_and_language():
    assert set(TABLE) == {(state, code) for state in MAKERS for code in codes()}


def state_of(page):
    """The state that a page of the demo is in, told from its stored texts alone."""
    page = page.specific
    if isinstance(page, HowToPage) and page.status.state == "retired":
        return "retired channel"
    english, albanian = page.plain_text("en"), page.plain_text("sq")
    if not page.title_en or (albanian and not english):
        return "only Albanian"
    return "both languages"


def test_every_page_of_the_demo_is_as_documented(demo, client):
    feeds = {code: feed_addresses(client, code) for code in codes()}
    sitemap = sitemap_addresses(client)
    pages = BasePage.objects.published().filter(depth__gt=1)
    assert len(pages) > 50
    states = set()
    for page in pages:
        if not page.is_listed:
            feeds = {code: feeds[code] - {url_in(page, code)} for code in codes()}
        state = state_of(page)
        states.add(state)
        for code in codes():
            seen = Seen(client, page.specific, code, sitemap, feeds)
            if not page.specific.plain_text(code) and state == "both languages":
                continue  # a list without words of its own
            row, wanted = seen.row(), {name.strip("`"): value for name, value in TABLE[state, code].items()}
            if not page.is_listed:
                wanted["Feed"] = "no"
            assert {name: wanted[name] for name in row} == row, (page.title, code)
    assert states == {"both languages", "only Albanian"}


def test_hreflang_is_reciprocal_wherever_a_crawler_gets(demo, client):
    """From the home page along every link: whoever names an alternate is named by it, in the same set."""
    waiting, sets = {"/sq/", "/en/"}, {}
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code == 200, path
        soup = BeautifulSoup(response.content, "html.parser")
        links = soup.find_all("link", rel="alternate", hreflang=True)
        sets[path] = {link["hreflang"]: link["href"].removeprefix(ROOT) for link in links}
        found = {a["href"].split("#")[0].split("?")[0] for a in soup.find_all("a", href=re.compile(r"^/(sq|en)/"))}
        waiting |= {one for one in found | set(sets[path].values()) if is_html(one)} - set(sets)
    assert len(sets) > 100
    for path, alternates in sets.items():
        for code, other in alternates.items():
            assert sets[other] == alternates, (path, code, other)
        if alternates:
            assert path in alternates.values(), path
            assert alternates["x-default"] == alternates["sq"]


def is_html(path):
    return path.endswith("/") and "/feed/" not in path


def test_database_and_code_agree_on_what_is_spoken(demo):
    for code in codes():
        asked = set(BasePage.objects.speaking(code).values_list("pk", flat=True))
        told = {page.pk for page in BasePage.objects.all() if code in Languages(page).spoken}
        assert asked == told


def test_a_title_alone_is_no_translation():
    page = make.post("Titulli", "A title", body_en=[])
    assert not page.speaks("en")
    assert not BlogPage.objects.speaking("en").filter(pk=page.pk).exists()


def test_search_engine_words_never_come_from_another_language(client):
    page = make.post(seo_title_en="English for Google", search_description_en="English words.")
    soup = BeautifulSoup(client.get(url_in(page, "sq")).content, "html.parser")
    assert "English" not in soup.title.text
    assert "English" not in soup.find("meta", attrs={"name": "description"})["content"]


def test_what_is_not_translated_is_never_called_stale():
    page = make.post("Vetëm shqip", "")
    StaleTranslation.objects.create(page=page, language="en", unit="body", source_before="Teksti.")
    languages = Languages(BlogPage.objects.get(pk=page.pk), "en")
    assert not languages.is_stale
    assert languages.notice.kind == "untranslated"
