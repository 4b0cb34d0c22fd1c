"""The admin speaks the editor's language: no English in the Albanian one, no Albanian in the English one."""

import json
import re

import polib
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.users.models import UserProfile

from blog.models import BlogIndexPage, BlogPage
from help.models import GuidePage, HelpIndexPage, HowToPage
from portal.pages.models import HomePage, User
from portal.settings import BASE_DIR
from tests.admin_screens import address, make_rows, our_routes
from tests.wagtails import wagtails_own

pytestmark = pytest.mark.django_db

OURS = polib.pofile(str(BASE_DIR / "locale/sq/LC_MESSAGES/django.po"))
WAGTAILS = polib.pofile(str(BASE_DIR / "portal/pages/wagtail_words/sq/LC_MESSAGES/django.po"))
SHOWN_ATTRIBUTES = ["title", "aria-label", "placeholder", "alt"]
# Written into Wagtail's templates, or translated while Wagtail is imported, for whatever language that is.
UNREACHABLE = {"Actions", "Private", "ID", "None", "Home", "Type", "Permanent", "Temporary"}
# Wagtail asks for these words before it knows whose request it is: everybody gets them in Albanian.
FOR_EVERYBODY = {"Kreu", "Nuk keni të drejtë ta hapni këtë pjesë."}
# The name of a group is a row, and so the same in all languages.
GROUPS = {"Shop"}
MODELS = [HomePage, BlogIndexPage, HelpIndexPage, BlogPage, GuidePage, HowToPage]


def texts(html):
    """What a page says, also in the attributes that are read out and in the menu's own data."""
    soup = BeautifulSoup(html, "lxml")
    data = soup.find("script", id="wagtail-sidebar-props")
    yield from labels(json.loads(data.string)) if data else []
    for script in soup(["script", "style", "template"]):
        script.decompose()
    found = [*soup.strings, *(tag[name] for name in SHOWN_ATTRIBUTES for tag in soup.find_all(attrs={name: True}))]
    yield from (re.sub(r"\s+", " ", text).strip() for text in found)


def labels(data):
    """The label of each entry of the menu, however deep."""
    if isinstance(data, dict):
        yield from [data["label"]] if "label" in data else []
        data = list(data.values())
    for one in data if isinstance(data, list) else []:
        yield from labels(one)


def screens():
    """The addresses of our screens, and of the editor of each type of page."""
    routes = [route for route in our_routes() if "results/" not in route and "choose" not in route]
    pages = [f"/admin/pages/{model.objects.first().pk}/" for model in MODELS]
    others = ["/admin/", "/admin/account/", "/admin/settings/help/freshness/"]
    return [address(route) for route in routes] + pages + [f"{page}edit/" for page in pages] + others


@pytest.fixture(scope="module")
def said(demo, django_db_blocker):
    """`{language: {text: address}}` of what the admin says, to one admin after the other in the same process."""
    with django_db_blocker.unblock():
        make_rows()
        return {code: walk(code) for code in ["en", "sq"]}


def walk(code):
    user = User.objects.create_superuser(f"admin-{code}", f"admin-{code}@example.com", "a-long-password")
    UserProfile.objects.create(user=user, preferred_language=code)
    client = Client()
    client.force_login(user)
    answers = {url: client.get(url, follow=True) for url in screens()}
    shown = {url: one for url, one in answers.items() if one.status_code == 200 and "html" in one["Content-Type"]}
    assert len(shown) > 80
    return {text: url for url, response in shown.items() for text in texts(response.content)}


def names_in(text):
    return set(re.findall(r"%\(\w+\)[sd]", text))


def test_wagtails_words_are_wagtails_and_complete():
    """A release of Wagtail that rewords its screens is noticed here."""
    theirs = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in wagtails_own()}
    assert not [entry.msgid for entry in WAGTAILS if (entry.msgctxt, entry.msgid, entry.msgid_plural) not in theirs]
    assert not WAGTAILS.untranslated_entries() + WAGTAILS.fuzzy_entries()
    for entry in WAGTAILS:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not text or names_in(text) <= names_in(entry.msgid + entry.msgid_plural), entry.msgid


def test_albanian_admin_says_nothing_in_english(said):
    known = {entry.msgid: entry.msgstr for entry in [*OURS, *WAGTAILS]}
    asked = {entry.msgid for entry in [*OURS, *wagtails_own()]} - UNREACHABLE - GROUPS
    english = {text: url for text, url in said["sq"].items() if text in asked and known.get(text) != text}
    assert english == {}


def test_english_admin_says_nothing_in_albanian(said):
    words = {entry.msgstr for entry in [*OURS, *WAGTAILS] if entry.msgstr} - {
        entry.msgid for entry in [*OURS, *wagtails_own()]
    }
    albanian = {text: url for text, url in said["en"].items() if text in words - FOR_EVERYBODY}
    assert albanian == {}
