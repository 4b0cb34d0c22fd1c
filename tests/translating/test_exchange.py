"""A page as a PO file and back, through the admin's own screens."""

import json
import subprocess
from shutil import which

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django.asserts import assertContains
from wagtail.models import PageLogEntry, Revision

from blog.models import BlogPage
from help.models import GuidePage
from portal.pages.languages import codes, localized_name
from portal.pages.models import BasePage, StaleTranslation
from portal.pages.models.versions import translated_names
from tests import make
from tests.pages.test_editing import admin, member_of  # noqa: F401

pytestmark = pytest.mark.django_db

ARTICLE = [
    {"type": "heading", "value": {"text": "Pjesa e parë", "level": "2"}, "id": "11111111-1111-4111-8111-111111111111"},
    {"type": "paragraph", "value": "<p>Një <b>fjali</b>.</p>", "id": "22222222-2222-4222-8222-222222222222"},
    {"type": "code", "value": {"language": "sh", "code": "*#06#"}, "id": "33333333-3333-4333-8333-333333333333"},
    {
        "type": "facts",
        "value": {"title": "", "rows": [{"label": "Ekrani", "value": "6,1 inç"}]},
        "id": "44444444-4444-4444-8444-444444444444",
    },
    {
        "type": "table",
        "value": {
            "caption": "",
            "table": {
                "columns": [{"type": "text", "heading": "Modeli"}],
                "rows": [{"values": ["iPhone i ri"]}],
                "caption": "Tabela",
            },
        },
        "id": "55555555-5555-4555-8555-555555555555",
    },
]
TRANSLATED = {
    "Një postim": "A post",
    "Pjesa e parë": "The first part",
    "<p>Një <b>fjali</b>.</p>": "<p>A <b>sentence</b>.</p>",
    "Ekrani": "Screen",
    "6,1 inç": "6.1 in",
    "Modeli": "Model",
    "iPhone i ri": "The new iPhone",
    "Tabela": "The table",
}


def article(title_en="", **values):
    return make.post("Një postim", title_en, **({"body_sq": json.dumps(ARTICLE), "body_en": []} | values))


def download(client, page, code="en", **query):
    response = client.get(reverse("translating_download", args=[page.pk, code]), query)
    assert response.status_code == 200
    return polib.pofile(response.content.decode())


def upload(client, page, content, name="page.po"):
    data = content if isinstance(content, bytes) else str(content).encode()
    return client.post(reverse("translating_upload", args=[page.pk]), {"file": SimpleUploadedFile(name, data)})


def confirm(client, page, response, **more):
    fields = response.context["confirm"].initial
    return client.post(reverse("translating_upload", args=[page.pk]), fields | more)


def bring(client, page, file, **more):
    """Upload and confirm; the draft that is stored."""
    looked = upload(client, page, file)
    assert "refusal" not in looked.context, (looked.context["refusal"], looked.context["refusal"].details)
    response = confirm(client, page, looked, **more)
    assert response.status_code == 302
    return draft(page)


def refused(client, page, file):
    """The refusal of a file, after which nothing may have changed."""
    before = [state_of(one) for one in BasePage.objects.order_by("pk")], Revision.objects.count()
    response = upload(client, page, file)
    assert before == ([state_of(one) for one in BasePage.objects.order_by("pk")], Revision.objects.count())
    refusal = response.context["refusal"]
    assertContains(response, escape(refusal.reason))
    return f"{refusal.reason} {refusal.details}"


def draft(page):
    return BasePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def state_of(page):
    return page.specific.serializable_data()


def translate(file, texts=TRANSLATED):
    for entry in file:
        entry.msgstr = texts.get(entry.msgid, entry.msgstr)
        entry.flags = []
    return file


def names(file):
    return [entry.msgctxt for entry in file]


# What is in the file


def test_file_holds_every_text_under_its_own_name_and_nothing_else(admin_client):
    page = article(summary_sq="Përmbledhja e tij.", summary_en="Its summary.")
    file = download(admin_client, page)
    body = "body/{0}{0}{0}{0}{0}{0}{0}{0}-{0}{0}{0}{0}-4{0}{0}{0}-8{0}{0}{0}-{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}"
    assert names(file) == [
        "title",
        "summary",
        f"{body.format(1)}/text",
        body.format(2),
        f"{body.format(4)}/rows/1/label",
        f"{body.format(4)}/rows/1/value",
        f"{body.format(5)}/table/caption",
        f"{body.format(5)}/table/columns/0",
        f"{body.format(5)}/table/rows/0/0",
    ]
    assert {entry.msgid: entry.msgstr for entry in file if entry.msgstr} == {"Përmbledhja e tij.": "Its summary."}
    assert file.find(body.format(2), by="msgctxt").comment.endswith(
        "<p> <br> <b> <i> <a> <code> <ol> <ul> <sup> <sub> <li>"
    )
    assert file.metadata["Language"] == "en"
    assert file.metadata["X-Kanal-Page"] == str(page.pk)


def test_file_of_a_channel_names_rows_by_their_key(admin_client):
    channel = make.channel(make.guide(), steps=["Hapni faqen.", "Prisni."])
    first, second = channel.steps.all()
    file = download(admin_client, channel)
    assert {f"steps/{first.pk}/instruction", f"steps/{second.pk}/instruction", "introduction"} <= set(names(file))
    assert file.find("<p>Prisni.</p>").msgstr == "<p>EN Prisni.</p>"
    assert "https://www.example.com/form" not in str(file)


def test_file_of_a_guide_can_hold_its_channels(admin_client):
    guide = make.guide()
    channel = make.channel(guide)
    assert not any(name.startswith("pages/") for name in names(download(admin_client, guide)))
    file = download(admin_client, guide, below=1)
    assert f"pages/{channel.pk}/title" in names(file)
    assert file.find(f"pages/{channel.pk}/title", by="msgctxt").comment.startswith("Formulari: ")


def test_file_is_named_after_page_and_language(admin_client):
    page = article()
    response = admin_client.get(reverse("translating_download", args=[page.pk, "en"]))
    assert response.headers["Content-Disposition"] == 'attachment; filename="nje-postim.en.po"'
    assert "no-store" in response.headers["Cache-Control"]


def test_only_other_languages_can_be_downloaded(admin_client):
    page = article()
    for code in ["sq", "de"]:
        assert admin_client.get(reverse("translating_download", args=[page.pk, code])).status_code == 404


def test_draft_is_what_translators_get(admin_client):
    page = article()
    page.title_sq = "Titulli i draftit"
    page.save_revision()
    assert download(admin_client, page).find("title", by="msgctxt").msgid == "Titulli i draftit"


def test_stale_and_copied_texts_are_fuzzy(admin_client):
    page = article(
        title_en="A post", summary_sq="Kjo nuk është përkthyer ende.", summary_en="Kjo nuk është përkthyer ende."
    )
    StaleTranslation.objects.create(page=page, language="en", unit="title", source_before="Postimi i vjetër")
    file = download(admin_client, page)
    title, summary = (file.find(name, by="msgctxt") for name in ["title", "summary"])
    assert title.fuzzy
    assert title.previous_msgid == "Postimi i vjetër"
    assert summary.fuzzy


def test_only_the_rows_and_blocks_that_changed_are_fuzzy(admin_client):
    channel = make.channel(make.guide(), steps=["Hapni faqen.", "Prisni."])
    values = {"language": "en", "unit": "steps.instruction", "source_before": "Hapni faqen.\nShkruani."}
    StaleTranslation.objects.create(page=channel, **values)
    fuzzy = [entry.msgid for entry in download(admin_client, channel) if entry.fuzzy]
    assert fuzzy == ["<p>Prisni.</p>"]


@pytest.mark.skipif(not which("msgfmt"), reason="needs GNU gettext")
def test_gettext_itself_accepts_the_file(demo, admin_client, tmp_path):
    for page in [GuidePage.objects.get(slug_sq__contains="tiktok"), BlogPage.objects.get(slug_sq__contains="iphone")]:
        path = tmp_path / "page.po"
        path.write_text(str(download(admin_client, page, below=1)))
        subprocess.run(
            ["msgfmt", "--check", "-o", str(tmp_path / "page.mo"), str(path)], check=True, capture_output=True
        )


# What comes back


def test_complete_file_becomes_a_draft_in_either_admin_language(admin):  # noqa: F811
    page = article()
    before = state_of(page)
    stored = bring(admin, page, translate(download(admin, page)))
    assert stored.title_en == "A post"
    assert [block.block_type for block in stored.body_en] == [one["type"] for one in ARTICLE]
    heading, paragraph, code, facts, table = stored.body_en
    assert heading.value["text"] == "The first part"
    assert "<b>sentence</b>" in paragraph.value.source
    assert code.value["code"] == "*#06#"
    assert facts.value["rows"][0]["value"] == "6.1 in"
    assert [row[0].value for row in table.value["table"].rows] == ["The new iPhone"]
    assert table.value["table"].caption == "The table"
    assert not {block.id for block in stored.body_en} & {one["id"] for one in ARTICLE}
    assert [block.block.get_prep_value(block.value) for block in stored.body_sq][:3] == [
        block["value"] for block in ARTICLE[:3]
    ]
    assert state_of(BlogPage.objects.get(pk=page.pk)) | dict.fromkeys(CHANGED_BY_A_DRAFT) == before | dict.fromkeys(
        CHANGED_BY_A_DRAFT
    )


CHANGED_BY_A_DRAFT = ["latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title"]


def test_readers_see_nothing_before_it_is_published(admin_client, client):
    page = article(title_en="Post")
    stored = bring(admin_client, page, translate(download(admin_client, page)))
    assert "The first part" not in client.get("/en/blog/post/").content.decode()
    stored.latest_revision.publish()
    assert "The first part" in client.get("/en/blog/post/").content.decode()


def test_import_is_in_the_history(admin_client, admin_user):
    page = article()
    bring(admin_client, page, translate(download(admin_client, page)))
    entry = PageLogEntry.objects.get(action="kanal.translation.import")
    assert (entry.user, entry.data["language"], entry.data["texts"]) == (admin_user, "en", 8)
    response = admin_client.get(reverse("wagtailadmin_pages:history", args=[page.pk]))
    assertContains(response, entry.message)


def test_unchanged_file_stores_nothing(admin_client):
    page = make.post()
    make.post("Tjetër", "Other")
    looked = upload(admin_client, page, download(admin_client, page))
    assert looked.context["report"].changes == []
    confirm(admin_client, page, looked)
    assert not Revision.objects.for_instance(page).exists()


def test_empty_and_fuzzy_messages_leave_their_texts_alone(admin_client):
    page = article(title_en="Old title", summary_sq="Përmbledhja.", summary_en="Old summary.")
    file = translate(download(admin_client, page))
    file.find("title", by="msgctxt").msgstr = ""
    summary = file.find("summary", by="msgctxt")
    summary.msgstr, summary.flags = "New, but fuzzy.", ["fuzzy"]
    looked = upload(admin_client, page, file)
    assert [segment.path for segment in looked.context["report"].missing] == ["title", "summary"]
    confirm(admin_client, page, looked)
    stored = draft(page)
    assert (stored.title_en, stored.summary_en) == ("Old title", "Old summary.")
    assert len(stored.body_en) == 5


def test_stream_that_is_not_complete_is_left_alone_and_reported(admin_client):
    page = article()
    file = translate(download(admin_client, page))
    file.find("Ekrani").msgstr = ""
    looked = upload(admin_client, page, file)
    assert [row[1:] for row in looked.context["report"].skipped] == [(6, 7)]
    confirm(admin_client, page, looked)
    assert draft(page).title_en == "A post"
    assert len(draft(page).body_en) == 0


def test_block_added_later_keeps_the_translations_beside_it(admin_client):
    page = article()
    stored = bring(admin_client, page, translate(download(admin_client, page)))
    new = {"type": "paragraph", "value": "<p>E re.</p>", "id": "66666666-6666-4666-8666-666666666666"}
    stored.body_sq = json.dumps([new, *ARTICLE])
    stored.save_revision()
    file = download(admin_client, page)
    assert [entry.msgid for entry in file.untranslated_entries()] == ["<p>E re.</p>"]
    file.find("<p>E re.</p>").msgstr = "<p>New.</p>"
    ids = {block.id for block in stored.body_en}
    again = bring(admin_client, page, file)
    assert [block.block_type for block in again.body_en] == ["paragraph", *(one["type"] for one in ARTICLE)]
    assert ids < {block.id for block in again.body_en}


def test_text_without_counterpart_is_only_replaced_on_demand(admin_client):
    page = article(body_en=[("paragraph", "<p>Only in English.</p>")])
    looked = upload(admin_client, page, translate(download(admin_client, page)))
    assert looked.context["report"].lost == ["Only in English."]
    again = confirm(admin_client, page, looked)
    assert again.status_code == 200
    assert not Revision.objects.for_instance(page).exists()
    assert confirm(admin_client, page, again, replace="on").status_code == 302
    assert len(draft(page).body_en) == 5


def test_what_somebody_wrote_meanwhile_is_kept_or_asked_for(admin_client):
    page = article(title_en="First", summary_sq="Përmbledhja.", summary_en="First summary.")
    file = download(admin_client, page)
    page.title_en, page.summary_en = "By a colleague", "By a colleague too."
    page.save_revision()
    file.find("title", by="msgctxt").msgstr = "By the translator"
    looked = upload(admin_client, page, file)
    assert [change.segment.path for change in looked.context["report"].collisions] == ["title"]
    assertContains(looked, "By a colleague")
    assert confirm(admin_client, page, looked).status_code == 200
    assert draft(page).title_en == "By a colleague"
    confirm(admin_client, page, looked, replace="on")
    assert (draft(page).title_en, draft(page).summary_en) == ("By the translator", "By a colleague too.")


def test_same_file_can_be_brought_again_when_more_of_it_is_done(admin_client):
    page = article()
    file = translate(download(admin_client, page), {"Një postim": "A post"})
    bring(admin_client, page, file)
    assert bring(admin_client, page, translate(file)).body_en[0].value["text"] == "The first part"


def test_report_that_is_out_of_date_is_not_carried_out(admin_client):
    page = article()
    looked = upload(admin_client, page, translate(download(admin_client, page)))
    page.title_en = "By a colleague"
    page.save_revision()
    response = confirm(admin_client, page, looked, replace="on")
    assert response.context["outdated"]
    assert draft(page).title_en == "By a colleague"


def test_draft_of_a_page_that_is_edited_keeps_its_other_changes(admin_client):
    page = article()
    page.summary_sq = "Vetëm në draft."
    page.save_revision()
    stored = bring(admin_client, page, translate(download(admin_client, page)))
    assert stored.summary_sq == "Vetëm në draft."
    assert not BlogPage.objects.get(pk=page.pk).summary_sq


def test_steps_and_channels_come_back_in_one_file(admin_client):
    guide = make.guide()
    one, two = make.channel(guide, "Njëri", "One"), make.channel(guide, "Tjetri", "Two", steps=("Hapni.", "Prisni."))
    file = download(admin_client, guide, below=1)
    file.find("<p>Prisni.</p>").msgstr = "<p>Wait.</p>"
    bring(admin_client, guide, file)
    assert "Wait." in draft(two).steps.all()[1].instruction_en
    assert draft(two).steps.all()[1].instruction_sq == "<p>Prisni.</p>"
    assert not Revision.objects.for_instance(one).exists()
    assert not Revision.objects.for_instance(guide).exists()


def test_step_that_is_only_in_the_draft_is_translated_too(admin_client):
    channel = make.channel(make.guide(), steps=["Hapni faqen."])
    newest = draft(channel)
    newest.steps.add(type(channel.steps.first())(instruction_sq="<p>Prisni.</p>", sort_order=9))
    newest.save_revision()
    file = download(admin_client, channel)
    file.find("<p>Prisni.</p>").msgstr = "<p>Wait.</p>"
    stored = bring(admin_client, channel, file)
    assert ["Wait." in step.instruction_en for step in stored.steps.all()] == [False, True]


# What is refused


def test_file_from_an_older_original_is_refused_and_says_what_changed(admin):  # noqa: F811
    page = article(summary_sq="E vjetra.")
    file = translate(download(admin, page))
    page.summary_sq = "E reja."
    page.save_revision()
    reason = refused(admin, page, file)
    assert "E reja." in reason
    assert "Pjesa" not in reason


def test_header_of_an_older_original_alone_is_no_proof_of_its_texts(admin_client):
    page = article()
    file = translate(download(admin_client, page))
    file.metadata["X-Kanal-Source"] = "0" * 64
    file.remove(file[-1])
    assert refused(admin_client, page, file)


@pytest.mark.skipif(not which("msgmerge"), reason="needs GNU gettext")
def test_old_work_is_merged_into_a_new_file_and_taken(admin_client, tmp_path):
    page = article(summary_sq="E vjetra.")
    old, new, merged = (tmp_path / name for name in ["old.po", "new.po", "merged.po"])
    old.write_text(str(translate(download(admin_client, page))))
    page.summary_sq = "Krejt tjetër gjë."
    page.save_revision()
    new.write_text(str(download(admin_client, page)))
    subprocess.run(["msgmerge", "-q", "-o", str(merged), str(old), str(new)], check=True)
    assert bring(admin_client, page, merged.read_bytes()).title_en == "A post"
    assert not draft(page).summary_en


def test_foreign_ids_are_refused(admin_client):
    page = article()
    file = translate(download(admin_client, page))
    file.append(polib.POEntry(msgctxt="slug_sq", msgid="nje-postim", msgstr="hacked"))
    assert "slug_sq: nje-postim" in refused(admin_client, page, file)


def test_xliff_with_foreign_ids_is_refused(admin_client):
    xliff = b'<?xml version="1.0"?><xliff version="1.2"><file><body><trans-unit id="x"/></body></file></xliff>'
    refused(admin_client, article(), xliff)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.append(polib.POEntry(msgctxt="title", msgid="Një postim", msgstr="Twice")),
        lambda file: setattr(file[0], "msgid", "Tjetër gjë"),
        lambda file: setattr(file[0], "msgid_plural", "Shumë"),
        lambda file: setattr(file[0], "msgctxt", None),
        lambda file: file.metadata.update({"X-Kanal-Page": "1"}),
        lambda file: file.metadata.update({"X-Kanal-Language": "sq"}),
        lambda file: file.metadata.update({"X-Kanal-Language": "../"}),
        lambda file: file.metadata.update({"Language": "de"}),
        lambda file: file.metadata.pop("X-Kanal-Page"),
        lambda file: setattr(file[0], "msgstr", "x" * 600),
        lambda file: setattr(file[0], "msgstr", "two\nlines"),
        lambda file: setattr(file[1], "msgstr", "x" * 121),
    ],
)
def test_spoilt_file_is_refused_whole(admin_client, spoil):
    page = article()
    file = translate(download(admin_client, page))
    spoil(file)
    assert refused(admin_client, page, file)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"/etc/passwd",
        b"\xff\xfe\x00",
        'msgid "ë"'.encode("latin-1"),
        b"just words",
        b'msgid "open',
        b'msgid ""\nmsgstr ""\n"X-Kanal-Page: 1"\nmsgstr[9] "',
        b"#" * 2_000_001,
        b"<html><body>404</body></html>",
        b'msgid ""\nmsgstr ""\n' + b'"a"\n' * 400_000,
    ],
)
def test_what_is_no_po_file_is_refused(admin_client, content):
    assert refused(admin_client, article(), content) if len(content) <= 2_000_000 else too_large(admin_client, content)


def too_large(client, content):
    response = upload(client, article(), content)
    return response.context["form"].errors["file"] and "report" not in response.context


def test_polib_never_opens_a_file_of_this_machine(admin_client, tmp_path):
    page = article()
    path = tmp_path / "page.po"
    path.write_text(str(translate(download(admin_client, page))))
    refused(admin_client, page, str(path).encode())


def test_encoding_mark_and_other_line_ends_are_no_fault(admin_client):
    page = article()
    file = str(translate(download(admin_client, page))).replace("\n", "\r\n")
    assert bring(admin_client, page, b"\xef\xbb\xbf" + file.encode()).title_en == "A post"


@pytest.mark.parametrize(
    "hostile",
    [
        '<p>A <a href="javascript:alert(1)">link</a></p>',
        '<p>A <a linktype="page" id="1">link</a></p>',
        "<script>alert(1)</script>",
        "<b><p>crossed</b></p>",
        "<li>a point alone</li>",
    ],
)
def test_markup_that_must_not_enter_is_refused(admin_client, hostile):
    page = article()
    file = translate(download(admin_client, page), TRANSLATED | {"<p>Një <b>fjali</b>.</p>": hostile})
    refused(admin_client, page, file)


def test_foreign_tags_and_attributes_are_left_out_and_reported(admin_client):
    page = article()
    hostile = '<p onclick="x()" style="color:red">A <b>good</b> <script>alert(1)</script><h1>part</h1>.</p><!-- x -->'
    hostile += '<embed embedtype="image" id="1" format="left"/><p><a linktype="document" id="1">x</a></p>'
    file = translate(download(admin_client, page), TRANSLATED | {"<p>Një <b>fjali</b>.</p>": hostile})
    looked = upload(admin_client, page, file)
    assertContains(looked, "a, embed, h1, script")
    confirm(admin_client, page, looked)
    stored = draft(page).body_en[1].value.source
    assert "<b>good</b> part." in stored
    for word in ["onclick", "style", "script", "alert", "h1", "<!--", "embed", "linktype"]:
        assert word not in stored


def test_link_to_our_own_page_may_stay(admin_client):
    target = make.post("Tjetër", "Other")
    text = f'<p>Shihni <a linktype="page" id="{target.pk}">këtë</a>.</p>'
    channel = make.channel(make.guide(), introduction_sq=text, introduction_en="")
    file = download(admin_client, channel)
    file.find("introduction", by="msgctxt").msgstr = text.replace("Shihni", "See").replace("këtë", "this")
    assert f'<a linktype="page" id="{target.pk}">this</a>' in bring(admin_client, channel, file).introduction_en


def test_html_in_plain_text_stays_text(admin_client, client):
    page = article(title_en="Post")
    file = translate(download(admin_client, page), TRANSLATED | {"Një postim": "<b>A</b> post"})
    bring(admin_client, page, file).latest_revision.publish()
    assertContains(client.get("/en/blog/post/"), "&lt;b&gt;A&lt;/b&gt; post")


# Who may


def test_locked_page_is_refused(admin_client, client):
    page = article()
    file = translate(download(admin_client, page))
    BasePage.objects.filter(pk=page.pk).update(locked=True, locked_at=timezone.now())
    refused(admin_client, page, file)


def test_page_in_moderation_is_refused_to_the_editor_alone(client):
    page = article()
    editor = member_of("Editors", Client())
    file = translate(download(editor, page))
    page.save_revision()
    page.get_workflow().start(page, None)
    refused(editor, page, file)
    assert bring(member_of("Moderators", Client()), page, file).title_en == "A post"


@pytest.mark.parametrize("name", ["download", "upload"])
def test_who_may_not_edit_the_page_is_turned_away(client, name):
    page = article()
    member_of("Shop", client)
    arguments = [page.pk, "en"] if name == "download" else [page.pk]
    assert client.get(reverse(f"translating_{name}", args=arguments)).status_code == 403
    assert client.post(reverse("translating_upload", args=[page.pk]), {"text": "x"}).status_code == 403


def test_anonymous_is_sent_to_sign_in(client):
    response = client.get(reverse("translating_upload", args=[article().pk]))
    assert "/admin/login/" in response.url


def test_forged_request_is_refused(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(reverse("translating_upload", args=[article().pk]), {"text": "x"}).status_code == 403


def test_alias_is_not_translated(admin_client):
    page = article()
    alias = page.create_alias(parent=make.index(), update_slug="alias")
    response = admin_client.get(reverse("translating_upload", args=[alias.pk]))
    assert response.status_code == 302
    menu = admin_client.get(reverse("wagtailadmin_pages:edit", args=[alias.pk])).content.decode()
    assert f"/translating/{alias.pk}/" not in menu


def test_page_menu_leads_to_download_and_upload(admin):  # noqa: F811
    guide = make.guide()
    response = admin.get(reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    for url in [
        f"{reverse('translating_download', args=[guide.pk, 'en'])}",
        reverse("translating_upload", args=[guide.pk]),
    ]:
        assertContains(response, url)
    assertContains(response, "?below=1")
    assertContains(admin.get(reverse("translating_upload", args=[guide.pk])), 'enctype="multipart/form-data"')


# The whole demo

MARK = "Ⓔ"


def marked(entry):
    """A translation that shows where it came from, and still fits the shortest field."""
    if "</p>" in entry.msgid:
        return entry.msgid.replace("</p>", f" {MARK}</p>").replace("</li>", f" {MARK}</li>")
    longest = 38 if entry.msgctxt.endswith("short_name") else 78
    return f"{entry.msgid[:longest]} {MARK}"


def facts_of(data, model):
    """What does not belong to English: Albanian texts, facts, pictures and order."""
    english = {localized_name(name, code) for name in translated_names(model) for code in codes() if code != "sq"}
    kept = {}
    for name, value in data.items():
        if name in english or name in [*CHANGED_BY_A_DRAFT, "last_published_at", "live_revision", "first_published_at"]:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = [facts_of(row, getattr(model, name).rel.related_model) for row in value]
        kept[name] = value
    return kept


def test_whole_demo_goes_out_and_comes_back(demo, admin_client):
    for page in BasePage.objects.filter(depth__gt=1).order_by("path"):
        before = facts_of(state_of(page), page.specific_class)
        file = download(admin_client, page)
        for entry in file:
            entry.msgstr, entry.flags = marked(entry), []
        bring(admin_client, page, file, replace="on").latest_revision.publish()
        after = page.specific_class.objects.get(pk=page.pk)
        assert facts_of(state_of(after), page.specific_class) == before
        stale = [entry.msgctxt for entry in download(admin_client, page) if MARK not in entry.msgstr]
        assert not stale, (page, stale)
