"""Problems of a guide: their rows in the form, their pages, what they say to readers and to machines."""

from copy import deepcopy
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Revision

from help.kinds import SAFETY
from help.models import GuidePage, HowToPage, Problem
from help.models.problem import problem_word
from portal.pages.languages import codes, url_in
from portal.pages.models import ContentVersion, GoneAddress
from tests import admin_forms, make
from tests.structured_data import data_of, soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def guide_of_file(for_file):
    guide = make.guide()
    for name in ["form", "post", "chat"]:
        make.channel(guide, f"Kanali {name}", f"The {name}")
    return guide


@pytest.fixture
def guide(guide_of_file):
    return deepcopy(guide_of_file)


@pytest.fixture
def channels(guide):
    return list(HowToPage.objects.order_by("path"))


@pytest.fixture
def problem(guide, channels):
    return make.problem(guide, channels=[channels[2], channels[0]], advice_en="Begin with the chat.")


def titles(soup):
    return [title.get_text(strip=True) for title in soup.find_all(class_="channel__title")]


def links(client, guide, code="en"):
    found = soup_of(client, url_in(guide, code)).find(class_="problems")
    return {link.text: link["href"] for link in found.find_all("a")} if found else {}


def fresh(guide):
    return GuidePage.objects.get(pk=guide.pk)


def retire(channel):
    channel.status.state, channel.status.reason_sq = "retired", "U mbyll."
    channel.status.save()


# For readers


def test_guide_links_to_each_problem_in_the_readers_language(client, guide, problem):
    assert links(client, guide, "sq") == {"Llogaria m’u mbyll": url_in(problem, "sq")}
    assert links(client, guide) == {
        "My account was closed": "/en/help/ways-to-contact-tiktok/problem/my-account-was-closed/"
    }


def test_page_shows_the_ways_best_first_with_their_facts_and_steps(client, problem):
    soup = soup_of(client, url_in(problem, "en"))
    assert soup.h1.text == "My account was closed"
    assert soup.find(class_="lede").text == "Begin with the chat."
    assert titles(soup) == ["The chat", "The form"]
    ranks = [" ".join(rank.text.split()) for rank in soup.find_all(class_="way__rank")]
    assert ranks == ["The best way", "If that does not help"]
    assert [number.text.split()[-1] for number in soup.find_all(class_="channel__number")] == ["1", "2"]
    assert len(soup.find_all(class_="step")) == len(soup.find_all(class_="facts")) == 2


def test_page_has_what_every_page_has(client, guide, problem):
    soup = soup_of(client, url_in(problem, "en"))
    assert soup.title.text == "My account was closed – TikTok – Kanal"
    assert soup.find("link", rel="canonical")["href"] == f"http://localhost{url_in(problem, 'en')}"
    alternates = {link["hreflang"]: link["href"] for link in soup.find_all("link", rel="alternate", hreflang=True)}
    sq, en = (f"http://localhost{url_in(problem, code)}" for code in codes())
    assert alternates == {"sq": sq, "en": en, "x-default": sq}
    assert soup.find("meta", attrs={"name": "description"})["content"] == "Begin with the chat."
    crumbs = [link["href"] for link in soup.find(class_="breadcrumbs").find_all("a")]
    assert crumbs == ["/en/", "/en/help/", url_in(guide, "en")]
    assert soup.find(class_="share")
    switcher = {link["lang"]: link["href"] for link in soup.find(class_="languages").find_all("a")}
    assert switcher == {code: url_in(problem, code) for code in codes()}
    assert soup.find(class_="main-nav") is None or soup.find("a", href="/en/help/")


@pytest.mark.parametrize("company", ["TikTok", None])
def test_page_says_what_to_be_careful_with_and_that_the_company_is_another(client, guide, problem, company):
    GuidePage.objects.update(company=company and guide.company)
    address = url_in(problem, "en")
    note = soup_of(client, address).find(class_="aside--safe").text
    twin = client.get(f"{address}index.md").content.decode()
    for text in [" ".join(note.split()), " ".join(twin.split())]:
        assert str(SAFETY) in text
        assert ("This site is not affiliated with TikTok." in text) == bool(company)


def test_json_ld_tells_the_ways_and_whose_they_are(client, problem):
    data = data_of(soup_of(client, url_in(problem, "en")))
    (page,), (ways,) = data["WebPage"], data["ItemList"]
    assert (page["name"], page["about"]["name"]) == ("My account was closed", "TikTok")
    assert page["mainEntity"]["@id"] == ways["@id"]
    assert [one["name"] for one in ways["itemListElement"]] == ["The chat", "The form"]
    assert len(data["BreadcrumbList"][0]["itemListElement"]) == 3


def test_other_problems_are_linked(client, guide, problem, channels):
    make.problem(fresh(guide), "Reklama", "Advertising", channels=[channels[1]])
    rail = soup_of(client, url_in(problem, "en")).find(class_="rail")
    assert rail.find("a").get_text(strip=True) == "Advertising"
    assert rail.find("a", href=url_in(guide, "en"))


def test_problem_without_english_is_albanian_only(client, guide, channels):
    problem = make.problem(guide, "Vetëm shqip", "", channels=channels)
    address = url_in(problem, "en")
    assert address.startswith("/en/")
    assert address.endswith("/vetem-shqip/")
    soup = soup_of(client, address)
    assert soup.h1["lang"] == "sq"
    assert soup.find("link", rel="canonical")["href"].endswith(url_in(problem, "sq"))
    assert not soup.find("link", rel="alternate", hreflang=True)
    assert soup.find(class_="notice")
    assert client.get(f"{address}index.md")["Location"] == f"{url_in(problem, 'sq')}index.md"


def test_retired_draft_private_and_deleted_channels_are_left_out(client, guide, channels):
    more = [make.channel(guide, f"Tjetër {number}", f"Other {number}") for number in range(2)]
    problem = make.problem(guide, channels=[*channels, *more])
    retire(channels[0])
    channels[1].unpublish()
    make.private(channels[2])
    more[0].delete()
    soup = soup_of(client, url_in(problem, "en"))
    assert titles(soup) == ["Other 1"]
    for hidden in ["The post", "The chat", "Other 0"]:
        assert hidden not in soup.text


def test_problem_whose_ways_are_all_gone_leads_to_the_guide(client, guide, problem, channels):
    for channel in [channels[0], channels[2]]:
        retire(channel)
    response = client.get(url_in(problem, "en"))
    assert (response.status_code, response["Location"]) == (302, url_in(guide, "en"))
    assert client.get(f"{url_in(problem, 'en')}index.md").status_code == 404
    assert links(client, guide) == {}
    assert sitemap_addresses(client) == []


def test_nothing_else_answers_below_the_word(client, guide, problem):
    with override("en"):
        word = f"{url_in(guide, 'en')}{problem_word()}/"
    for tail in ["", "unknown/", "my-account-was-closed/more/", "a" * 300 + "/", "%00/", "' OR 1/", "👽/"]:
        assert client.get(word + tail).status_code == 404, tail
        assert client.get(f"{word}{tail}index.md").status_code == 404, tail


def test_problem_is_as_hidden_as_its_guide(client, guide, problem):
    address = url_in(problem, "en")
    draft = fresh(guide)
    draft.problems.add(Problem(title_sq="Ende fshehur", title_en="Still hidden", channel_keys=problem.channel_keys))
    draft.save_revision()
    assert "Still hidden" not in links(client, guide)
    assert client.get(address.replace("my-account-was-closed", "still-hidden")).status_code == 404
    make.private(guide)
    assert client.get(address).status_code == 404
    assert sitemap_addresses(client) == []


def test_address_is_mended_as_those_of_pages_are(client, problem):
    address = url_in(problem, "en")
    for typed in [
        address.rstrip("/"),
        address.upper().replace("/EN/", "/en/"),
        address.replace("/problem/", "//problem/"),
    ]:
        assert client.get(typed)["Location"] == address


def test_page_takes_few_queries(client, guide, problem, channels, django_assert_max_num_queries):
    addresses = [url_in(guide, "en"), url_in(problem, "en"), url_in(channels[0], "en")]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(12):
            client.get(address)


# For machines


def sitemap_addresses(client):
    found = client.get("/sitemap-problems-1.xml")
    if found.status_code == 404:
        return []
    names = ElementTree.fromstring(found.getvalue()).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    return [name.text for name in names]


def test_sitemap_lists_them(client, problem):
    assert sitemap_addresses(client) == [f"http://localhost{url_in(problem, code)}" for code in codes()]
    assert "sitemap-problems-1.xml" in client.get("/sitemap.xml").content.decode()


def test_markdown_twins_tell_them(client, guide, problem):
    guide_twin = client.get(f"{url_in(guide, 'en')}index.md").content.decode()
    assert f"[My account was closed](http://localhost{url_in(problem, 'en')}index.md)" in guide_twin
    twin = client.get(f"{url_in(problem, 'en')}index.md")
    assert twin["Link"] == f'<http://localhost{url_in(problem, "en")}>; rel="canonical"'
    text = twin.content.decode()
    assert text.index("# My account was closed") < text.index("Begin with the chat.")
    assert text.index("## 1. The chat") < text.index("## 2. The form")


def test_api_tells_them_with_the_keys_of_their_channels(client, guide, problem, channels):
    (found,) = client.get("/api/v1/companies/tiktok.json").json()["guides"]
    assert found["problems"] == [
        {
            "title": {"sq": "Llogaria m’u mbyll", "en": "My account was closed"},
            "advice": {"sq": None, "en": "Begin with the chat."},
            "urls": {code: f"http://localhost{url_in(problem, code)}" for code in codes()},
            "channels": [channels[2].status.key, channels[0].status.key],
        }
    ]


def test_search_finds_the_guide_by_a_problem(client, guide, problem):
    assert url_in(guide, "en") in client.get("/en/search/", {"q": "account closed"}).content.decode()


# Addresses


def test_slug_is_kept_when_the_words_change_and_a_typed_one_leaves_a_redirect(client, guide, problem):
    before = url_in(problem, "en")
    page = fresh(guide)
    row = page.problems.get_object_list()[0]
    row.title_en = "My account is gone"
    page.save_revision().publish()
    assert links(client, guide) == {"My account is gone": before}
    row.slug_en = "closed"
    page.save_revision().publish()
    after = links(client, guide)["My account is gone"]
    assert after.endswith("/problem/closed/")
    assert client.get(before).status_code == 301
    assert client.get(before)["Location"] == after
    assert client.get(f"{before}index.md")["Location"] == f"{after}index.md"


def test_problem_follows_a_renamed_guide(client, guide, problem):
    before = url_in(problem, "en")
    page = fresh(guide)
    page.slug_en = "tiktok"
    page.save_revision().publish()
    assert client.get(before)["Location"] == "/en/help/tiktok/problem/my-account-was-closed/"
    assert client.get(before.replace("closed", "lost")).status_code == 404


def test_removed_problem_is_gone_until_its_address_is_taken_again(client, guide, problem, channels):
    before = url_in(problem, "en")
    page = fresh(guide)
    page.problems.set([])
    page.save_revision().publish()
    assert client.get(before).status_code == 410
    make.problem(fresh(guide), channels=channels)
    assert client.get(before).status_code == 200
    assert not GoneAddress.objects.exists()


def test_two_problems_of_a_guide_never_share_an_address(guide, channels):
    make.problem(guide, "Çelësi", "Key", channels=channels)
    make.problem(fresh(guide), "Celesi", "KEY!", channels=channels)
    make.problem(fresh(guide), "👽", "", channels=channels)
    rows = Problem.objects.order_by("pk")
    assert [row.slug_sq for row in rows] == ["celesi", "celesi-2", "problem"]
    assert [row.slug_en for row in rows] == ["key", "key-2", None]
    long = make.problem(fresh(guide), "fjalë " * 16, "word " * 20, channels=channels)
    assert len(long.slug_sq) <= 60


def test_english_arrives_later_with_an_address_of_its_own(client, guide, channels):
    problem = make.problem(guide, "Vetëm shqip", "", channels=channels)
    before = url_in(problem, "en")
    page = fresh(guide)
    page.problems.get_object_list()[0].title_en = "Now in English"
    page.save_revision().publish()
    after = links(client, guide)["Now in English"]
    assert after.endswith("/now-in-english/")
    assert client.get(before)["Location"] == after


def test_word_is_no_slug_of_a_channel(guide):
    with override("en"):
        word = problem_word()
    channel = make.channel(guide, "Problem", "Problem", slug_sq=word, slug_en=word)
    assert (channel.slug_sq, channel.slug_en) == (f"{word}-2", f"{word}-2")


# For editors


def post_guide(client, guide, *rows, publish=True, initial=0, **values):
    formset = admin_forms.inline_formset(list(rows), initial=initial)
    data = admin_forms.guide(problems=formset, company=guide.company_id, **values)
    url = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    return client.post(url, data | ({"action-publish": "1"} if publish else {}))


def test_editor_adds_ranks_and_reorders_problems(client, admin_client, guide, channels):
    rows = [
        admin_forms.problem("Reklama", "Advertising", [channels[1]], order=1),
        admin_forms.problem("Llogaria", "Account", [channels[2], channels[0]], order=2),
    ]
    assert post_guide(admin_client, guide, *rows).status_code == 302
    assert list(links(client, guide)) == ["Advertising", "Account"]
    stored = Problem.objects.order_by("sort_order")
    rows = [row | {"id": one.pk} for row, one in zip(rows, stored, strict=True)]
    rows[0]["ORDER"], rows[1]["ORDER"] = 2, 1
    rows[1]["channel_keys_0"], rows[1]["channel_keys_1"] = channels[0].guide_key, channels[2].guide_key
    assert post_guide(admin_client, guide, *rows, initial=2).status_code == 302
    assert list(links(client, guide)) == ["Account", "Advertising"]
    assert titles(soup_of(client, links(client, guide)["Account"])) == ["The form", "The chat"]
    assert Problem.objects.count() == 2


def test_draft_shows_nothing_and_keeps_the_order(client, admin_client, guide, problem, channels):
    row = admin_forms.problem("Ndryshe", "Different", [channels[1]], id=problem.pk)
    assert post_guide(admin_client, guide, row, publish=False, initial=1).status_code == 302
    assert list(links(client, guide)) == ["My account was closed"]
    draft = fresh(guide).get_latest_revision_as_object()
    assert [(one.title_en, one.channel_keys) for one in draft.problems.all()] == [
        ("Different", [channels[1].guide_key])
    ]
    draft.save_revision().publish()
    assert titles(soup_of(client, links(client, guide)["Different"])) == ["The post"]


def test_preview_shows_the_problems_of_the_form(admin_client, guide, channels):
    row = admin_forms.problem("E re", "New one", [channels[0]])
    formset = admin_forms.inline_formset([row])
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[guide.pk])
    assert admin_client.post(url, admin_forms.guide(problems=formset)).json()["is_valid"]
    soup = soup_of(admin_client, f"{url}?mode=en")
    assert [link.text for link in soup.find(class_="problems").find_all("a")] == ["New one"]


def test_bad_row_is_refused_with_words(admin_client, guide, channels):
    bad = [{"title_sq": ""}, {"channel_keys_0": "elsewhere"}, {"slug_en": "no slug"}, {"title_sq": "a" * 101}]
    for change in bad:
        response = post_guide(admin_client, guide, admin_forms.problem("Llogaria", "", [channels[0]]) | change)
        (form,) = response.context["form"].formsets["problems"].forms
        assert form.errors, change
    assert not Problem.objects.exists()


def test_channel_of_another_guide_is_no_way(admin_client, guide):
    foreign = make.channel(make.guide("Tjetër", "Other"))
    assert post_guide(admin_client, guide, admin_forms.problem(ways=[foreign])).status_code == 200


def test_same_address_for_two_problems_is_refused(admin_client, guide, channels):
    rows = [admin_forms.problem(sq, ways=channels[:1], slug_sq="njesoj", order=place) for place, sq in enumerate("ab")]
    response = post_guide(admin_client, guide, *rows)
    assert response.status_code == 200
    assert list(response.context["form"].formsets["problems"].forms[1].errors) == ["slug_sq"]


def test_editor_is_told_which_channels_readers_do_not_see(admin_client, guide, problem, channels):
    retire(channels[2])
    channels[0].delete()
    soup = soup_of(admin_client, reverse("wagtailadmin_pages:edit", args=[guide.pk]))
    chosen = [option.text for option in soup.find(id="id_problems-0-channel_keys_0").find_all("option", selected=True)]
    assert chosen == [f"Kanali chat ({channels[2].status.get_state_display()})"]
    gone = soup.find(id="id_problems-0-channel_keys_1").find("option", selected=True)
    assert gone["value"] == channels[0].guide_key
    row = admin_forms.problem(ways=[channels[2], channels[0]], id=problem.pk)
    assert post_guide(admin_client, guide, row, initial=1).status_code == 302  # what is lost does not stop an editor


def test_copy_of_a_guide_leads_to_its_own_channels(client, guide, problem, channels):
    fresh(guide).save_revision()
    copy = fresh(guide).copy(recursive=True, update_attrs={"title_sq": "Kopje", "slug_sq": "kopje", "slug_en": "copy"})
    copy = GuidePage.objects.get(pk=copy.pk)
    (link,) = links(client, copy).values()
    assert link.startswith(url_in(copy, "en"))
    own = {url_in(channel, "en") for channel in HowToPage.objects.child_of(copy)}
    ways = soup_of(client, link).find_all(class_="channel")
    assert len(ways) == 2
    assert {way.find(class_="more")["href"] for way in ways} <= own
    draft = copy.get_latest_revision_as_object()
    assert draft.problems.all()[0].channel_keys == problem.channel_keys
    assert url_in(problem, "en") == links(client, guide)["My account was closed"]


def test_copied_channel_is_another_way(guide, channels):
    copy = channels[0].copy(update_attrs={"slug_sq": "kopje", "slug_en": "copy"})
    assert copy.guide_key != channels[0].guide_key
    assert copy.get_latest_revision_as_object().guide_key == copy.guide_key


def test_draft_from_before_the_keys_changes_none(channels):
    revision = channels[0].save_revision()
    content = revision.content
    del content["guide_key"]
    Revision.objects.filter(pk=revision.pk).update(content=content)
    Revision.objects.get(pk=revision.pk).publish()
    assert HowToPage.objects.get(pk=channels[0].pk).guide_key == channels[0].guide_key


def test_changed_problem_is_new_content_of_its_guide(guide, problem):
    before = {version.language: version.changed_at for version in ContentVersion.objects.filter(page=guide)}
    page = fresh(guide)
    page.problems.get_object_list()[0].title_en = "Other words"
    page.save_revision().publish()
    after = {version.language: version.changed_at for version in ContentVersion.objects.filter(page=guide)}
    assert after["en"] > before["en"]
    assert after["sq"] == before["sq"]
