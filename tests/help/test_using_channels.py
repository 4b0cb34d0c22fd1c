"""What a reader needs to use a channel: its cases, its real address, a prepared message, what to be careful with."""

from copy import deepcopy
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains

from help import addresses, kinds
from help.models import ChannelStatus, ChecklistItem, HowToPage, Step
from portal.pages.languages import url_in
from portal.pages.texts import units_of
from tests import admin_forms, make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    return make.guide()


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


def soup_of(client, page, code="en"):
    return BeautifulSoup(client.get(url_in(page, code)).content, "html.parser")


def action_of(client, channel, code="en"):
    """The button that opens the address: what it says, and where it leads."""
    link = soup_of(client, channel, code).select_one(".facts__actions a")
    return " ".join(link.get_text(" ", strip=True).split()), link["href"]


# Cases


def test_cases_are_linked_the_same_way_in_every_language_and_all_are_shown(client, guide):
    channel = make.channel(guide, steps=["Hyni."])
    rows = [("", "Hyni"), ("Video", "Hapni videon"), ("", "Raporto"), ("Koment", "Hapni komentin")]
    channel.steps = [Step(case_sq=case, case_en=case and f"EN {case}", instruction_sq=text) for case, text in rows]
    channel.save_revision().publish()
    anchor = HowToPage.objects.get(pk=channel.pk).anchor
    for page in [guide, channel]:
        for code in ["sq", "en"]:
            soup = soup_of(client, page, code)
            links = [link["href"] for link in soup.select("[data-cases] a")]
            assert links == [f"#{anchor}-1", f"#{anchor}-2", f"#{anchor}"]
            cases = [soup.find(id=link[1:]) for link in links[:2]]
            assert [len(case.select(".step")) for case in cases] == [2, 1]
            assert not any(case.has_attr("hidden") for case in cases)


def test_one_case_needs_no_picker(client, guide):
    channel = make.channel(guide)
    channel.steps = [Step(case_sq="Video", instruction_sq="Hapni videon")]
    channel.save_revision().publish()
    assert not soup_of(client, channel).select("[data-cases]")


# Addresses


@pytest.mark.parametrize(
    ("kind", "address", "said"),
    [
        ("web_form", "https://www.tiktok.com/legal/report", "Open the form on another site: tiktok.com"),
        ("chat", "https://tiktok.com.evil.example/x", "Open the chat on another site: tiktok.com.evil.example"),
        ("web_form", "https://аpple.com/form", "Open the form on another site: xn--pple-43d.com"),
        ("in_app", "https://example.com/app", "Open on another site: example.com"),
        ("x_message", "@kanal", "Open X on another site: x.com"),
        ("email", "help@example.com", "Write an e-mail help@example.com"),
        ("phone", "+18002752273", "Call +1 800-275-2273"),
    ],
)
def test_button_says_what_it_opens_and_where_that_really_is(client, guide, kind, address, said):
    with override("en"):
        channel = make.channel(guide, kind=kind, address=address)
    assert action_of(client, channel)[0] == said


@pytest.mark.parametrize(
    "address",
    [
        "https://user:pass@evil.example/",
        "https://www.tiktok.com@evil.example/form",
        "https://tiktok.com\\@evil.example/",
        "https://evil.example/\u202ecom.kotkit",
        "https://tiktok\u200b.com/",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_deceive_are_refused(address):
    with pytest.raises(ValidationError):
        addresses.WebAddress.clean(address)


def test_a_stored_address_with_a_name_before_its_host_shows_the_host():
    assert addresses.WebAddress("https://tiktok.com@evil.example:8443/form").text == "evil.example:8443/form"
    assert addresses.WebAddress("https://www.tiktok.com/@name").text == "tiktok.com/@name"


@pytest.mark.parametrize(
    ("kind", "address", "copied"),
    [
        ("email", "a+b@example.com", "a+b@example.com"),
        ("phone", "+18002752273", "+1 800-275-2273"),
        ("postal", "Rruga 1\nTiranë", "Rruga 1\nTiranë"),
    ],
)
def test_what_is_copied(client, guide, kind, address, copied):
    channel = make.channel(guide, kind=kind, address=address)
    assert soup_of(client, channel).select_one(".facts__actions [data-copy]")["data-copy"] == copied


# Messages

SUBJECT = "Llogaria ime & çelësi? 100% +1"
MESSAGE = "Përshëndetje,\n\nunë jam [emri juaj] <b>&amp;</b> a=b?\nFaleminderit + ç"


def test_mail_begins_in_the_readers_language_and_is_encoded(client, guide):
    texts = {"message_subject_sq": SUBJECT, "message_template_sq": MESSAGE}
    texts |= {"message_subject_en": "My account", "message_template_en": "Hello"}
    channel = make.channel(guide, kind="email", address="a+b@example.com", **texts)
    address, _mark, query = action_of(client, channel, "sq")[1].partition("?")
    assert address == "mailto:a+b@example.com"
    assert query.startswith("subject=Llogaria%20ime%20%26%20%C3%A7el%C3%ABsi%3F%20100%25%20%2B1&body=")
    assert "+" not in query  # which some programs read as a space
    fields = parse_qs(query)
    assert fields == {"subject": [SUBJECT], "body": [MESSAGE.replace("\n", "\r\n")]}
    assert action_of(client, channel, "en")[1] == "mailto:a+b@example.com?subject=My%20account&body=Hello"


def test_a_link_that_would_be_too_long_leaves_the_message_to_be_copied(client, guide):
    channel = make.channel(
        guide, kind="email", address="a@example.com", message_subject_sq="Pyetje", message_template_sq="ë" * 2000
    )
    assert action_of(client, channel, "sq")[1] == "mailto:a@example.com?subject=Pyetje"
    assertContains(client.get(url_in(channel, "sq")), f'data-copy="{"ë" * 2000}"')


def test_message_is_shown_with_its_blanks_and_copied_as_it_was_written(client, guide):
    channel = make.channel(guide, message_subject_sq=SUBJECT, message_template_sq=MESSAGE)
    for page in [channel, guide]:
        box = soup_of(client, page).select_one("details.message")
        text = box.select_one(".message__text")
        assert text["lang"] == "sq"
        assert [blank.text for blank in text.select("mark")] == ["[emri juaj]"]
        assert "<b>&amp;</b>" in text.text
        assert not text.b
        assert box.select_one("[data-copy]")["data-copy"] == MESSAGE
    assertContains(client.get(url_in(channel, "sq") + "index.md"), "[emri juaj\\]")
    data = client.get("/api/v1/companies/tiktok.json").json()["guides"][0]["channels"][0]["languages"]
    assert (data["sq"]["message_template"], data["en"]["message_template"]) == (MESSAGE, None)


def test_messages_are_translated_and_searched_for_like_other_texts():
    assert {"message_subject", "message_template"} <= {unit.name for unit in units_of(HowToPage)}


def test_editor_writes_message_and_holidays(admin_client, guide):
    channel = make.channel(guide)
    form = admin_forms.channel(
        steps=[admin_forms.step("Hapni faqen.")],
        holidays_of="US",
        message_subject_sq="Pyetje",
        message_subject_en="Question",
        message_template_sq="Unë jam [emri].",
        message_template_en="I am [name].",
    )
    url = reverse("wagtailadmin_pages:edit", args=[channel.pk])
    assert admin_client.post(url, form | {"action-publish": "1"}).status_code == 302
    stored = HowToPage.objects.get(pk=channel.pk)
    assert (stored.holidays_of, stored.message_subject_en, stored.message_template_sq) == (
        "US",
        "Question",
        "Unë jam [emri].",
    )
    refused = admin_client.post(url, form | {"holidays_of": "ZZ"})
    assert "holidays_of" in refused.context["form"].errors


# Safety


def test_each_kind_warns_in_both_languages_of_what_it_has_to(client, guide):
    for kind in kinds.KINDS:
        for note in kind.safety:
            assert str(note)
    channel = make.channel(guide, kind="law_enforcement", address="https://example.com/police")
    for page in [channel, guide]:
        soup = soup_of(client, page)
        assert str(kinds.AUTHORITIES) in soup.select_one(".channel .aside--safe").text
        once = soup.select_one("[role=note]").text
        assert "This site is not affiliated with TikTok." in once
        assert "Never send anyone your password" in once
        assertContains(client.get(url_in(page, "en") + "index.md"), "not affiliated with TikTok")
    assertContains(client.get("/en/companies/tiktok/"), "This site is not affiliated with TikTok.")


def test_whose_site_it_is_stands_before_the_first_channel(client, guide):
    channel = make.channel(guide)
    for page in [guide, channel, make.problem(guide, channels=[channel])]:
        assert soup_of(client, page).select("[role=note], .channel")[0]["role"] == "note"
    twin = client.get(url_in(guide, "en") + "index.md").content.decode()
    assert 0 < twin.index("not affiliated with TikTok") < twin.index("## 1. The form")


def test_an_item_that_nobody_has_ticked_does_not_look_ticked(client, guide):
    channel = make.channel(guide)
    channel.checklist_items = [ChecklistItem(text_sq="Fatura", text_en="Your invoice")]
    channel.save_revision().publish()
    (item,) = soup_of(client, channel).select(".checklist li")
    assert item.text.strip() == "Your invoice"
    assert not item.svg


@pytest.mark.parametrize(
    ("values", "is_asked"),
    [
        ({"address": ""}, True),
        ({"steps": []}, True),
        ({"address": "", "steps": []}, False),
    ],
)
def test_only_what_can_be_tried_is_asked_about(client, guide, values, is_asked):
    channel = make.channel(guide, **values)
    for page in [guide, channel]:
        assert bool(soup_of(client, page).select(".channel form.feedback")) == is_asked


def test_checklist_is_kept_below_the_channels_own_key(client, guide):
    channel = make.channel(guide)
    channel.checklist_items = [ChecklistItem(text_sq="Fatura", text_en="Your invoice")]
    channel.save_revision().publish()
    values = set()
    for code in ["sq", "en"]:
        block = soup_of(client, channel, code).select_one("[data-checklist]")
        assert block["data-checklist"] == channel.status.key
        assert block.input.has_attr("hidden")
        values.add(block.input["value"])
    for title in ["Titulli i dytë", "Titulli i tretë"]:  # the item is the same one after the page is edited
        draft = HowToPage.objects.get(pk=channel.pk).get_latest_revision_as_object()
        draft.title_sq = title
        draft.save_revision().publish()
        values.add(soup_of(client, channel, "sq").select_one("[data-checklist] input")["value"])
    assert len(values) == 1


# Retired channels


def retire(channel, replacement):
    status = ChannelStatus.objects.get(channel=channel)
    status.state, status.reason_sq, status.replacement = "retired", "U mbyll.", replacement
    status.save()


def shown_everywhere(client, guide, retired, url):
    for address in [url_in(guide, "en"), url_in(retired, "en")]:
        notice = BeautifulSoup(client.get(address).content, "html.parser").find(id=retired.anchor).select_one(".aside")
        assert "U mbyll." in notice.text
        found = [link["href"] for link in notice.select("a")]
        assert found == ([url] if url else [])
    channels = client.get("/api/v1/companies/tiktok.json").json()["guides"][0]["channels"]
    said = next(one for one in channels if one["id"] == retired.pk)["state"]["replacement"]
    assert (said and said["urls"]["en"].removeprefix("http://localhost")) == (url or None)
    twin = client.get(url_in(retired, "en") + "index.md")
    assert ("Use instead" in twin.content.decode()) == bool(url)


def test_a_replacement_that_is_retired_itself_is_followed_to_one_that_works(client, guide):
    first, second, third = (make.channel(guide, f"Kanali {n}", f"Channel {n}") for n in range(3))
    retire(first, second)
    retire(second, third)
    shown_everywhere(client, guide, first, url_in(third, "en"))
    third.unpublish()
    shown_everywhere(client, guide, first, "")


def test_channels_that_replace_each_other_lead_nowhere(client, guide):
    first, second = (make.channel(guide, f"Kanali {n}", f"Channel {n}") for n in range(2))
    retire(first, second)
    retire(second, first)
    shown_everywhere(client, guide, first, "")


def test_a_retired_channel_offers_nothing_to_send(client, guide):
    channel = make.channel(guide, message_template_sq="Përshëndetje")
    retire(channel, None)
    assertNotContains(client.get(url_in(channel, "sq")), 'class="fold message"')
    assertNotContains(client.get(url_in(guide, "sq")), 'data-copy="Përshëndetje')


def test_a_retired_channel_tells_first_why_and_folds_how_it_was_used(client, guide):
    make.notice()
    retired, other = make.channel(guide, notes_en="<p>Be patient.</p>"), make.channel(guide, "Biseda", "The chat")
    retired.checklist_items = [ChecklistItem(text_sq="Fatura", text_en="Your invoice")]
    retired.save_revision().publish()
    retire(retired, other)
    soup = soup_of(client, retired)
    asides = soup.select("main .aside--warning, main .dated-notice")
    assert "U mbyll." in asides[0].text
    assert asides[0].a["href"] == url_in(other, "en")
    assert asides[1]["class"][0] == "dated-notice"
    (fold,) = soup.select(".channel details")
    assert not fold.has_attr("open")
    for text in ["Introduction.", "EN Hapni faqen.", "Be patient."]:
        assert text in fold.text
        assert soup.text.count(text) == 1
    assert "Your invoice" not in soup.text
    twin = client.get(url_in(retired, "en") + "index.md").content.decode()
    assert twin.index("U mbyll.") < twin.index("TikTok is blocked.")
    assert "Your invoice" not in twin
    assert not soup_of(client, other).select(".channel details")
