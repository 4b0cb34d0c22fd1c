"""`/api/v1/companies`: the channels of a company, facts once and texts in each language."""

from datetime import date, time

import pytest

from help.models import ChannelStatus, ChecklistItem, HowToPage, OpeningSlot
from tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/companies/tiktok.json"


def company(client):
    response = client.get(URL)
    assert response.status_code == 200
    return response.json()


def channels(client):
    return company(client)["guides"][0]["channels"]


def test_company_says_where_it_comes_from_and_what_may_be_done_with_it(client, settings):
    make.guide()
    data = company(client)
    assert data["source"] == f"http://localhost{URL}"
    assert data["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["attribution"].endswith(", http://localhost/")
    assert data["disclaimer"]["en"] == "This site is not affiliated with TikTok."
    assert data["disclaimer"]["sq"] == "Kjo faqe nuk është e lidhur me kompaninë TikTok."
    assert data["company"]["urls"]["sq"] == "http://localhost/sq/kompani/tiktok/"
    settings.CONTENT_LICENCE = ""
    assert company(client)["licence"] is None


def test_channel_has_its_facts_once_and_its_texts_in_each_language(client):
    guide = make.guide()
    channel = make.channel(
        guide,
        kind="x_message",
        address="@TikTokSupport",
        timezone="America/Los_Angeles",
        countries=["AL"],
        spoken_languages=["en"],
        answer_hours=48,
        short_name_sq="Mesazh",
        short_name_en="Message",
        steps=("Hapni X.", "Shkruani."),
    )
    channel.opening_slots = [
        OpeningSlot(days="daily", opens=time(8), closes=time(17)),
        OpeningSlot(days="weekend", opens=time(22), closes=time(2)),
    ]
    channel.checklist_items = [ChecklistItem(text_sq="Emri", text_en="Name")]
    channel.save()
    (data,) = channels(client)
    assert data["key"] == channel.status.key
    assert data["anchor_urls"]["en"] == f"http://localhost/en/help/ways-to-contact-tiktok/#{channel.anchor}"
    assert data["kind"] == {
        "key": "x_message",
        "label": {"sq": "Mesazh në X (Twitter)", "en": "Message on X (Twitter)"},
    }
    assert data["address"] == {
        "type": "x",
        "value": "@TikTokSupport",
        "text": "@TikTokSupport",
        "href": "https://x.com/TikTokSupport",
        "host": "x.com",
    }
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    assert data["hours"] == {
        "timezone": "America/Los_Angeles",
        "slots": [
            {"days": week, "opens": "08:00", "closes": "17:00", "is_overnight": False},
            {"days": ["sat", "sun"], "opens": "22:00", "closes": "02:00", "is_overnight": True},
        ],
    }
    assert (data["countries"], data["spoken_languages"], data["answer_hours"]) == (["AL"], ["en"], 48)
    assert data["checklist"] == [{"sq": "Emri", "en": "Name"}]
    assert [step["instruction"]["en"] for step in data["steps"]] == ["<p>EN Hapni X.</p>", "<p>EN Shkruani.</p>"]
    assert data["languages"]["sq"]["short_name"] == "Mesazh"
    assert data["source_url"] == "https://www.example.com/help"
    assert data["number"] == 1


@pytest.mark.parametrize(
    ("kind", "address", "sort", "href"),
    [
        ("email", "help@example.com", "email", "mailto:help@example.com"),
        ("phone", "+18002752273", "phone", "tel:+18002752273"),
        ("postal", "Rruga 1\nTiranë", "postal", None),
        ("web_form", "https://example.com/a", "web", "https://example.com/a"),
        ("law_enforcement", "le@example.com", "email", "mailto:le@example.com"),
        ("dsa", "https://example.com/dsa", "web", "https://example.com/dsa"),
    ],
)
def test_address_says_its_sort(client, kind, address, sort, href):
    make.channel(make.guide(), kind=kind, address=address)
    data = channels(client)[0]["address"]
    assert (data["type"], data["value"], data["href"]) == (sort, address, href)


def test_words_stand_in_place_of_hours(client):
    channel = make.channel(make.guide(), timezone="Europe/Tirane", hours_note_sq="Vetëm me takim")
    channel.opening_slots = [OpeningSlot(days="mon", opens=time(8), closes=time(9))]
    channel.save()
    data = channels(client)[0]
    assert data["hours"] is None
    assert data["languages"]["sq"]["hours_note"] == "Vetëm me takim"
    assert data["languages"]["en"]["hours_note"] is None


def test_state_and_verification_are_told_and_nobody_by_name(client):
    guide = make.guide()
    old, new, hidden = (make.channel(guide, f"Kanali {n}", f"Channel {n}") for n in range(3))
    assert channels(client)[0]["verified_on"] is None
    assert company(client)["changed_at"]
    editor = make.user("verifier")
    ChannelStatus.objects.filter(channel=new).update(verified_on=date(2026, 11, 2), verified_by=editor)
    ChannelStatus.objects.filter(channel=old).update(
        state="retired", reason_sq="U mbyll.", reason_en="It was closed.", replacement=new
    )
    first, second, _third = channels(client)
    assert (first["number"], second["number"]) == (None, 1)
    assert first["state"]["key"] == "retired"
    assert first["state"]["label"] == {"sq": "Jashtë përdorimit", "en": "Retired"}
    assert first["state"]["reason"] == {"sq": "U mbyll.", "en": "It was closed."}
    assert first["state"]["replacement"]["key"] == new.status.key
    assert second["verified_on"] == "2026-11-02"
    ChannelStatus.objects.filter(channel=old).update(replacement=hidden)
    make.private(hidden)
    assert channels(client)[0]["state"]["replacement"] is None
    text = client.get(URL).content.decode()
    assert "verifier" not in text
    assert hidden.status.key not in text


def test_verification_changes_no_date(client):
    channel = make.channel(make.guide())
    before = company(client)["changed_at"]
    ChannelStatus.objects.filter(channel=channel).update(verified_on=date(2026, 11, 2))
    assert company(client)["changed_at"] == before


def test_hidden_guides_and_channels_are_not_there(client):
    guide = make.guide()
    make.channel(guide)
    make.channel(guide, "Draft", "Draft", live=False)
    make.channel(guide, "E fshehur", "Hidden").unpublish()
    make.private(make.channel(guide, "Privat", "Private"))
    make.guide("Draft udhëzues", "Draft guide", live=False)
    private_guide = make.guide("Privat", "Private guide")
    make.channel(private_guide, "Nën privat", "Under private")
    make.private(private_guide)
    data = company(client)
    assert len(data["guides"]) == len(data["guides"][0]["channels"]) == 1
    guide.unpublish()
    assert client.get("/api/v1/companies/tiktok.json").json() == {"message": "There is nothing at this address."}
    assert client.get("/api/v1/companies.json").json()["companies"] == []


def test_list_pages_through_companies_with_public_pages(client):
    for name in ["TikTok", "Apple", "Netflix"]:
        make.guide(f"Si te {name}", f"How {name}", company=make.company(name))
    make.company("Nobody")
    data = client.get("/api/v1/companies.json?limit=2").json()
    assert [one["slug"] for one in data["companies"]] == ["apple", "netflix"]
    assert data["meta"]["total_count"] == 3
    assert "offset=2" in data["meta"]["next"]
    assert data["companies"][0]["data_url"] == "http://localhost/api/v1/companies/apple.json"
    assert [one["slug"] for one in client.get("/api/v1/companies.json?limit=2&page=2").json()["companies"]] == [
        "tiktok"
    ]


def test_queries_do_not_grow_with_guides_and_channels(client, django_assert_max_num_queries):
    def queries():
        client.get(URL)
        with django_assert_max_num_queries(12) as captured:
            client.get(URL)
        return len(captured)

    make.channel(make.guide())
    few = queries()
    for number in range(3):
        guide = make.guide(f"Udhëzuesi {number}", f"Guide {number}")
        for place in range(3):
            make.channel(guide, f"Kanali {place}", f"Channel {place}")
    assert HowToPage.objects.count() == 10
    assert queries() == few


def test_old_slug_leads_to_the_company_and_one_without_pages_is_none(client):
    make.guide()
    renamed = make.company()
    renamed.slug = "tik-tok"
    renamed.save()
    response = client.get(URL)
    assert (response.status_code, response.headers.get("Location")) == (301, "/api/v1/companies/tik-tok.json")
    assert client.get("/api/v1/companies/nobody.json").status_code == 404
    assert client.get("/api/v1/companies/tik-tok.json").status_code == 200
    make.company("Empty")
    assert client.get("/api/v1/companies/empty.json").status_code == 404
