"""What is linked is made of its sources as they are now; and every source is part of something."""

import re

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from fontTools.ttLib import TTFont

from portal.pages.bundles import BUNDLES, bundle
from portal.pages.middleware import EDITOR_COOKIE
from portal.pages.speculation import RULES
from portal.settings import BASE_DIR
from tests import make

OF_THE_ADMIN = {"copy-from-default", "jump", "save-once", "still-fine", "typed-dates", "verify"}
ON_DEMAND = {"cart-forms"}


def test_every_source_is_served_by_a_bundle_or_known_to_be_of_the_admin():
    parts = {source for sources in BUNDLES.values() for source in sources}
    behaviours = {path.stem for path in (BASE_DIR / "static/js").glob("*.js")}
    components = {f"css/components/{path.name}" for path in (BASE_DIR / "static/css/components").glob("*.css")}
    assert {name for name in behaviours if f"js/{name}.js" not in parts} == OF_THE_ADMIN | ON_DEMAND
    assert components <= parts


def test_edited_source_is_in_the_bundle_with_the_next_request(client, settings, tmp_path):
    (tmp_path / "static/js").mkdir(parents=True)
    settings.BASE_DIR, settings.BUNDLES_ROOT = tmp_path, tmp_path
    source = tmp_path / "static/js/theme.js"
    for words in ["first", "second"]:
        source.write_text(f"console.log('{words}');")
        answer = client.get(f"{settings.STATIC_URL}bundles/theme.js")
        assert words in b"".join(answer.streaming_content).decode()


def test_names_of_one_behaviour_are_not_those_of_another():
    """Two files call something `status`: as one script without walls they would be a mistake of syntax."""
    sources = BUNDLES["bundles/guide.js"]
    names = [set(re.findall(r"^const (\w+)", (BASE_DIR / "static" / one).read_text(), re.M)) for one in sources]
    assert sum(map(len, names)) > len(set.union(*names))
    assert bundle("bundles/guide.js").count("reportError") == len(sources)


@pytest.mark.django_db
def test_public_pages_alone_tell_what_may_be_drawn_ahead(client):
    make.home()
    editor = Client(headers={"cookie": f"{EDITOR_COOKIE}=1"})
    told = f'"{settings.STATIC_URL}{RULES}"'
    assert finders.find(RULES)
    assert client.get("/sq/").headers["Speculation-Rules"] == told
    for reader, path in [
        (client, "/sq/nuk-ka/"),
        (client, "/admin/login/"),
        (client, "/sq/feed/"),
        (editor, "/sq/"),
    ]:
        assert "Speculation-Rules" not in reader.get(path).headers, path
    assert "Speculation-Rules" not in Client().get("/sq/kerko/sugjerime/?q=tik").headers


# An arrow that only the admin shows, and an emoji, for which the reader's system has a picture.
OTHERS = {"→", "👽"}


def test_font_has_every_letter_of_both_languages():
    letters = TTFont(BASE_DIR / "static/fonts/figtree-kanal.woff2").getBestCmap()
    shown = {letter for text in [*texts(), "ëçËÇ„“”«»‘’–—…€·×"] for letter in text if not letter.isspace()}
    assert {letter for letter in shown if ord(letter) not in letters} <= OTHERS


def texts():
    """What people read: both catalogues and the demo."""
    for catalogue in BASE_DIR.glob("locale/*/LC_MESSAGES/django.po"):
        for entry in polib.pofile(catalogue):
            yield from [entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()]
    for file in (BASE_DIR / "portal/demo/content").rglob("*.*"):
        yield file.read_text()
