"""The Markdown twin says all that the HTML of a page says, and nothing that the public may not see."""

import re
from datetime import time
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from markdown_it import MarkdownIt

from blog.models import Author
from help.models import ChannelStatus, ChecklistItem, OpeningSlot, Step
from portal.pages import markdown
from portal.pages.languages import codes, url_in
from portal.pages.links import absolute_html
from portal.pages.models import StaleTranslation, Topic
from portal.settings import BASE_DIR
from tests import make
from tests.blog.test_articles import picture

pytestmark = pytest.mark.django_db

renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
HOSTILE = [
    "# Titull",
    "1. një",
    "- një",
    "+ një",
    "> thënie",
    "***",
    "---",
    "===",
    "C #",
    "C ##",
    "*yll* _vijë_ __dy__ `kod` ~~fshi~~",
    "[lidhje](javascript:alert(1)) ![p](x)",
    "<script>alert(1)</script> & &amp; &copy; <b>",
    "a | b \\| c \\",
    "```",
    "~~~",
    "snake_case_name dhe 6.1 inç",
    "[x]: http://example.com",
    "👽 مرحبا — “ë” <!-- x -->",
    "    katër hapësira",
]
PLACES = ["{}", "# {}", "- {}", "1. {}", "> {}", "| a |\n| --- |\n| {} |", "a {}", "**a:** {}"]


def twin_of(client, url):
    response = client.get(f"{url}index.md")
    assert response.status_code == 200, url
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    return response.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "place", ["{}", "# {}", "- {}", "1. {}", "> {}", "| a |\n| --- |\n| {} |", "a {}", "**a:** {}"]
)
def test_typed_text_stays_text_in_every_place(text, place):
    rendered = renderer.render(place.format(markdown.one_line(text)))
    shown = BeautifulSoup(rendered, "html.parser").get_text().split()
    expected = BeautifulSoup(renderer.render(place.format("MARK")), "html.parser").get_text().split()
    at = expected.index("MARK")
    assert shown == [*expected[:at], *text.split(), *expected[at + 1 :]]


@pytest.mark.parametrize("text", HOSTILE)
def test_rich_text_keeps_typed_text_too(text):
    rendered = renderer.render(markdown.from_html(f"<p>{escape(text)}</p><ul><li>{escape(text)}</li></ul>", ""))
    assert BeautifulSoup(rendered, "html.parser").get_text().split() == text.split() * 2


def test_rich_text_becomes_markdown():
    html = (
        '<p>Një <b>theks</b>, <i>tjetër</i> dhe <a href="/sq/blog/(1)/">lidhje</a>.<br/>Rresht</p>'
        "<ol><li>A<ul><li>B</li></ul></li></ol><p><code>a_b*</code> H<sub>2</sub></p>"
    )
    assert markdown.from_html(html, "http://localhost") == (
        "Një **theks**, *tjetër* dhe [lidhje](http://localhost/sq/blog/%281%29/).\\\nRresht\n\n"
        "1. A\n   - B\n\n`a_b*` H<sub>2</sub>"
    )


def test_code_keeps_its_lines_and_cannot_end_its_fence(client):
    code = "a  \n\n\n\n```\n# b ``` |"
    page = make.post("Kodi", "Code", body_sq=[("code", {"language": "py thon`", "code": code})])
    assert f"````python\n{code}\n````" in twin_of(client, url_in(page, "sq"))


def test_every_value_in_the_templates_is_escaped():
    safe = {"text", "lines", "code_block", "language_mark", "date"}
    own = {"heading", "canonical", "forloop", "language_name", "root_url", "base_query", "number", "page_obj"}
    for path in (BASE_DIR / "templates").rglob("*.md"):
        source = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", path.read_text(), flags=re.S)
        for expression in re.findall(r"{{(.+?)}}", source):
            filters = {part.split(":")[0].strip() for part in expression.split("|")[1:]}
            name = expression.strip().split("|")[0]
            assert filters & safe or own & set(name.split(".")), (path.name, expression)
        for given in re.findall(r"blocktranslate[^%]*\bwith\s+\w+=(\S+)", path.read_text()):
            assert "|text" in given or "|date:" in given, (path.name, given)


def test_twin_has_its_page_and_no_cookie(client):
    page = make.post("Titulli", "The title")
    url = url_in(page, "en")
    response = client.get(f"{url}index.md")
    assert response.headers["Link"] == f'<http://localhost{url}>; rel="canonical"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Language"] == "en"
    assert "Vary" not in response.headers
    assert not response.cookies
    again = client.get(f"{url}index.md", headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304
    assert client.post(f"{url}index.md").status_code == 405
    page.title_en = "Another title"
    page.save_revision().publish()
    assert client.get(f"{url}index.md", headers={"if-none-match": response.headers["ETag"]}).status_code == 200


def test_language_that_is_not_spoken_leads_to_the_one_that_is(client):
    page = make.post("Vetëm shqip", "Only a title", body_en=[])
    response = client.get(url_in(page, "en") + "index.md?a=b")
    assert (response.status_code, response.headers["Location"]) == (301, "/sq/blog/vetem-shqip/index.md?a=b")
    english = make.post("Vetëm anglisht", "Only English", body_sq=[])
    response = client.get(url_in(english, "sq") + "index.md")
    assert response.headers["Location"] == url_in(english, "en") + "index.md"
    assert "# Only English" in twin_of(client, url_in(english, "en"))


def test_hidden_pages_have_no_twin_for_anybody(client, admin_client):
    rows = make.five_posts()
    admin_client.get("/admin/")
    for name, page in rows.items():
        for code in codes():
            for reader in [client, admin_client]:
                response = reader.get(make.path_of(page, code) + "index.md")
                assert response.status_code == {"live": 200, "under unpublished": 410}.get(name, 404), name
    for url in [url_in(make.index(), "sq"), "/sq/", "/en/"]:
        text = twin_of(client, url)
        for name in ["draft", "privat", "planifikuar", "Fshehur", "Hidden", "Scheduled"]:
            assert name not in text, name


@pytest.mark.parametrize(
    "path", ["/sq/nothing/index.md", "/de/index.md", "/sq/blog/x/y/index.md", "/sq/tema/x/index.md", "/index.md"]
)
def test_unknown_twin_is_a_short_404(client, settings, path):
    for settings.DEBUG in [False, True]:
        response = client.get(path)
        assert response.status_code == 404
        assert len(response.content) < 100


def test_heads_of_public_pages_name_their_twin(client):
    post, only = make.post(), make.post("Vetëm shqip", "")
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    with override("en"):
        topic_url = topic.get_absolute_url()
    for url, twin in [
        (url_in(post, "en"), url_in(post, "en")),
        (url_in(only, "en"), url_in(only, "sq")),
        (topic_url, topic_url),
        ("/sq/", "/sq/"),
    ]:
        link = BeautifulSoup(client.get(url).content, "html.parser").find("link", type="text/markdown")
        assert link["href"] == f"http://localhost{twin}index.md"
        assert client.get(f"{twin}index.md").status_code == 200
    for url in ["/en/search/", "/en/nothing/", "/en/topics/", "/en/cart/"]:
        assert BeautifulSoup(client.get(url).content, "html.parser").find("link", type="text/markdown") is None


def test_preview_names_no_twin(admin_client):
    page = make.post("Draft", "Draft", live=False)
    page.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert "text/markdown" not in admin_client.get(url).content.decode()


def test_guide_says_everything_of_its_channels(client):
    guide = make.guide()
    channel = make.channel(
        guide,
        kind="phone",
        address="+18002752273",
        timezone="America/Los_Angeles",
        holiday_note_en="Closed on holidays.",
        answer_hours=48,
        countries=["AL"],
        spoken_languages=["en"],
        notes_en="<p>Good to know this.</p>",
    )
    shot = picture()
    channel.steps = [
        Step(
            instruction_sq="<p>A</p>", instruction_en="<p>Dial.</p>", case_sq="Zë", case_en="Voice", tip_en="Be calm."
        ),
        Step(instruction_sq="<p>B</p>", instruction_en="<p>Wait.</p>", warning_en="Never pay.", picture=shot),
        Step(instruction_sq="<p>Vetëm shqip</p>", instruction_en=""),
    ]
    channel.steps.all()[1].picture_alt_en = "The screen"
    channel.opening_slots = [OpeningSlot(days="weekdays", opens=time(22), closes=time(2))]
    channel.checklist_items = [ChecklistItem(text_sq="Fatura", text_en="Your invoice")]
    channel.save()
    retired = make.channel(guide, "I vjetër", "The old one")
    ChannelStatus.objects.filter(channel=retired).update(
        state="retired", reason_sq="U mbyll.", reason_en="It was *closed*.", replacement=channel
    )
    text = twin_of(client, url_in(guide, "en"))
    for part in [
        "> The official ways.",
        "## 1. The form",
        "Phone · for everyone",
        "[+1 800-275-2273](tel:+18002752273)",
        "Monday to Friday 22:00–02:00 Los Angeles time, until the next day (America/Los_Angeles)",
        "Closed on holidays.",
        "within 48 hours",
        "Albania",
        "Not yet verified",
        "[Official source](https://www.example.com/help) (example.com)",
        "- Your invoice",
        "#### Voice (3 steps)",
        "1. Dial.\n\n    Tip: Be calm.",
        "2. Wait.",
        "    **Warning:** Never pay.",
        "3. Vetëm shqip (Albanian)",
        "Good to know this.",
        "## Channels that no longer work",
        "It was \\*closed\\*.",
        "Use instead: [The form](http://localhost/en/help/ways-to-contact-tiktok/the-form/index.md)",
    ]:
        assert part in text, part
    assert f"](http://localhost{shot.file.url})" in text
    make.private(channel)
    after = twin_of(client, url_in(guide, "en"))
    assert "Dial." not in after
    assert "Use instead" not in after


def test_stale_translation_is_named_as_such(client):
    page = make.post("E vjetruar", "Out of date")
    StaleTranslation.objects.create(page=page, language="en", unit="body")
    text = twin_of(client, url_in(page, "en"))
    assert "> The original of this page has changed" in text
    assert f"http://localhost{url_in(page, 'sq')}index.md" in text


def test_author_and_dates_stand_above_an_article(client):
    author = Author.objects.create(slug="redaksia", name_sq="Redaksia", name_en="The editors")
    page = make.post("Titulli", "The title", date="2026-01-09", authors=[author])
    text = twin_of(client, url_in(page, "en"))
    assert "- Published on: 9 January 2026" in text
    assert "[The editors](http://localhost/en/authors/redaksia/index.md)" in text
    assert "[The title](http://localhost/en/blog/the-title/index.md)" in twin_of(client, "/en/authors/redaksia/")


def test_long_lists_lead_on(client):
    for number in range(7):
        make.post(f"Postimi {number}", f"Post number {number}")
    first = twin_of(client, "/en/blog/")
    assert "<http://localhost/en/blog/index.md?page=2>" in first
    second = client.get("/en/blog/index.md?page=2").content.decode()
    assert "Post number 0" in first + second
    assert "Previous page" in second


def test_queries_do_not_grow(client, django_assert_max_num_queries):
    guide = make.guide()
    make.channel(guide)
    post = make.post()
    urls = [url_in(one, "en") + "index.md" for one in [guide, post, make.index(), make.help_index(), make.home()]]

    def counts():
        made = []
        for url in urls:
            client.get(url)
            with django_assert_max_num_queries(12) as captured:
                client.get(url)
            made.append(len(captured))
        return made

    few = counts()
    for number in range(5):
        make.channel(guide, f"Kanali {number}", f"Channel {number}", steps=["Një", "Dy"])
        make.post(f"Tjetër {number}", f"Other {number}")
    assert counts() == few


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVa&#115;cript:x", "data:text/html,x", " javascript:x"])
def test_no_link_runs_anything(address):
    markup = f'<p><a href="{address}">words</a> <a href="https://example.com/">out</a> <a href="#here">here</a></p>'
    assert markdown.prose(markup, "http://localhost", "en").startswith("words [out](https://example.com/)")
    assert address not in absolute_html(markup, "http://localhost", "en")
    assert markdown.link("words", unescape(address), "http://localhost") == "words"
