"""The demo: complete, honest, safe to load again."""

import re
from datetime import date

import polib
import pytest
from django.core.management import call_command
from django.utils.translation import override

from blog.embeds import BY_KEY
from blog.models import Author, BlogPage
from help.models import ChannelChange, ChannelStatus, GuidePage, HowToPage
from portal.cart.models import Product
from portal.demo.covers import GLYPHS
from portal.demo.loading import CONTENT, load_demo, read, read_folder, resolved
from portal.demo.markup import article_blocks
from portal.pages.languages import codes, url_in, value_in
from portal.pages.models import BasePage, HomePage, PortalImage
from portal.queue.models import Item
from portal.settings import BASE_DIR

pytestmark = pytest.mark.django_db

SEED_TITLES = [
    "Kontaktoni TikTok për mbështetje në Twitter duke bërë një Tweet te @TikTokSupport ose duke dërguar një mesazh të "
    "drejtpërdrejtë me problemin tuaj.",
    "Përdorni formularin e feedback-ut të TikTok për pyetje dhe probleme të llogarisë.",
    'Raportoni përdoruesit dhe videot abuzive duke përdorur opsionin "Raporto" në aplikacionin TikTok.',
    "Raportoni probleme me aplikacionin TikTok përmes formularit të feedback-ut në faqen zyrtare.",
    "Raportoni shkeljet e të drejtave të autorit ose markës tregtare përmes formularit të veçantë në uebfaqen "
    "zyrtare të TikTok.",
    "Përgjigjuni një njoftimi për shkeljen e të drejtës së autorit.",
    "Dërgoni një email te ByteDance.",
    "Nëse jeni një zyrtar i zbatimit të ligjit, mund të kërkoni informacione të përdoruesit.",
]


def snapshot():
    rows = list(BasePage.objects.order_by("pk").values())
    products = list(Product.objects.order_by("pk").values())
    return rows, products, PortalImage.objects.count(), list(ChannelStatus.objects.order_by("pk").values())


def test_seed_guide_has_its_eight_channels_as_they_stand(demo):
    guide = GuidePage.objects.get(title_sq="8 Mënyra Si të Kontaktoni TikTok-un")
    assert [channel.title_sq for channel in guide.channels.numbered] == SEED_TITLES
    assert [channel.number for channel in guide.channels.numbered] == list(range(1, 9))
    assert guide.slug_sq == "menyra-si-te-kontaktoni-tiktok-un"
    third, fourth, eighth = (guide.channels.numbered[place] for place in [2, 3, 7])
    assert len(third.step_groups) == 6
    assert fourth.steps.count() == 5
    assert len(eighth.checklist) == 9


def test_nothing_claims_to_be_verified(demo):
    assert ChannelStatus.objects.count() == HowToPage.objects.count() > 30
    assert not ChannelStatus.objects.exclude(verified_on=None).exists()


def test_bytedance_has_no_invented_address(demo):
    channel = HowToPage.objects.get(title_sq="Dërgoni një email te ByteDance.")
    assert channel.address == ""
    assert "bytedance.com" in channel.notes_sq
    assert "@" not in channel.notes_sq


def test_every_mail_begins_with_a_subject_in_each_language(demo):
    channels = [one for one in HowToPage.objects.all() if one.address_href.startswith("mailto:")]
    assert len(channels) >= 3
    for channel in channels:
        for code in codes():
            with override(code):
                if channel.speaks(code):
                    assert value_in(channel, "message_subject", code), channel
                assert "?subject=" in channel.address_link


def test_an_e_mail_is_spelt_in_one_way(demo):
    """In all that we write; a title of the seed stands as it came, and synonyms are what readers type."""
    written = (path for path in CONTENT.rglob("*") if path.name != "synonyms.toml")
    ours = [path for path in written if path.suffix in {".toml", ".md"}]
    texts = [line for path in ours for line in path.read_text(encoding="utf-8").splitlines()]
    catalogue = polib.pofile(str(BASE_DIR / "locale/sq/LC_MESSAGES/django.po"))
    texts += [text for entry in catalogue for text in [entry.msgstr, *entry.msgstr_plural.values()]]
    texts = [text for text in texts if text not in ('kind = "email"', f'title.sq = "{SEED_TITLES[6]}"')]
    assert [text for text in texts if re.search(r"\bemail|postë elektronike", text, re.IGNORECASE)] == []


def test_pieces_are_there_in_both_languages_but_two(demo):
    assert BlogPage.objects.count() == 7
    assert GuidePage.objects.count() == 6
    assert all(len(guide.channels.numbered) >= 3 for guide in GuidePage.objects.all())
    assert BasePage.objects.listed().filter(has_text_en=False).count() == 2
    assert Author.objects.get().kind == "organisation"


def test_shop_has_three_products_that_say_what_they_are(demo, client):
    assert {str(product.price) + product.currency for product in Product.objects.live()} == {
        "45000ALL",
        "15000ALL",
        "650EUR",
    }
    for product in Product.objects.all():
        assert "Mall prove: ky dyqan nuk dërgon asgjë." in product.text_sq
        assert "Demo goods: this shop sends nothing." in product.text_en
    card = Product.objects.get(slug_sq="kartele-xhepi")
    shown = [BlogPage.objects.get(slug_en__startswith="post"), GuidePage.objects.get(slug_sq__contains="whatsapp")]
    for page in shown:
        for code in codes():
            assert f'href="{url_in(card, code)}"' in client.get(url_in(page, code)).content.decode()


def test_product_that_is_gone_is_left_out_of_the_text(demo):
    Product.objects.all().delete()
    blocks = article_blocks("Para.\n\n```product\nkey: pocket-card\n```")
    assert blocks[1] == {"type": "product", "value": {"product": "key:pocket-card"}}
    assert [block["type"] for block in resolved(blocks)] == ["paragraph"]


def test_third_item_of_the_seed_keeps_its_title(demo):
    assert BlogPage.objects.filter(title_sq="Si ti Futesh dikujt ne WhatsApp 👽").exists()


def test_every_page_of_the_demo_answers_in_both_languages(demo, client):
    for page in BasePage.objects.published().filter(depth__gt=1):
        for code in codes():
            assert client.get(url_in(page, code)).status_code == 200, url_in(page, code)


def test_pages_are_dated_to_the_day_that_their_file_names(demo):
    for page in BasePage.objects.listed():
        assert {moment.date() for moment in page.content_changes.values()} == {page.date}
        assert page.updated_on is None
    dates = {change.happened_at.date() for change in ChannelChange.objects.filter(channel__company__slug="tiktok")}
    assert dates == {HowToPage.objects.filter(company__slug="tiktok").first().date}


def test_second_run_changes_nothing(demo):
    before = snapshot()
    assert load_demo() == []
    assert snapshot() == before


def test_second_run_respects_what_an_editor_changed_or_deleted(demo):
    post = BlogPage.objects.get(title_sq="Prezantimi i iPhone 16")
    post.title_sq, post.slug_sq = "Titulli i redaktorit", "tjeter"
    post.save_revision().publish()
    GuidePage.objects.get(slug_sq="si-te-kontaktoni-netflix-in").delete()
    call_command("load_demo")
    assert BlogPage.objects.count() == 7
    assert BlogPage.objects.get(pk=post.pk).title_sq == "Titulli i redaktorit"
    assert GuidePage.objects.count() == 5


def test_demo_in_the_wrong_language_environment_fills_albanian_columns(demo):
    assert HomePage.objects.get().title_sq == "Kanal"


def test_markdown_becomes_blocks():
    parts = [
        "Para.",
        "- a\n- b",
        "## Pjesa",
        "```warning\nKujdes\nMos.\n```",
        "```facts\nEkrani: 6,1\n```",
        "| A | B |\n|---|---|\n| 1 | 2 |",
        "> Thënie\n> — Burimi",
        "```\n*#06#\n```",
    ]
    blocks = article_blocks("\n\n".join(parts))
    assert [block["type"] for block in blocks] == ["paragraph", "heading", "callout", "facts", "table", "quote", "code"]
    assert blocks[0]["value"] == "<p>Para.</p><ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert blocks[2]["value"] == {"kind": "warning", "title": "Kujdes", "text": "<p>Mos.</p>"}
    assert blocks[3]["value"]["rows"] == [{"label": "Ekrani", "value": "6,1"}]
    assert blocks[4]["value"]["table"]["rows"] == [{"values": ["1", "2"]}]
    assert blocks[5]["value"] == {"text": "Thënie", "source": "Burimi"}


def test_markdown_names_videos_pages_and_pictures():
    parts = [
        "```video\nyoutube: aaaaaaaaaaa\ntitle: Koha: 10:30\n```",
        "```related\nkey: two-factor\ntext: Hapi tjetër.\n```",
        "```picture\nmark: lock\ntitle: Kyç\nalt: Një kyç.\ncaption: Vizatim: Kanal.\n```",
    ]
    assert article_blocks("\n\n".join(parts)) == [
        {"type": "embed", "value": {"provider": "youtube", "id": "aaaaaaaaaaa", "title": "Koha: 10:30"}},
        {"type": "related", "value": {"page": "key:two-factor", "text": "Hapi tjetër."}},
        {"type": "picture", "value": {"image": "mark:lock|Kyç", "alt": "Një kyç.", "caption": "Vizatim: Kanal."}},
    ]


def test_texts_name_only_what_the_demo_has():
    dates = {entry["key"]: entry["date"] for folder in ("guides", "posts") for entry in read_folder(folder)}
    assert max(dates.values()) <= date(2026, 9, 30)
    products = {entry["key"] for entry in read("products.toml")["product"]}
    assert {key for entry in read_folder("guides") for key in entry.get("products", [])} <= products
    for path in (CONTENT / "posts").glob("*.md"):
        for block in article_blocks(path.read_text(encoding="utf-8")):
            value = block["value"]
            if block["type"] == "related":
                key, reader = value["page"].removeprefix("key:"), path.name.split(".")[0]
                assert dates[key] < dates[reader], f"{reader} is loaded before {key}"
            if block["type"] == "product":
                assert value["product"].removeprefix("key:") in products
            if block["type"] == "picture":
                assert value["image"].removeprefix("mark:").split("|")[0] in GLYPHS
            if block["type"] == "embed":
                assert BY_KEY[value["provider"]].clean_id(value["id"]) == value["id"]


def test_demo_passes_its_own_checks(demo):
    """Errors nowhere, and no link that says nothing; a few pieces are meant to be in Albanian alone."""
    found = [
        (page.title_sq, str(one.message))
        for page in BasePage.objects.filter(depth__gt=1).specific()
        for one in page.publishing_findings()
        if one.is_error or page.is_written_in("en")
    ]
    assert found == []
    Item.objects.refresh()
    assert not Item.objects.filter(kind="numbers").exists()
