"""A text with numbered headings becomes a guide with its channels."""

from datetime import time

import pytest
from django.core.management import call_command

from help.guessing import addresses_for, hours_in, kinds_in
from help.models import GuidePage, HowToPage
from portal.importing.reading import RefusedError
from portal.pages.excerpts import plain_text
from portal.settings import BASE_DIR
from tests.make import company, help_index

SEED = BASE_DIR / "tests/data/kontaktoni-tiktok.txt"
TITLES = [
    "Kontaktoni TikTok për mbështetje në Twitter",
    "Përdorni formularin e feedback-ut të TikTok",
    "Raportoni përdoruesit dhe videot abuzive",
    "Raportoni probleme me aplikacionin TikTok",
    "Raportoni shkeljet e të drejtave të autorit",
    "Përgjigjuni një njoftimi",
    "Dërgoni një email te ByteDance.",
    "Nëse jeni një zyrtar i zbatimit të ligjit",
]
TWO_LANGUAGES = """---
title_sq: Si të kontaktoni Apple
title_en: How to contact Apple
slug_en: contact-apple
summary_en: The official ways.
company: apple
source: https://support.apple.com/
---

Hyrje.

## 1. Telefononi

Numri është +1 800 275 2273.

1. Merrni numrin serik.
2. Telefononi.

## 2. Shkruani një e-mail

te help@apple.com

<!-- en -->

Introduction.

## 1. Call

The number is +1 800 275 2273.

1. Get the serial number.
2. Call.

## 2. Write an e-mail

to help@apple.com
"""


def channels():
    return list(HowToPage.objects.order_by("path"))


def unsure(made):
    return [note.text for note in made.report.all_unsure]


def messages(made):
    return {note.message for note in made.report.notes}


@pytest.fixture
def seed(lists):
    company()
    call_command("import_article", str(SEED), verbosity=0)
    return GuidePage.objects.get()


class TestSeed:
    def test_is_a_draft_with_eight_channels_in_order(self, seed):
        assert seed.title_sq == "8 Mënyra Si të Kontaktoni TikTok-un"
        assert seed.slug_sq == "menyra-si-te-kontaktoni-tiktok-un"
        assert [channel.title_sq[: len(start)] for channel, start in zip(channels(), TITLES, strict=True)] == TITLES
        assert not seed.live
        assert not any(channel.live for channel in channels())

    def test_readers_see_nothing(self, seed, client):
        assert "8 Mënyra" not in client.get("/sq/ndihme/").text
        assert client.get("/sq/ndihme/menyra-si-te-kontaktoni-tiktok-un/").status_code == 404

    def test_lists_are_cases_or_steps(self, seed):
        found = channels()
        assert [len(channel.steps.all()) for channel in found] == [0, 0, 6, 5, 0, 0, 0, 9]
        third = found[2].steps.all()
        assert [step.case_sq for step in third][:3] == ["Përdorues TikTok", "Video TikTok", "Video LIVE"]
        assert plain_text(third[3].instruction_sq) == 'Shtyp dhe mbaj komentin dhe zgjidh "Raporto."'
        assert plain_text(found[3].steps.all()[4].instruction_sq).startswith("Ndiqni hapat e ofruara")
        assert not any(step.case_sq for step in found[3].steps.all())

    def test_kinds_and_addresses_are_guessed(self, seed):
        kinds = "x_message web_form in_app web_form copyright_form counter_notice email law_enforcement".split()
        assert [channel.kind for channel in channels()] == kinds
        addresses = [channel.address for channel in channels()]
        assert addresses == ["@TikTokSupport", "https://www.tiktok.com/legal/report/feedback", *[""] * 6]

    def test_hours_are_read(self, seed):
        first = channels()[0]
        assert [slot.as_text for slot in first.opening_slots.all()] == [["daily", "08:00", "17:00"]]
        assert first.timezone == "America/Los_Angeles"

    def test_introduction_and_company(self, seed):
        assert seed.introduction_sq.count("<p") == 2
        assert "Nëse keni nevojë të kontaktoni TikTok" in seed.introduction_sq
        assert seed.company.slug == "tiktok"

    def test_what_surrounds_the_text_is_left_out_and_told(self, seed):
        report = seed.imported.report
        told = " ".join(note.text for note in report.all_left_out)
        assert "Your Cart" in told
        assert "Si ti Futesh dikujt ne WhatsApp" in told
        written = " ".join(plain_text(channel.introduction_sq) for channel in channels())
        assert "Your Cart" not in written
        assert "iPhone" not in written

    def test_a_repeated_number_is_told(self, seed):
        notes = [note for note in seed.imported.report.all_unsure if "carries number" in note.message]
        assert [note.values for note in notes] == [{"place": 4, "number": 3}]

    def test_the_editor_can_save_and_publish_what_is_complete(self, seed):
        seed.refresh_from_db()
        assert seed.get_latest_revision_as_object().introduction_sq == seed.introduction_sq


def test_two_languages_share_facts(run):
    company("Apple")
    made = run(TWO_LANGUAGES)
    guide, (phone, mail) = made.page, channels()
    assert (guide.title_sq, guide.title_en) == ("Si të kontaktoni Apple", "How to contact Apple")
    assert (guide.slug_en, guide.summary_en, guide.company.name) == ("contact-apple", "The official ways.", "Apple")
    assert "Introduction." in guide.introduction_en
    assert (phone.kind, phone.address, phone.title_en) == ("phone", "+18002752273", "Call")
    assert (mail.kind, mail.address, mail.source_url) == ("email", "help@apple.com", "https://support.apple.com/")
    steps = phone.steps.all()
    assert [plain_text(step.instruction_sq) for step in steps] == ["Merrni numrin serik.", "Telefononi."]
    assert [plain_text(step.instruction_en) for step in steps] == ["Get the serial number.", "Call."]


def test_nothing_of_a_longer_translation_is_lost(run):
    company("Apple")
    text = TWO_LANGUAGES.replace("2. Call.\n", "2. Call.\n3. Wait for a person.\n")
    text += "\n## 3. Write a letter\n\nOne Apple Way\n"
    made = run(text)
    last = channels()[2]
    assert last.title_en == "Write a letter"
    assert last.title_sq == "Write a letter"  # every page needs one
    assert "One Apple Way" in last.introduction_en
    assert plain_text(channels()[0].steps.all()[2].instruction_en) == "Wait for a person."
    assert any("2, en: 3" in text for text in unsure(made))


@pytest.mark.parametrize(
    "heading",
    ["## {}. W", "{}. W", "{}.W", "**{}. W**", "{}) W", "<h2>{}. W</h2>", "<p>{}. W</p>"],
)
def test_headings_may_be_numbered_in_many_ways(run, heading):
    is_html = heading.startswith("<")
    prose = "<p>Prose {}.</p>" if is_html else "Prose {}."
    parts = [
        heading.format(number).replace("W", f"Way {sign}") + "\n\n" + prose.format(sign)
        for number, sign in enumerate("ABC", start=1)
    ]
    made = run("\n\n".join(["<h1>Title</h1>" if is_html else "# Title", *parts]))
    assert made.importer.kind == "guide"
    assert [channel.title_sq for channel in made.parts] == ["Way A", "Way B", "Way C"]
    assert ["Prose A." in channel.introduction_sq for channel in made.parts] == [True, False, False]


def test_a_numbered_list_below_a_heading_is_no_channel(run):
    html = "<h1>T</h1><p>1. First</p><p>Do:</p><p>1. a</p><p>2. b</p><p>2. Second</p><p>1. c</p><p>2. d</p><p>End.</p>"
    made = run(html)
    assert [channel.title_sq for channel in made.parts] == ["First", "Second"]
    assert [[plain_text(s.instruction_sq) for s in one.steps.all()] for one in made.parts] == [["a", "b"], ["c", "d"]]


def test_what_to_have_ready(run):
    made = run("# T\n\n## 1. Form\n\nKini gati:\n\n- Emrin\n- Datën\n\n## 2. Chat\n\n- Hapni\n- Shtypni\n")
    assert [item.text_sq for item in made.parts[0].checklist_items.all()] == ["Emrin", "Datën"]
    assert [plain_text(step.instruction_sq) for step in made.parts[1].steps.all()] == ["Hapni", "Shtypni"]


def test_a_title_with_another_number_is_told(run):
    made = run("# 8 Ways\n\n## 1. A\n\nx\n\n## 2. B\n\ny\n")
    assert "The title says %(said)s, but there are %(found)s numbered headings" in messages(made)


def test_a_guide_can_be_asked_for_without_numbers(run):
    made = run("# T\n\n## By form\n\nx\n\n## By phone\n\ny\n", "guide")
    assert [channel.title_sq for channel in made.parts] == ["By form", "By phone"]
    with pytest.raises(RefusedError):
        run("# T\n\nNo heading at all.\n", "guide")


def test_too_many_channels_are_refused(run):
    text = "# T\n\n" + "\n\n".join(f"## {number}. Way\n\nx" for number in range(1, 100))
    with pytest.raises(RefusedError, match="99"):
        run(text)
    assert not GuidePage.objects.exists()


def test_half_an_import_leaves_nothing(run, monkeypatch):
    """The fifth channel cannot be stored: as if the database had failed there."""
    saved = []

    def fail(self, *args, **kwargs):
        saved.append(self)
        if len(saved) == 5:
            raise RuntimeError
        return original(self, *args, **kwargs)

    original = HowToPage.save_revision
    monkeypatch.setattr(HowToPage, "save_revision", fail)
    with pytest.raises(RuntimeError):
        run(SEED.read_text())
    assert not GuidePage.objects.exists()
    assert help_index().numchild == 0


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Send a message on X", "x_message"),
        ("Write on x.com", "x_message"),
        ("Find the form at help.netflix.com", "web_form"),
        ("Telefononi shërbimin", "phone"),
        ("Call the support line", "phone"),
        ("File a trademark complaint", "trademark_form"),
        ("Answer a copyright notice", "counter_notice"),
        ("Use the live chat", "chat"),
        ("Shkruani me postë", "postal"),
        ("Something else", None),
    ],
)
def test_kinds(heading, kind):
    assert next(iter(kinds_in(heading, "")), None) == kind


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("web_form", "at https://a.example/form.", ["https://a.example/form"]),
        ("web_form", "at javascript:alert(1)", []),
        ("email", "to Ndihma@Example.com, or b@c.al.", ["Ndihma@Example.com", "b@c.al"]),
        ("x_message", "to @Help or x@example.com", ["@Help"]),
        ("phone", "+355 69 212 3456", ["+355692123456"]),
        ("phone", "12345", []),
    ],
)
def test_addresses(kind, text, found):
    assert addresses_for(kind, text) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Çdo ditë nga ora 9:30 deri në 17:00 CET.", ("daily", time(9, 30), time(17), "Europe/Tirane")),
        ("Open Monday to Friday, 9 am to 5 pm ET", ("weekdays", time(9), time(17), "America/New_York")),
        ("Every day 12 AM – 12 PM PST", ("daily", time(0), time(12), "America/Los_Angeles")),
        ("Orari: 8-16", ("", time(8), time(16), "")),
        ("nga ora 99 deri në 100", None),
        ("Faqet 8–16 të librit", None),
    ],
)
def test_hours(text, expected):
    found = hours_in(text)
    assert (found and (found.days, found.opens, found.closes, found.zone)) == expected


def test_hours_without_a_zone_stay_words(run):
    made = run("# T\n\n## 1. Telefon\n\nOrari është 8:00–16:00, çdo ditë.\n\n## 2. Chat\n\nx\n")
    first = made.parts[0]
    assert first.hours_note_sq == "Orari është 8:00–16:00, çdo ditë."
    assert not first.opening_slots.all()
