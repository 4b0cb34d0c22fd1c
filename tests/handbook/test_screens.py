"""The handbook in the admin: read by whoever may enter, in the language of their admin."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from help.models import GuidePage
from portal.handbook.book import handbook, path_in, pictures
from tests import make

pytestmark = pytest.mark.django_db

CONTENTS = "/admin/guide/"
TASK = "/admin/guide/add-a-channel/"


@pytest.fixture
def reader():
    """A function that gives the client of an editor with an admin in a language."""

    def client_in(code="sq"):
        user = make.user(f"editor-{code}")
        user.groups.set(Group.objects.filter(name="Editors"))
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": code})
        client = Client()
        client.force_login(user)
        return client

    return client_in


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("code", "book", "task", "step"),
    [
        ("sq", "Doracaku i redaktorit", "Si të shtosh një kanal", "<strong>Burimi zyrtar</strong> ngjit adresën"),
        ("en", "Handbook for editors", "How to add a channel", "<strong>Official source</strong> paste the address"),
    ],
)
def test_in_the_language_of_the_admin(reader, code, book, task, step):
    client = reader(code)
    contents = html(client, CONTENTS)
    assert f"<h1>{book}</h1>" in contents
    assert f'<a href="{TASK}">{task}</a>' in contents
    page = html(client, TASK)
    assert f"<h1>{task}</h1>" in page
    assert step in page
    assert f'src="/admin/guide/pictures/{code}/add-a-channel.webp"' in page


def test_every_task_has_its_page_with_one_heading_and_no_markdown_left(reader):
    client = reader()
    for task in handbook().tasks:
        page = html(client, task.url)
        assert page.count("<h1") == 1, task.key
        assert f'aria-current="page">{task.title}</a>' in page
        assert "**" not in page
        assert "](" not in page
        assert "&lt;a id" not in page


def test_one_task_leads_to_the_next(reader):
    client, tasks = reader(), handbook().tasks
    assert 'rel="prev"' not in html(client, tasks[0].url)
    assert 'rel="next"' not in html(client, tasks[-1].url)
    middle = html(client, tasks[1].url)
    assert f'rel="prev" href="{tasks[0].url}"' in middle
    assert f'rel="next" href="{tasks[2].url}"' in middle


def test_a_link_between_tasks_stays_in_the_admin(reader):
    text = html(reader(), "/admin/guide/dead-addresses/").partition("<article>")[2].partition("<nav")[0]
    assert 'href="/admin/guide/retire-a-channel/"' in text


def test_a_picture_has_its_size_and_waits(reader):
    tag = re.search(r'<img src="/admin/guide/pictures/[^>]+>', html(reader(), TASK))[0]
    assert re.search(r'width="\d{3,4}"', tag)
    assert re.search(r'height="\d{2,4}"', tag)
    assert 'loading="lazy"' in tag
    assert re.search(r'alt="[^"]{15,}"', tag)


def test_a_picture_is_given_to_who_is_signed_in(reader):
    url = reverse("handbook:picture", args=["sq", "add-a-channel"])
    response = reader().get(url)
    assert response.headers["Content-Type"] == "image/webp"
    assert b"".join(response) == pictures()["sq", "add-a-channel"].read_bytes()
    assert "private" in response.headers["Cache-Control"]
    assert Client().get(url).headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("path", ["../editors", "sq/..%2f..%2feditors", "de/home", "sq/none", "%2e%2e/%2e%2e/settings"])
def test_no_other_file_is_given(reader, path):
    assert reader().get(f"{CONTENTS}pictures/{path}.webp", follow=True).status_code == 404


def test_an_unknown_task_is_not_found(reader):
    assert reader().get("/admin/guide/no-such-task/").status_code == 404
    assert reader().get("/admin/guide/channels/").status_code == 404


@pytest.mark.parametrize("url", [CONTENTS, TASK])
def test_who_is_not_signed_in_is_led_to_the_login(url):
    assert Client().get(url).headers["Location"].startswith("/admin/login/")


def test_it_is_in_the_menu_of_help(reader):
    assert f'"url": "{CONTENTS}"' in html(reader(), "/admin/")


def test_a_language_without_a_handbook_reads_the_default_one(monkeypatch, reader):
    monkeypatch.setattr("portal.handbook.book.get_language", lambda: "it")
    assert handbook().title == path_in("sq").read_text().splitlines()[0].removeprefix("# ")


# Where the work is done


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("/admin/channels/", "verify-a-channel"),
        ("/admin/channels/", "add-a-channel"),
        ("/admin/queue/", "work-through-the-queue"),
        ("/admin/importing/", "import-a-text"),
    ],
)
def test_screens_lead_to_their_task(demo, reader, url, key):
    assert f'class="kanal-help" href="/admin/guide/{key}/"' in html(reader(), url)


def test_the_editor_of_a_guide_leads_to_adding_a_channel(demo, reader):
    url = reverse("wagtailadmin_pages:edit", args=[GuidePage.objects.first().pk])
    page = html(reader("en"), url)
    assert f'class="kanal-help" href="{TASK}"' in page
    assert "How to add a channel" in page
