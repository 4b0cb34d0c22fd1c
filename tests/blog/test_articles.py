import json

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from blog.blocks import ArticleBlock, EmbedBlock
from blog.models import Author, BlogPage
from portal.pages.languages import url_in
from tests import make

pytestmark = pytest.mark.django_db


def picture():
    from django.core.files.base import ContentFile

    from portal.pages.models import PortalImage
    from tests.pages.test_images import picture as jpeg

    return PortalImage.objects.create(
        title="Foto", file=ContentFile(jpeg((1200, 700)), name="foto.jpg"), alt_sq="Një foto"
    )


def stream():
    image = picture()
    one = {"image": image.pk, "alt": "Alt i veçantë", "caption": "Diçitura"}
    return [
        {"type": "heading", "value": {"text": "Pjesa e parë"}},
        {"type": "paragraph", "value": "<p>Një <b>paragraf</b>.</p>"},
        {"type": "heading", "value": {"text": "Pjesa e dytë"}},
        {"type": "picture", "value": one},
        {"type": "gallery", "value": {"pictures": [one, {"image": image.pk, "alt": "", "caption": ""}]}},
        {"type": "quote", "value": {"text": "Thënia", "source": "Burimi"}},
        {"type": "callout", "value": {"kind": "warning", "title": "Kujdes", "text": "<p>Mos.</p>"}},
        {"type": "facts", "value": {"title": "Të dhëna", "rows": [{"label": "Ekrani", "value": "6,1 inç"}]}},
        {
            "type": "table",
            "value": {
                "caption": "Çmimet",
                "table": {
                    "columns": [{"type": "text", "heading": "Modeli"}],
                    "rows": [{"values": ["iPhone 16"]}],
                    "caption": "",
                },
            },
        },
        {"type": "code", "value": {"language": "", "code": "<b>*#06#</b>"}},
        {"type": "embed", "value": {"provider": "youtube", "id": "dQw4w9WgXcQ", "title": "Videoja"}},
        {"type": "heading", "value": {"text": "Pjesa e tretë"}},
    ]


@pytest.fixture
def article():
    page = make.post("Artikulli", "", body_sq=json.dumps(stream()))
    page.authors = [Author.objects.create(name_sq="Redaksia", name_en="Editors", slug="redaksia", kind="organisation")]
    page.save()
    return page


def soup_of(client, page):
    return BeautifulSoup(client.get(url_in(page, "sq")).content, "html.parser")


def test_every_block_is_shown(client, article):
    main = soup_of(client, article).main
    text = main.get_text(" ", strip=True)
    for words in ["Diçitura", "Thënia", "Burimi", "Kujdes", "Ekrani", "6,1 inç", "Modeli", "iPhone 16", "Redaksia"]:
        assert words in text
    assert main.find("img", alt="Alt i veçantë")
    assert main.find("img", alt="Një foto")
    assert main.find("pre").text.strip() == "<b>*#06#</b>"


def test_contents_lead_to_the_headings(client, article):
    soup = soup_of(client, article)
    for anchor, words in [("pjesa-e-pare", "Pjesa e parë"), ("pjesa-e-trete", "Pjesa e tretë")]:
        assert soup.find("a", href=f"#{anchor}").text.strip() == words
        assert soup.find(id=anchor).name == "h2"


def test_same_heading_twice_has_two_anchors(client):
    body = [{"type": "heading", "value": {"text": "Hapi"}} for _ in range(3)]
    soup = soup_of(client, make.post("Hapat", "", body_sq=json.dumps(body)))
    ids = [heading["id"] for heading in soup.main.find_all("h2") if heading.text.strip() == "Hapi"]
    assert len(set(ids)) == 3


def test_two_headings_make_no_contents(client):
    body = [{"type": "heading", "value": {"text": text}} for text in ["Një", "Dy"]]
    assert not soup_of(client, make.post("Shkurt", "", body_sq=json.dumps(body))).find("a", href="#nje")


def test_video_loads_nothing_before_it_is_asked_for(client, article):
    soup = soup_of(client, article)
    assert not soup.find("iframe")
    assert soup.find("a", href="https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    assert not [img for img in soup.find_all("img") if "youtube" in img["src"] or "ytimg" in img["src"]]


@pytest.mark.parametrize(
    ("provider", "typed", "stored"),
    [
        ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "dQw4w9WgXcQ"),
        ("youtube", "https://youtu.be/dQw4w9WgXcQ", "dQw4w9WgXcQ"),
        ("youtube", "dQw4w9WgXcQ", "dQw4w9WgXcQ"),
        ("vimeo", "https://vimeo.com/76979871", "76979871"),
    ],
)
def test_pasted_video_address_becomes_its_id(provider, typed, stored):
    block = EmbedBlock()
    assert block.clean(block.to_python({"provider": provider, "id": typed, "title": "V"}))["id"] == stored


@pytest.mark.parametrize("typed", ["https://evil.example/x", '"><script>', "", "javascript:alert(1)"])
def test_what_is_no_video_is_refused(typed):
    block = EmbedBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"provider": "youtube", "id": typed, "title": "V"}))


def test_related_card_leads_to_a_public_page_only(client):
    target = make.post("Synimi", "")
    body = json.dumps([{"type": "related", "value": {"page": target.pk, "text": "Lexojeni këtë"}}])
    page = make.post("Burimi", "", body_sq=body)
    assert soup_of(client, page).find(string="Lexojeni këtë")
    target.unpublish()
    assert not soup_of(client, page).find(string="Lexojeni këtë")


def test_every_block_describes_itself_in_the_picker():
    for name, block in ArticleBlock().child_blocks.items():
        assert block.get_description(), name
        assert str(block.label) != name


def test_every_block_is_previewed_in_the_picker(admin_client):
    make.post("Faqja e lidhur", "The linked page")
    make.product()
    picture()
    shown = {
        "heading": "Si ta mbroni llogarinë",
        "paragraph": "Një paragraf",
        "picture": "<img",
        "gallery": "<img",
        "quote": "Fjalëkalimi i mirë",
        "callout": "Kujdes",
        "facts": "Ekrani",
        "table": "iPhone 16 Plus",
        "code": "*#06#",
        "embed": "verifikimin me dy hapa",
        "related": "Faqja e lidhur",
        "product": "Afishe",
    }
    blocks = BlogPage._meta.get_field("body_sq").stream_block.child_blocks
    assert set(shown) == set(blocks)
    for name, words in shown.items():
        response = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": blocks[name].definition_prefix})
        assertContains(response, words)
        assertContains(response, "article.css")


def test_author_page_lists_the_articles(client, article):
    assertContains(client.get("/en/authors/redaksia/"), "Artikulli")
