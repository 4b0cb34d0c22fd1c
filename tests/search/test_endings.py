import pytest

from portal.search.endings import likeness, stems, telling
from portal.search.folding import fold, token_words, words_of

FORMS = [
    "llogari llogaria llogarinë llogarisë llogarive llogaritë",
    "telefon telefoni telefonit telefonin telefonat telefonave",
    "formular formulari formularin formularit formularëve",
    "email emaili emailin emailit",
    "çelës çelësi çelësin çelësit çelësave",
    "mënyrë mënyra mënyrat mënyrave mënyrën",
    "video videoja videon videos videot videove",
    "faqe faqja faqen faqes faqet faqeve",
    "blerje blerja blerjen blerjes blerjet blerjeve",
    "çelës çelësi çelsi çelsat çelësin",
    "numër numri numrin numrat numrave",
    "vjedh vodha vodhi vodhën vidhet vjedhur",
    "shes shita shitën shitur shitet",
    "raporto raportoj raportoni raportuar raportohet",
    "krijues krijuesi krijuesit krijuesve",
    "TikTok TikTok-un TikTok-ut TikTok-u tiktokun",
]


@pytest.mark.parametrize("forms", FORMS, ids=lambda forms: forms.split()[0])
def test_forms_of_one_word_share_a_stem_with_its_first(forms):
    first, *others = words_of(forms)
    for other in others:
        assert stems(first, "sq") & stems(other, "sq"), other


@pytest.mark.parametrize(
    ("one", "other"), [("postë", "postim"), ("autoritetet", "autorit"), ("kodi", "kontakt"), ("hapi", "happy")]
)
def test_words_that_only_look_alike_share_none(one, other):
    assert not stems(fold(one), "sq") & stems(fold(other), "sq")


def test_english_words_lose_english_endings_alone():
    assert stems("accounts", "en") & stems("account", "en")
    assert stems("llogaria", "en") == {"llogaria"}
    assert stems("words", "it") == {"words"}


def test_less_is_alike_the_more_letters_differ():
    assert likeness("kod", "kodi", "kod") > likeness("kodeve", "kodin", "kod") >= 0.5
    assert likeness("telefon", "telefoni", "telefon") > likeness("telefononi", "tele", "tele") >= 0.5


def test_forms_of_a_long_word_are_all_the_word_itself():
    assert {likeness("llogari", form, "llogari") for form in ["llogaria", "llogarinë", "llogarive"]} == {1.0}


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("TikTok-un", ("tiktok",)),
        ("iPhone-i", ("iphone",)),
        ("e-mail", ("email", "mail")),
        ("Çelës", ("celes",)),
        ("ish-Twitter", ("ishtwitter", "ish", "twitter")),
        ("a" * 1000, ("a" * 60,)),
    ],
)
def test_a_token_stands_for_these_words(token, words):
    assert token_words(token) == words


def test_words_that_say_nothing_are_left_out_unless_nothing_else_is_there():
    assert telling(["si", "te", "kontaktoj"], "sq") == ["kontaktoj"]
    assert telling(["si", "te"], "sq") == ["si", "te"]
