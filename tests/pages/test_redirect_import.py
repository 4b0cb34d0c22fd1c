"""Legacy addresses from a CSV file, by command and in the admin; and the checks of Wagtail's redirects screen."""

import io
import os

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.users.models import UserProfile

from portal.pages.models import BasePage, Topic, User
from portal.pages.redirect_import import MOST_LINES, check, import_redirects
from portal.pages.redirect_rules import RefusedError
from tests import make
from tests.pages.test_editing import member_of
from tests.pages.test_redirects import rename

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make.post("Titulli", "The title")


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def site():
    return Site.objects.select_related("root_page").get(is_default_site=True)


def reasons(text):
    """`{line: reason}` of the refused lines, asked without changing anything."""
    before = list(Redirect.objects.values_list())
    report = check(text.encode(), site())
    assert list(Redirect.objects.values_list()) == before
    return {line.number: line.reason for line in report.refused}


def stored():
    return {row.old_path: row.redirect_link or row.redirect_page_id for row in Redirect.objects.all()}


def test_good_lines_become_redirects_that_follow_their_page(client, post):
    text = "old address,new address,permanent\n/a.html,/sq/blog/titulli,yes\n/en/old,/en/blog/the-title/\n"
    text += "/b,/en/blog/the-title/\n/c/,/sq/kerko/?q=a,no\nhttp://localhost/d,https://www.example.com/x\n"
    report = import_redirects(text.encode(), site())
    assert [len(report.new), len(report.known), len(report.refused)] == [5, 0, 0]
    assert stored() == {
        "/a.html": post.pk,
        "/en/old": post.pk,
        "/b": "/en/blog/the-title/",
        "/c": "/sq/kerko/?q=a",
        "/d": "https://www.example.com/x",
    }
    assert not Redirect.objects.filter(automatically_created=True).exists()
    rename(post, slug_sq="ri", slug_en="new")
    for url, target in {"/a.html": "/sq/blog/ri/", "/en/old/": "/en/blog/new/", "/b/": "/en/blog/new/"}.items():
        assert client.get(url).headers["Location"] == target
    assert Redirect.objects.get(old_path="/b").redirect_link == "/en/blog/new/"
    assert client.get("/c").status_code == 302


@pytest.mark.parametrize("encode", [str.encode, lambda text: text.encode("utf-8-sig")])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("header", ["", "vjetra{0}reja\n"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_files_as_spreadsheets_write_them(encode, separator, header, ending):
    text = (header.format(separator) + f"/a{separator}/sq/\n\n/ë{separator}/en/{separator}JO\n").replace("\n", ending)
    assert [line.reason for line in check(encode(text), site()).new] == ["", ""]
    assert [line.number for line in check(encode(text), site()).new] == ([2, 4] if header else [1, 3])


def test_same_file_twice_changes_nothing(post):
    data = b"/a,/sq/blog/titulli/\n/b,/en/blog/the-title/,no\n/c,https://www.example.com/\n"
    import_redirects(data, site())
    before = list(Redirect.objects.order_by("pk").values_list())
    report = import_redirects(data, site())
    assert (len(report.new), len(report.known), len(report.refused)) == (0, 3, 0)
    assert list(Redirect.objects.order_by("pk").values_list()) == before


def test_each_refused_line_says_why_and_good_ones_are_imported(client, post):
    rename(post, slug_en="renamed")
    Redirect.objects.create(old_path="/taken", redirect_link="/sq/blog/", site=site())
    make.post("Fshirë", "Deleted").delete()
    lines = [
        ("/good,/sq/blog/titulli/", ""),
        ("/one", "Two columns"),
        ("/a,/b,yes,no", "4"),
        ("/self,/self/", "cannot lead to itself"),
        ("/sq/Self,/SQ/s%C3%ABlf", "cannot lead to itself"),
        ("/good/,/sq/", "line 1"),
        ("/taken,/en/", "/sq/blog/"),
        ("/chain,/en/blog/the-title/", "/en/blog/renamed/"),
        ("/chain2,/good", "/sq/blog/titulli/"),
        ("/x,/y", "circles"),
        ("/y,/z", "circles"),
        ("/z,/x", "circles"),
        ("/nowhere,/sq/nothing/", "Nothing stands"),
        ("/gone,/sq/blog/fshire/", "taken down"),
        ("/sq/blog/titulli,/sq/", "answers already"),
        ("/SQ/Kerko,/sq/", "answers already"),
        ("/?p=1,/sq/", "answers already"),
        ("/de/alt,/sq/", ""),
        ("/is,/sq/", ""),
        ("/id/7,/sq/", ""),
        ("/short,/s/zzzzzz", "no page that readers see"),
        ("/root,/", "no page that readers see"),
        ("/document,/documents/99/x.pdf", "no page that readers see"),
        ("/program,/api/v1/companies/none.json", "no page that readers see"),
        ("/sitemap,/sitemap-foo-9.xml", "Nothing stands"),
        ("/twin,/sq/ndihme/nuk-ka/index.md", "Nothing stands"),
        ("/twin2,/sq/kerko/index.md", "Nothing stands"),
        ("/twin3,/sq/blog/titulli/index.md", ""),
        ("/feed,/sq/tema/none/feed/", "Nothing stands"),
        ("/feed2,/sq/feed/rss/", ""),
        ("/robots.txt,/sq/", "answers already"),
        ("/documents/1/x.pdf,/sq/", ""),
        ("/sitemap-pages-9.xml,/sq/", ""),
        ("/user,https://user:pw@www.example.com/", "user name or password"),
        ("/user2,https://user@localhost/sq/", "user name or password"),
        ("/alt,/de/neu", "no language “/de/”"),
        ("/" + "a" * 300 + ",/sq/", "longer"),
        ("/long,https://www.example.com/" + "a" * 300, "longer"),
        ("/http,http://www.example.com/", "https://"),
        ("/js,javascript:alert(1)", "https://"),
        ("/evil,//evil.example/", "https://"),
        ("/back,/\\evil.example/", "https://"),
        ("https://other.example/a,/sq/", "old address as a path"),
        ("relative,/sq/", "old address as a path"),
        ("/admin/x,/sq/", "belongs to the site"),
        ("/perhaps,/sq/,maybe", "yes or no"),
        (",/sq/", "old address as a path"),
        ("/empty,", "https://"),
    ]
    text = "\n".join(line for line, _reason in lines)
    found = reasons(text)
    for number, (line, reason) in enumerate(lines, start=1):
        assert (reason in found[number]) if reason else number not in found, (line, found.get(number))
    import_redirects(text.encode(), site())
    assert client.get("/good").headers["Location"] == "/sq/blog/titulli/"
    for url in ["/de/alt", "/is", "/id/7/", "/documents/1/x.pdf", "/sitemap-pages-9.xml"]:
        assert client.get(url).headers["Location"] == "/sq/"
    assert Redirect.objects.filter(automatically_created=False).count() == 9


def test_reasons_are_told_in_albanian_too():
    with override("sq"):
        albanian = reasons("/self,/self\n/x,/de/")
    assert albanian.keys() == reasons("/self,/self\n/x,/de/").keys() == {1, 2}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no line"),
        (b"old,new\n", "no line"),
        ("/ë,/sq/".encode("utf-16"), "UTF-8"),
        (b"\xff\xfe/a,/b", "UTF-8"),
        (b"/a,/sq/\n" * (MOST_LINES + 1), "10,000"),
        (b"/a" + b"a" * 2 * 1024 * 1024 + b",/sq/", "2 MB"),
        (b"/a," + b"a" * 140_000, "CSV at line 1"),
    ],
)
def test_file_that_is_none_is_refused_whole(data, reason):
    with pytest.raises(RefusedError, match=reason):
        import_redirects(data, site())
    assert not Redirect.objects.exists()


def test_many_lines_take_few_queries(django_assert_max_num_queries, post):
    Topic.objects.create(name_sq="Siguri", name_en="Security")
    text = "".join(f"/old/{number}.html,/sq/blog/titulli/\n" for number in range(1200))
    with django_assert_max_num_queries(40):
        assert len(import_redirects(text.encode(), site()).new) == 1200
    assert Redirect.objects.count() == 1200


def run(tmp_path, text, **options):
    file, out, err = tmp_path / "old.csv", io.StringIO(), io.StringIO()
    file.write_text(text)
    call_command("import_redirects", str(file), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_command(tmp_path, post):
    text = "/a,/sq/blog/titulli/\n/b,/b\n"
    out, err = run(tmp_path, text, dry_run=True)
    assert "1 redirect would be made" in out
    assert err.startswith("2: /b → /b: ")
    assert not Redirect.objects.exists()
    out, err = run(tmp_path, text)
    assert "1 redirect was imported" in out
    assert "1 line refused" in out
    assert stored() == {"/a": post.pk}
    for file, options in [("nothing.csv", {}), ("old.csv", {"site": "nobody.example"})]:
        with pytest.raises(CommandError):
            call_command("import_redirects", str(tmp_path / file), **options)


def test_first_line_that_is_no_header_is_judged():
    assert [*reasons("/a;b\n/c,/sq/\n")] == [1]
    assert [*reasons("vjeter.html,/sq/\n/c,/sq/\n")] == [1]
    assert not reasons("Adresa e vjetër;Adresa e re;Përhershëm\n/c;/sq/;po\n")


def test_delimiter_is_the_one_that_makes_the_columns():
    lines = check(b"/a;b.html,/sq/\n/c,/en/\n", site()).new
    assert [(line.key, line.link) for line in lines] == [("/a;b.html", "/sq/"), ("/c", "/en/")]
    lines = check(b"/a,b.html;/sq/;jo\n/c;/en/\n", site()).new
    assert [line.key for line in lines] == ["/a,b.html", "/c"]


# In the admin


def english_moderator():
    return speaking("en", member_of("Moderators", Client()))


def speaking(code, client):
    profile = UserProfile.get_for_user(User.objects.get(pk=client.session["_auth_user_id"]))
    profile.preferred_language = code
    profile.save()
    return client


def upload(client, text):
    file = SimpleUploadedFile("old.csv", text.encode())
    return client.post(reverse("wagtailredirects:start_import"), {"file": file})


def test_import_in_the_admin_shows_first_what_it_would_do(post):
    moderator = english_moderator()
    assertContains(moderator.get(reverse("wagtailredirects:start_import")), 'type="file"')
    report = upload(moderator, "/a,/sq/blog/titulli/\n/<b>,/<b>\n")
    assertContains(report, "The title")
    assertContains(report, "cannot lead to itself")
    assertContains(report, "/&lt;b&gt;")
    assert not Redirect.objects.exists()
    token = {"token": report.context["token"]}
    assert moderator.post(reverse("wagtailredirects:process_import"), token).status_code == 302
    assert stored() == {"/a": post.pk}
    assertContains(moderator.post(reverse("wagtailredirects:process_import"), token, follow=True), "no longer here")


def test_import_in_the_admin_refuses_what_it_cannot_use(post):
    moderator = english_moderator()
    assertContains(upload(moderator, ""), "empty")
    assertContains(upload(moderator, "old,new"), "no line with addresses")
    assertContains(upload(moderator, "nothing"), "Two columns are expected")
    assertContains(upload(moderator, "/a" * 1_100_000), "larger than 2 MB")
    assertNotContains(upload(moderator, "/b,/b\n"), 'name="token"')
    for token in ["", "forged:token"]:
        response = moderator.post(reverse("wagtailredirects:process_import"), {"token": token}, follow=True)
        assertContains(response, "no longer here")
    assert not Redirect.objects.exists()


def test_file_of_one_moderator_is_not_imported_by_another(post, admin_client):
    token = upload(english_moderator(), "/a,/sq/\n").context["token"]
    response = speaking("en", admin_client).post(
        reverse("wagtailredirects:process_import"), {"token": token}, follow=True
    )
    assertContains(response, "no longer here")
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("name", ["start_import", "process_import", "add", "index"])
def test_editors_do_not_reach_redirects(name):
    editor = member_of("Editors", Client())
    url = reverse(f"wagtailredirects:{name}")
    for response in [editor.get(url), editor.post(url, {"token": "x"})]:
        assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def save(client, redirect=None, **values):
    url = reverse("wagtailredirects:edit", args=[redirect.pk]) if redirect else reverse("wagtailredirects:add")
    form = {"old_path": "/old", "site": "", "is_permanent": "on", "redirect_page": "", "redirect_link": ""} | values
    return client.post(url, form)


@pytest.fixture(params=["sq", "en"])
def moderator(request):
    return speaking(request.param, member_of("Moderators", Client()))


def test_moderator_makes_and_changes_redirects(moderator, client, post):
    assert save(moderator, redirect_link="/sq/kerko/").status_code == 302
    assert client.get("/old/").headers["Location"] == "/sq/kerko/"
    assert save(moderator, Redirect.objects.get(), redirect_link="/en/blog/the-title").status_code == 302
    assert client.get("/old/").headers["Location"] == "/en/blog/the-title/"
    changed = save(moderator, Redirect.objects.get(), old_path="/SQ/Vjet%C3%ABr/", redirect_link="/sq/blog/titulli/")
    assert changed.status_code == 302
    assert stored() == {"/sq/vjeter": post.pk}
    assertContains(moderator.get(reverse("wagtailredirects:index")), "/sq/vjeter")
    redirect = Redirect.objects.get()
    assert moderator.post(reverse("wagtailredirects:delete", args=[redirect.pk])).status_code == 302
    assert client.get("/sq/vjeter/").status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"redirect_link": "/old/"}, "redirect_link"),
        ({"redirect_link": "http://localhost/old"}, "redirect_link"),
        ({"redirect_link": "/chain"}, "redirect_link"),
        ({"redirect_link": "/loop"}, "redirect_link"),
        ({"redirect_link": "/sq/nothing/"}, "redirect_link"),
        ({"redirect_link": "/de/nothing/"}, "redirect_link"),
        ({"redirect_link": "//evil.example/"}, "redirect_link"),
        ({"redirect_link": "javascript:alert(1)"}, "redirect_link"),
        ({}, "redirect_link"),
        ({"old_path": "/sq/blog/titulli/", "redirect_link": "/sq/"}, "old_path"),
        ({"old_path": "/sq/Blog/Titulli", "redirect_link": "/sq/"}, "old_path"),
        ({"old_path": "/sq/kerko/", "redirect_link": "/sq/"}, "old_path"),
        ({"old_path": "https://[bad/x", "redirect_link": "/sq/"}, "old_path"),
        ({"redirect_link": "https://[bad/x"}, "redirect_link"),
        ({"redirect_link": "https://user:pw@www.example.com/"}, "redirect_link"),
        ({"redirect_link": "https://127.0.0.1:8211/old"}, "redirect_link"),
        ({"redirect_link": "/s/zzzzzz"}, "redirect_link"),
        ({"old_path": "/chain/", "redirect_link": "/sq/"}, "old_path"),
    ],
)
def test_what_leads_nowhere_or_in_circles_is_refused(moderator, post, values, field):
    Redirect.objects.create(old_path="/chain", redirect_page=post)
    Redirect.objects.create(old_path="/loop", redirect_link="/old/")
    before = stored()
    response = save(moderator, **values)
    assert response.status_code == 200
    assert [*response.context["form"].errors] == [field]
    assert stored() == before


def test_page_that_readers_cannot_see_is_refused(moderator, post):
    draft, root = make.post("Draft", "Draft", live=False), BasePage.objects.get(depth=1)
    for page in [draft, root]:
        assert [*save(moderator, redirect_page=page.pk).context["form"].errors] == ["redirect_page"]
    assert save(moderator, redirect_page=post.pk).status_code == 302


@pytest.mark.parametrize("first", ["all", "one"])
def test_second_redirect_from_an_address_names_the_first(moderator, post, first):
    sites = {"all": None, "one": site()}
    there = Redirect.objects.create(old_path="/lp", redirect_page=post, site=sites[first], automatically_created=True)
    other = "" if first == "one" else site().pk
    response = save(moderator, old_path="/lp/", site=other, redirect_link="/sq/")
    error = str(response.context["form"].errors["old_path"])
    assert reverse("wagtailredirects:edit", args=[there.pk]) in error
    assert "Titulli" in error or "The title" in error
    assert Redirect.objects.get() == there
    assert save(moderator, there, old_path="/lp/", redirect_link="/sq/").status_code == 302


def test_page_is_not_led_to_itself(moderator, post):
    post.unpublish()
    response = save(moderator, old_path="/en/blog/the-title/", redirect_page=post.pk)
    assert [*response.context["form"].errors] == ["redirect_page"]
    assert save(moderator, old_path="/en/blog/the-title/", redirect_link="/en/blog/").status_code == 302


def test_new_redirect_shortens_those_that_led_to_its_address(moderator, client, post):
    Redirect.objects.create(old_path="/first", redirect_link="/second/")
    assert save(moderator, old_path="/second", redirect_link="/sq/kerko/").status_code == 302
    assert stored()["/first"] == "/sq/kerko/"
    assert client.get("/first").headers["Location"] == "/sq/kerko/"


def test_redirect_to_its_own_address_under_another_name_is_not_followed(client):
    Redirect.objects.create(old_path="/lp", redirect_link="https://127.0.0.1:8211/lp")
    Redirect.objects.create(old_path="/other", redirect_link="http://testserver:81/other")
    for url, host in [("/lp", "127.0.0.1:8211"), ("/lp", "localhost"), ("/other", "testserver:81")]:
        assert client.get(url, headers={"host": host}).status_code == 404


def test_report_tells_what_lasts_and_what_was_refused_meanwhile(post):
    moderator = english_moderator()
    report = upload(moderator, "/a,/sq/\n/b,/en/,no\n")
    cells = [row.find_all("td")[-1].text for row in BeautifulSoup(report.content, "html.parser").select("tbody tr")]
    assert cells == ["permanent", "temporary"]
    Redirect.objects.create(old_path="/a", redirect_link="/sq/blog/", site=site())
    token = {"token": report.context["token"]}
    told = moderator.post(reverse("wagtailredirects:process_import"), token, follow=True)
    assertContains(told, "1 redirect was imported.")
    assertContains(told, "1 line refused")


def test_file_that_nobody_confirmed_is_deleted(tmp_path, monkeypatch, post):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    moderator = english_moderator()
    upload(moderator, "/a,/sq/\n")
    (old,) = tmp_path.iterdir()
    strange = tmp_path / "strange"
    strange.write_text("")
    for file in [old, strange]:
        os.utime(file, (0, 0))
    token = {"token": upload(moderator, "/b,/sq/\n").context["token"]}
    assert not old.exists()
    assert strange.exists()
    assert moderator.post(reverse("wagtailredirects:process_import"), token).status_code == 302
    assert [*tmp_path.iterdir()] == [strange]
    assert [*stored()] == ["/b"]
