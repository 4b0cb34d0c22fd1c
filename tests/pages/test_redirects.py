"""Addresses that were once given out: each leads to where its page is now, in its language, in one step."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django.asserts import assertContains
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from blog.models import Author, BlogIndexPage, BlogPage
from portal.pages.conditional import REVALIDATE
from portal.pages.languages import codes, url_in
from portal.pages.models import BasePage, Company, HomePage, Topic
from portal.pages.signals import subject_moved
from portal.pages.slugs import LONGEST_SLUG, free_slug, suggested_slug
from tests import admin_forms, make
from tests.pages.test_editing import edit

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sq", "en"])
def editor(request, admin_client, admin_user):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = request.param
    profile.save()
    return admin_client


def rename(page, **slugs):
    """Publish the page under other slugs, as `revision.publish` of the editor does."""
    page = type(page).objects.get(pk=page.pk)
    for name, slug in slugs.items():
        setattr(page, name, slug)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def urls_of(page):
    page = type(page).objects.get(pk=page.pk)
    return [(code, url_in(page, code)) for code in codes()]


def assert_leads_to(client, url, target, status=301):
    """One redirect, which keeps the query string, to an address that answers."""
    response = client.get(f"{url}?utm=a%20b&x=1")
    assert (response.status_code, response.headers.get("Location")) == (status, f"{target}?utm=a%20b&x=1"), url
    assert client.get(target).status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def assert_all_lead_home(client, known):
    for page, code, url in known:
        target = url_in(type(page).objects.get(pk=page.pk), code)
        if url != target:
            assert_leads_to(client, url, target)


def test_whole_journey_through_wagtails_screens(editor):
    """Rename the Albanian slug, then the English one, then move the parent, then rename the parent."""
    first = make.index()
    other = make.home().add_child(instance=BlogIndexPage(title_sq="Arkiva", title_en="Archive"))
    page = make.post("Titulli", "The title")
    known = [(page, code, url) for code, url in urls_of(page)]
    form = admin_forms.article(
        title_en="The title",
        slug_sq="shqip-tjeter",
        slug_en=page.slug_en,
        body_sq=admin_forms.streamfield([("heading", {"text": "Pjesa", "level": "2"})]),
        body_en=admin_forms.streamfield([("heading", {"text": "Part", "level": "2"})]),
    ) | {"action-publish": "1"}
    page = edit(editor, page, form)
    known += [(page, code, url) for code, url in urls_of(page)]
    page = edit(editor, page, form | {"slug_en": "another-english"})
    known += [(page, code, url) for code, url in urls_of(page)]
    assert editor.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, other.pk])).status_code == 302
    known += [(page, code, url) for code, url in urls_of(page)]
    index_form = {"title_sq": "Arkiva", "title_en": "Archive", "slug_sq": "depo", "slug_en": "store"}
    for name in ["summary", "seo_title", "search_description"]:
        index_form |= {f"{name}_sq": "", f"{name}_en": ""}
    edit(
        editor,
        other,
        admin_forms.nested_form_data(index_form | {"comments": admin_forms.COMMENTS}) | {"action-publish": "1"},
    )
    assert urls_of(page) == [("sq", "/sq/depo/shqip-tjeter/"), ("en", "/en/store/another-english/")]
    assert len({url for _page, _code, url in known}) == 6
    reader = Client()
    assert_all_lead_home(reader, known)
    assert_leads_to(reader, "/sq/arkiva/", "/sq/depo/")
    assert_leads_to(reader, "/en/archive/", "/en/store/")
    assert reader.get(url_in(first, "sq")).status_code == 200


def test_moving_and_renaming_a_guide_takes_its_channels_along(client):
    guide = make.guide()
    channel = make.channel(guide)
    known = [(page, code, url) for page in [guide, channel] for code, url in urls_of(page)]
    guide = rename(guide, slug_sq="a", slug_en="b")
    known += [(page, code, url) for page in [guide, channel] for code, url in urls_of(page)]
    other = make.home().add_child(instance=type(make.help_index())(title_sq="Arkiva", title_en="Archive"))
    guide.move(other, "last-child")
    known += [(page, code, url) for page in [guide, channel] for code, url in urls_of(page)]
    rename(other, slug_sq="c", slug_en="d")
    assert urls_of(channel) == [("sq", "/sq/c/a/formulari/"), ("en", "/en/d/b/the-form/")]
    assert_all_lead_home(client, known)


def test_renaming_there_and_back_leaves_no_loop(client):
    page = make.post("A", "A")
    there = url_in(page, "sq")
    page = rename(page, slug_sq="tjeter")
    elsewhere = url_in(page, "sq")
    page = rename(page, slug_sq="a")
    assert client.get(there).status_code == 200
    assert_leads_to(client, elsewhere, there)
    assert not Redirect.objects.filter(old_path="/sq/blog/a").exists()


def test_new_page_takes_an_old_address_for_good(client):
    page = make.post("Emri", "The name")
    rename(page, slug_sq="tjeter")
    newcomer = make.post("Emri", "A newcomer")
    assertContains(client.get("/sq/blog/emri/"), "Teksti i Emri")
    assert not Redirect.objects.filter(old_path="/sq/blog/emri").exists()
    newcomer.unpublish()
    assert client.get("/sq/blog/emri/").status_code == 410


def test_draft_that_takes_an_old_address_leaves_the_redirect_until_it_is_published(client):
    page = make.post("Emri", "The name")
    rename(page, slug_sq="tjeter")
    draft = make.post("Emri", "A draft", live=False)
    assert_leads_to(client, "/sq/blog/emri/", "/sq/blog/tjeter/")
    draft.save_revision().publish()
    assert client.get("/sq/blog/emri/").status_code == 200


def test_page_that_becomes_public_with_its_parent_takes_its_address(client):
    hidden = make.home().add_child(instance=BlogIndexPage(title_sq="Fshehur", title_en="Hidden"))
    page = make.post("Emri", "The name", parent=hidden)
    hidden.unpublish()
    Redirect.objects.create(old_path="/sq/fshehur/emri", redirect_link="/sq/", site=Site.objects.get())
    assert client.get("/sq/fshehur/emri/").headers["Location"] == "/sq/"
    BlogIndexPage.objects.get(pk=hidden.pk).save_revision().publish()
    assertContains(client.get(url_in(page, "sq")), "Teksti i Emri")
    assert not Redirect.objects.exists()


def test_drafts_and_autosaves_leave_nothing(admin_client):
    page = make.post("Titulli", "The title")
    page.slug_sq = "draft-i-ri"
    page.save_revision()
    draft = make.post("Vetëm draft", "Only a draft", live=False)
    draft.slug_sq = "emri-i-dyte"
    draft.save_revision().publish()
    assert not Redirect.objects.exists()


def test_copies_and_aliases_leave_nothing_and_aliases_have_redirects_of_their_own(client):
    guide = make.guide()
    make.channel(guide)
    guide.copy(recursive=True)
    alias = guide.create_alias(parent=guide.get_parent(), update_slug="alias")
    assert not Redirect.objects.exists()
    before = url_in(alias, "en")
    alias.slug_en = "renamed"
    alias.save()
    assert_leads_to(client, before, "/en/help/renamed/")
    assert client.get(url_in(guide, "en")).status_code == 200


def test_redirect_to_a_page_that_is_not_public_leads_nowhere(client):
    page = make.post("Titulli", "The title")
    page = rename(page, slug_sq="tjeter")
    make.private(page)
    assert client.get("/sq/blog/titulli/").status_code == 404
    page.get_view_restrictions().model.objects.all().delete()
    BlogPage.objects.get().unpublish()
    assert client.get("/sq/blog/titulli/").status_code == 410
    BlogPage.objects.get().save_revision().publish()
    assert_leads_to(client, "/sq/blog/titulli/", "/sq/blog/tjeter/")


def test_renaming_the_home_page_moves_no_address(client):
    before, home = url_in(make.post(), "sq"), make.home()
    home.slug_sq = home.slug_en = home.slug = "tjeter"
    home.save()
    assert client.get(url_in(BlogPage.objects.get(), "sq")).status_code == 200
    assert url_in(BlogPage.objects.get(), "sq") == before
    assert not Redirect.objects.exists()


def second_site():
    root = BasePage.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title_sq="Dy", title_en="Two", slug="dy"))
    index = home.add_child(instance=BlogIndexPage(title_sq="Blog", title_en="Blog"))
    return Site.objects.create(hostname="testserver", root_page=home), index


def test_redirects_of_one_site_do_not_answer_on_another(client):
    here = make.post("Titulli", "The title")
    _site, index = second_site()
    there = make.post("Titulli tjetër", "Another title", parent=index)
    rename(here, slug_sq="ri")
    rename(there, slug_sq="i-ri")
    first, second = {"headers": {"host": "localhost"}}, {"headers": {"host": "testserver"}}
    assert client.get("/sq/blog/titulli/", **first).headers["Location"] == "/sq/blog/ri/"
    assert client.get("/sq/blog/titulli/", **second).status_code == 404
    assert client.get("/sq/blog/titulli-tjeter/", **second).headers["Location"] == "/sq/blog/i-ri/"
    assert client.get("/sq/blog/titulli-tjeter/", **first).status_code == 404
    there.delete()
    assert client.get("/sq/blog/i-ri/", **second).status_code == 410
    assert client.get("/sq/blog/titulli-tjeter/", **second).status_code == 410
    assert client.get("/sq/blog/i-ri/", **first).status_code == 404


def test_page_that_moved_to_another_site_is_found_there(client):
    page = make.post("Titulli", "The title")
    site, index = second_site()
    page.move(index, "last-child")
    response = client.get("/en/blog/the-title/", headers={"host": "localhost"})
    assert response.headers["Location"] == f"{site.root_url}/en/blog/the-title/"


def test_second_rename_of_the_same_page_at_once_loses_no_address(client):
    """Two editors opened the page under its first name; the second saves what the first has changed already."""
    page = make.post("A", "A")
    mine, theirs = (BlogPage.objects.get(pk=page.pk) for _editor in range(2))
    mine.slug_sq, theirs.slug_sq = "b", "c"
    mine.save()
    theirs.save()
    for old in ["a", "b"]:
        assert_leads_to(client, f"/sq/blog/{old}/", "/sq/blog/c/")


def test_same_redirect_twice_is_one_row():
    page = make.post("A", "A")
    for slug in ["b", "a", "b", "a"]:
        page = rename(page, slug_sq=slug)
    assert Redirect.objects.count() == 1


def test_renaming_the_parent_of_many_pages_takes_a_few_queries(django_assert_max_num_queries):
    index = make.index()
    make.post()
    template = BlogPage.objects.get()
    pages = [
        BlogPage(
            **{
                field.attname: getattr(template, field.attname)
                for field in BlogPage._meta.concrete_fields
                if field.attname not in {"id", "basepage_ptr_id", "path", "translation_key"}
            },
        )
        for _number in range(300)
    ]
    for number, page in enumerate(pages):
        page.path = f"{index.path}{page._int2str(number + 10).zfill(4)}"
        for code in codes():
            setattr(page, f"slug_{code}", f"postimi-{number}")
            setattr(page, f"url_path_{code}", f"/home/blog/postimi-{number}/")
        BasePage.save_base(page, force_insert=True)
    index = BlogIndexPage.objects.get()
    index.slug_sq = "lexime"
    index.slug_en = "reads"
    with django_assert_max_num_queries(75):
        index.save()
    assert Redirect.objects.filter(automatically_created=True).count() == 2 * 302


def test_lost_address_takes_few_queries(client, django_assert_max_num_queries):
    page = make.post("Titulli", "The title")
    rename(page, slug_sq="tjeter")
    client.get("/sq/blog/titulli/")
    with django_assert_max_num_queries(9):
        assert client.get("/sq/blog/titulli/").status_code == 301


# Topics, companies, authors


SUBJECTS = [
    (Topic, {"name_sq": "Siguri", "name_en": "Security", "slug_sq": "siguri", "slug_en": "security"}),
    (Company, {"name": "TikTok", "slug": "tiktok"}),
    (Author, {"name_sq": "Redaksia", "name_en": "Editors", "slug": "redaksia"}),
]


def change_slug(subject, sq, en):
    for name in ["slug_sq", "slug_en"]:
        if hasattr(subject, name):
            setattr(subject, name, {"slug_sq": sq, "slug_en": en}[name])
    if not hasattr(subject, "slug_sq"):
        subject.slug = sq
    subject.save()


@pytest.mark.parametrize(("model", "values"), SUBJECTS)
def test_subject_leaves_redirects_in_each_language_over_several_renames(client, model, values):
    subject = model.objects.create(**values)
    known = urls_of(subject)
    for sq, en in [("dy", "two"), ("tre", "three")]:
        change_slug(subject, sq, en)
        known += urls_of(subject)
    now = dict(urls_of(subject))
    for code, url in known:
        if url != now[code]:
            assert_leads_to(client, url, now[code])
    assert set(Redirect.objects.values_list("redirect_link", flat=True)) == set(now.values())


@pytest.mark.parametrize(("model", "values"), SUBJECTS)
def test_subject_back_at_its_old_address_and_then_deleted(client, model, values):
    subject = model.objects.create(**values)
    first = urls_of(subject)
    change_slug(subject, "dy", "two")
    second = urls_of(subject)
    change_slug(subject, values.get("slug_sq") or values["slug"], values.get("slug_en"))
    assert urls_of(subject) == first
    for code, url in second:
        assert_leads_to(client, url, dict(first)[code])
    subject.delete()
    for code, url in first + second:
        assertContains(client.get(url), f'<html lang="{code}"', status_code=410)
    model.objects.create(**values)
    for _code, url in first:
        assert client.get(url).status_code == 200


def test_subject_is_renamed_in_wagtails_screen(editor, client):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    heard = []
    receiver = lambda sender, old, new, **kwargs: heard.append((sender, old, new))  # noqa: E731
    subject_moved.connect(receiver)
    form = {"name_sq": "Siguri", "name_en": "Security", "slug_sq": "siguri", "slug_en": "safety"}
    form |= {"description_sq": "", "description_en": "", "icon": topic.icon}
    url = reverse(topic.snippet_viewset.get_url_name("edit"), args=[topic.pk])
    assert editor.post(url, form).status_code == 302
    subject_moved.disconnect(receiver)
    assert_leads_to(client, "/en/topics/security/", "/en/topics/safety/")
    assert heard == [(Topic, "/en/topics/security/", "/en/topics/safety/")]
    assert Redirect.objects.count() == 1


@pytest.mark.parametrize("tail", ["feed/", "feed/rss/", "feed/json/", "index.md"])
def test_feeds_and_markdown_of_an_old_address_follow_along(client, tail):
    topic = Topic.objects.create(name_sq="Siguri", name_en="Security")
    page = make.post("Titulli", "The title")
    change_slug(topic, "mbrojtje", "protection")
    rename(page, slug_en="renamed")
    for old, new in [
        ("/sq/tema/siguri/", "/sq/tema/mbrojtje/"),
        ("/en/topics/security/", "/en/topics/protection/"),
        ("/en/blog/the-title/", "/en/blog/renamed/"),
    ]:
        response = client.get(f"{old}{tail}?a=b")
        assert (response.status_code, response.headers["Location"]) == (301, f"{new}{tail}?a=b")
    topic.delete()
    page.delete()
    for gone in ["/sq/tema/siguri/", "/sq/tema/mbrojtje/", "/en/blog/the-title/", "/en/blog/renamed/"]:
        assert client.get(gone + tail).status_code == 410


@pytest.mark.parametrize("query", ["", "?a=b"])
@pytest.mark.parametrize(
    "url",
    [
        "/en/help/nope/index.md",
        "/en/topics/nope/index.md",
        "/en/topics/nope/feed/",
        "/sitemap-pages-9.xml",
        "/sitemap-foo-1.xml",
        "/documents/9/x.pdf",
        "/robots.txt/",
        "/en/blog/the-title/index.md",
        "/en/blog/the-title/feed/",
        "/en/blog/the-title/nothing/",
    ],
)
def test_no_address_leads_round_in_circles(client, url, query):
    rename(make.post("Titulli", "The title"), slug_en="renamed")
    passed = [url + query]
    while (response := client.get(passed[-1])).status_code in (301, 302):
        assert response.headers["Cache-Control"] == REVALIDATE
        passed.append(response.headers["Location"])
        assert len(passed) <= 2, passed
    known = {"/robots.txt/": "/robots.txt", "/en/blog/the-title/index.md": "/en/blog/renamed/index.md"}
    assert (response.status_code, passed[-1]) == (200, known[url] + query) if url in known else (404, url + query)


def test_redirects_and_gone_are_asked_about_again(client):
    """A browser that kept "A is at B" for good would go round in circles once B is renamed to A again."""
    page = rename(make.post("Titulli", ""), slug_sq="ri")
    for url, status in [("/sq/blog/titulli/", 301), ("/en/blog/titulli/index.md", 301)]:
        response = client.get(url)
        assert (response.status_code, response.headers["Cache-Control"]) == (status, REVALIDATE)
    page.delete()
    response = client.get("/sq/blog/titulli/")
    assert (response.status_code, response.headers["Cache-Control"]) == (410, REVALIDATE)


# Slugs


def test_suggested_slugs_are_cut_and_numbered_within_their_length():
    assert len(suggested_slug("fjalë " * 40)) <= LONGEST_SLUG
    base = "a" * LONGEST_SLUG
    assert free_slug(base, set()) == base
    numbered = free_slug(base, {base, "a" * (LONGEST_SLUG - 2) + "-2"})
    assert numbered == "a" * (LONGEST_SLUG - 2) + "-3"
    first, second = make.post("g" * 120, "h" * 120), make.post("g" * 120, "h" * 120)
    for code in codes():
        slugs = {getattr(page, f"slug_{code}") for page in [first, second]}
        assert len(slugs) == 2
        assert all(len(slug) <= LONGEST_SLUG for slug in slugs)


def test_longest_address_of_a_channel_fits_into_a_redirect():
    assert len("/sq" + 3 * ("/" + "a" * LONGEST_SLUG)) <= Redirect._meta.get_field("old_path").max_length


@pytest.mark.parametrize("name", ["slug_sq", "slug_en"])
def test_typed_slug_that_is_too_long_is_refused_with_its_length(editor, name):
    page = make.post("Titulli", "The title")
    data = admin_forms.article(title_en="The title") | {"slug_sq": "titulli", "slug_en": "the-title", name: "x" * 81}
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert [*response.context["form"].errors] == [name]
    assert "81" in str(response.context["form"].errors[name])
    assert getattr(BlogPage.objects.get(), name) == getattr(page, name)


def move_one(page, there):
    return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, there.pk]), {}


def move_many(page, there):
    url = reverse("wagtail_bulk_action", args=["pages", "basepage", "move"])
    return f"{url}?id={page.pk}", {"chooser": there.pk}


@pytest.mark.parametrize("name", ["slug_sq", "slug_en"])
@pytest.mark.parametrize("way", [move_one, move_many])
def test_page_is_not_moved_to_where_its_slug_is_taken(editor, name, way):
    page = make.post("I pari", "The first")
    other = make.home().add_child(instance=BlogIndexPage(title_sq="Arkiva", title_en="Archive"))
    holder = make.post("I dyti", "The second", parent=other)
    slug = getattr(holder, name)
    setattr(holder, name, getattr(page, name))
    holder.save()
    before = urls_of(page)
    response = editor.post(*way(page, other), follow=True)
    if response.redirect_chain:
        assertContains(response, getattr(page, name))
        assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert urls_of(page) == before
    setattr(holder, name, slug)
    holder.save()
    editor.post(*way(page, other))
    assert urls_of(page) != before


@pytest.mark.parametrize("name", ["slug_sq", "slug_en"])
def test_slug_that_exists_already_in_that_language_is_refused(editor, name):
    make.post("I pari", "The first")
    page = make.post("I dyti", "The second")
    taken = {"slug_sq": "i-pari", "slug_en": "the-first"}[name]
    data = admin_forms.article(slug_sq="i-dyti", slug_en="the-second", title_en="The second") | {name: taken}
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | {"action-publish": "1"})
    assert [*response.context["form"].errors] == [name]
    assert taken in str(response.context["form"].errors[name])
    assert not Redirect.objects.exists()
    with override("en"):
        assert BlogPage.objects.get(pk=page.pk).slug == "the-second"
