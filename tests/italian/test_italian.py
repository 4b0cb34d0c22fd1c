"""A third language came by a setting and a migration. Not a line of code or template knows it."""

from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from blog.models import BlogPage
from help.models import GuidePage
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, Topic, User

ROOT = "http://localhost"


def soup_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content, "html.parser")


def alternates(soup):
    return {link["hreflang"]: link["href"] for link in soup.find_all("link", hreflang=True, rel="alternate")}


def test_migrations_are_complete():
    assert codes() == ["sq", "en", "it"]
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_every_page_has_an_address_and_shows_albanian_until_it_is_translated(client):
    pages = list(BasePage.objects.published().filter(depth__gt=1))
    assert len(pages) > 50
    for page in pages:
        soup = soup_of(client, url_in(page, "it"))
        assert soup.html["lang"] == "it"
        assert soup.find("link", rel="canonical")["href"] == ROOT + url_in(page, "sq")
        links = {link["hreflang"]: link["href"] for link in soup.header.find_all("a", hreflang=True)}
        assert links == {code: url_in(page, code) for code in codes()}
        assert "it" not in alternates(soup)


def test_our_own_words_and_addresses_are_translated_by_a_catalogue(client):
    guide = GuidePage.objects.published().first()
    assert "Questa pagina non è ancora tradotta" in soup_of(client, url_in(guide, "it")).find(class_="notice").text
    assert url_in(Topic.objects.first(), "it").startswith("/it/temi/")


def test_lists_search_and_errors_answer(client):
    with override("it"):
        urls = [reverse(name) for name in ("topics", "companies", "authors", "cart")]
        urls += [reverse("search") + "?q=tiktok", Topic.objects.first().get_absolute_url()]
    for url in urls:
        assert url.startswith("/it/")
        assert soup_of(client, url).html["lang"] == "it"
    assert BeautifulSoup(client.get("/it/niente/").content, "html.parser").html["lang"] == "it"


def test_a_translated_article_joins_the_others(client):
    post = BlogPage.objects.filter(has_text_en=True).first()
    post.title_it, post.body_it = "Presentazione", [("paragraph", "<p>Un testo italiano.</p>")]
    post.slug_it = "presentazione"
    post.save_revision().publish()
    post = BlogPage.objects.get(pk=post.pk)
    sets = []
    for code in codes():
        soup = soup_of(client, url_in(post, code))
        assert soup.find("link", rel="canonical")["href"] == ROOT + url_in(post, code)
        sets.append(alternates(soup))
    assert sets[0] == sets[1] == sets[2]
    assert set(sets[0]) == {"sq", "en", "it", "x-default"}
    assert url_in(post, "it").endswith("/presentazione/")
    italian = soup_of(client, url_in(post, "it"))
    assert "Un testo italiano." in italian.main.text
    assert italian.find("meta", property="og:locale")["content"] == "it_IT"


def test_the_editor_has_a_third_tab(client):
    client.force_login(User.objects.create_superuser("tester", password="a-long-password"))
    page = GuidePage.objects.first()
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    soup = BeautifulSoup(response.content, "html.parser")
    tabs = [tab.text.split()[0] for tab in soup.find_all(role="tab")]
    assert {"Shqip", "English", "Italiano"} <= set(tabs)
    for name in ("title_it", "slug_it", "summary_it"):
        assert soup.find(attrs={"name": name}), name


def test_the_preview_has_a_third_language():
    page = GuidePage.objects.published().first()
    assert [mode for mode, _name in page.preview_modes] == codes()
    page.title_it = "Non ancora salvato"
    soup = BeautifulSoup(page.make_preview_request(preview_mode="it").content, "html.parser")
    assert (soup.html["lang"], soup.h1.text) == ("it", "Non ancora salvato")


def test_the_error_page_of_a_broken_server_speaks_all_three():
    from portal.pages.views import server_error

    sections = BeautifulSoup(server_error(None).content, "html.parser").find_all("section")
    assert [section["lang"] for section in sections] == codes()
