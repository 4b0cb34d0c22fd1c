"""The screen "Import an article": a look first, then the draft; for those who may add pages."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from blog.models import BlogIndexPage, BlogPage
from help.models import GuidePage, HelpIndexPage
from tests.make import company, user

ADDRESS = "/admin/importing/"
GUIDE = "# Mënyra\n\n## 1. Formular\n\nFillimi <b>a</b> & b.\n\n## 2. Telefon\n\nx\n\n> <script>alert(1)</script>\n"


def member(group, language=""):
    person = user(group.lower())
    person.groups.set(Group.objects.filter(name=group))
    if language:
        profile = person.wagtail_userprofile if hasattr(person, "wagtail_userprofile") else None
        from wagtail.users.models import UserProfile

        profile = profile or UserProfile.get_for_user(person)
        profile.preferred_language = language
        profile.save()
    return person


@pytest.fixture
def editor(lists, client):
    client.force_login(member("Editors"))
    return client


def fields_of(answer):
    """What the form that confirms would post."""
    form = BeautifulSoup(answer.text, "html.parser").select_one("form:has([name=make])")
    values = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    # A browser leaves out the line break right behind the tag, and sends each of the others as two signs.
    values["text"] = form.textarea.string.removeprefix("\n").replace("\n", "\r\n")
    return values | {"make": "1"}


def test_look_and_then_make(editor):
    look = editor.post(ADDRESS, {"text": GUIDE, "language": "sq"})
    assert "Formular" in look.text
    assert "<script>alert" not in look.text
    assert not GuidePage.objects.exists()
    made = editor.post(ADDRESS, fields_of(look), follow=True)
    guide = GuidePage.objects.get()
    assert made.redirect_chain == [(f"/admin/pages/{guide.pk}/edit/", 302)]
    assert f"/admin/importing/{guide.pk}/" in made.text
    assert (guide.live, guide.owner.username, guide.numchild) == (False, "editors", 2)
    again = editor.post(ADDRESS, {"text": GUIDE, "language": "sq"})
    editor.post(ADDRESS, fields_of(again))
    assert GuidePage.objects.count() == 1


def test_the_text_is_the_same_after_a_look(editor):
    text = "\n\n# Titulli\n\n```\n&lt;a&gt; <b>\n\n  x\n```\n\n</textarea><b>\n"
    look = editor.post(ADDRESS, {"text": text, "language": "sq"})
    editor.post(ADDRESS, fields_of(look))
    code = next(block.value for block in BlogPage.objects.get().body_sq if block.block_type == "code")
    assert code["code"] == "&lt;a&gt; <b>\n\n  x"


def test_a_file(editor):
    file = SimpleUploadedFile("a.html", "<h1>Nga skedari</h1><p>Përmbajtja".encode("cp1252"))
    look = editor.post(ADDRESS, {"file": file, "language": "sq", "kind": "post"})
    assert "Windows-1252" in look.text
    editor.post(ADDRESS, fields_of(look))
    assert BlogPage.objects.get().title_sq == "Nga skedari"


def test_what_is_chosen(editor):
    other = company("Apple")
    look = editor.post(ADDRESS, {"text": "# One\n\nx\n", "language": "en", "kind": "post", "company": other.pk})
    editor.post(ADDRESS, fields_of(look))
    page = BlogPage.objects.get()
    assert (page.title_en, page.company) == ("One", other)


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"text": "  \n"},
        {"text": "x", "kind": "novel"},
        {"text": "x", "language": "de"},
        {"text": "# T\n\nx", "kind": "guide"},
        {"text": "---\ntitle: a: b\n---\nx"},
        {"text": "x" * 2_450_000},
        {"text": "x\n" * 110_000},
    ],
    ids=["nothing", "blank", "kind", "language", "no channels", "front matter", "large", "lines"],
)
def test_faults_are_told_and_what_was_typed_stays(editor, data):
    answer = editor.post(ADDRESS, {"language": "sq", "make": "1"} | data)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select(".help-critical, .error-message")
    assert page.select_one("textarea[name=text]").string.strip() == data["text"].strip()
    assert not BlogPage.objects.exists()
    assert not GuidePage.objects.exists()


def test_a_paste_that_is_larger_than_a_form_may_be_is_told(editor):
    answer = editor.post(ADDRESS, {"text": "x" * 3_000_000, "language": "sq"})
    assert answer.status_code == 413
    assert "2.4" in answer.text or "2,4" in answer.text


def test_a_text_and_a_file_at_once_are_refused(editor):
    file = SimpleUploadedFile("a.md", b"# A\n\nx")
    answer = editor.post(ADDRESS, {"text": "# B\n\nx", "file": file, "language": "sq", "make": "1"})
    assert BeautifulSoup(answer.text, "html.parser").select(".help-critical")
    assert not BlogPage.objects.exists()


def test_back_to_the_text(editor):
    look = editor.post(ADDRESS, {"text": GUIDE, "language": "sq"})
    fields = fields_of(look)
    del fields["make"]
    answer = editor.post(ADDRESS, fields | {"back": "1"})
    assert "Fillimi" in BeautifulSoup(answer.text, "html.parser").select_one("textarea[name=text]").string


def test_forms_of_other_sites_are_refused(lists):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member("Editors"))
    assert client.post(ADDRESS, {"text": GUIDE, "language": "sq", "make": "1"}).status_code == 403
    assert not GuidePage.objects.exists()


@pytest.mark.parametrize(("group", "may"), [("Editors", True), ("Moderators", True), ("Shop", False)])
def test_who_may(lists, client, group, may):
    client.force_login(member(group))
    assert client.get(ADDRESS).status_code == (200 if may else 403)
    answer = client.post(ADDRESS, {"text": GUIDE, "language": "sq", "make": "1"})
    assert answer.status_code == (302 if may else 403)
    assert GuidePage.objects.exists() == may
    assert not GuidePage.objects.live()
    assert (ADDRESS in client.get("/admin/").text) == may


def test_admins_may(lists, admin_client):
    assert admin_client.get(ADDRESS).status_code == 200
    admin_client.post(ADDRESS, {"text": GUIDE, "language": "sq", "make": "1"})
    assert not GuidePage.objects.get().live


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_asked_to_sign_in(lists, client, method):
    answer = getattr(client, method)(ADDRESS, {"text": GUIDE, "language": "sq", "make": "1"})
    assert answer.status_code == 302
    assert "/admin/login/" in answer.url
    assert not GuidePage.objects.exists()


def test_a_place_where_the_editor_may_not_add_is_refused(editor):
    person = user("blogger")
    person.groups.set([])
    group = Group.objects.create(name="Bloggers")
    from django.contrib.auth.models import Permission
    from wagtail.models import GroupPagePermission

    group.permissions.add(Permission.objects.get(codename="access_admin"))
    add = Permission.objects.get(codename="add_basepage")
    GroupPagePermission.objects.create(group=group, page=BlogIndexPage.objects.get().basepage_ptr, permission=add)
    person.groups.add(group)
    editor.force_login(person)
    guides = HelpIndexPage.objects.get()
    for data in ({"parent": guides.pk}, {}):
        editor.post(ADDRESS, {"text": GUIDE, "language": "sq", "make": "1"} | data)
        assert not GuidePage.objects.exists()
    editor.post(ADDRESS, {"text": "# Titulli\n\nx", "language": "sq", "make": "1"})
    assert BlogPage.objects.get().owner == person


def test_the_report_stays_and_is_for_those_who_may_edit(editor):
    editor.post(ADDRESS, {"text": "Your Cart\n\n" + GUIDE, "language": "sq", "make": "1"})
    address = f"{ADDRESS}{GuidePage.objects.get().pk}/"
    assert "Your Cart" in editor.get(address).text
    assert editor.get(f"{ADDRESS}999999/").status_code == 404
    editor.force_login(member("Shop"))
    assert editor.get(address).status_code == 403
    editor.logout()
    assert editor.get(address).status_code == 302


@pytest.mark.parametrize("language", ["sq", "en"])
def test_both_languages_of_the_admin(lists, client, language):
    client.force_login(member("Editors", language))
    page = BeautifulSoup(client.get(ADDRESS).text, "html.parser")
    assert page.html["lang"] == language
    look = client.post(ADDRESS, {"text": GUIDE, "language": "sq"})
    client.post(ADDRESS, fields_of(look))
    guide = GuidePage.objects.get()
    assert (guide.title_sq, guide.title_en) == ("Mënyra", "")
    assert guide.slug_sq == guide.slug_en == "menyra"
    report = client.get(f"{ADDRESS}{guide.pk}/").text
    assert ("Web form" in report, "Formular në internet" in report) == (language == "en", language == "sq")


def test_what_is_refused_is_told_in_the_admins_language(lists, client):
    client.force_login(member("Editors", "en"))
    answer = client.post(ADDRESS, {"text": "# T\n\nx", "kind": "guide", "language": "sq"})
    assert "No heading is numbered" in answer.text
