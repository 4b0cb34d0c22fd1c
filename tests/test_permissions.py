"""Who may do what in the admin: every screen and POST of ours, for everybody, in one table."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from portal.pages.models import User
from tests.admin_screens import address, make_rows, our_routes

pytestmark = pytest.mark.django_db

# A guest may enter the admin and do nothing there: without one, a screen that checks nothing would look well guarded.
ROLES = ["anonymous", "stranger", "guest", "shop", "editor", "moderator", "admin"]
GROUPS = {"shop": "Shop", "editor": "Editors", "moderator": "Moderators"}
OUTSIDE = {"anonymous", "stranger"}

NOBODY = set()
ADMINS = {"admin"}
SHOP = {"shop"} | ADMINS
MODERATORS = {"moderator"} | ADMINS
EDITORS = {"editor"} | MODERATORS
GUESTS = set(ROLES) - OUTSIDE


def screens(begin, see, change, *, add=None, delete=None, new="new", usage=None):
    """The screens that Wagtail makes for a model: `{route: (who may GET, who may POST)}`."""
    add, delete = (change if add is None else add), (change if delete is None else delete)
    usage = see if usage is None else usage
    looks = dict.fromkeys(["", "results/", "history/<int:pk>/", "history-results/<int:pk>/"], (see, NOBODY))
    acts = {f"{new}/": (add, add), "edit/<int:pk>/": (change, change), "delete/<int:pk>/": (delete, delete)}
    return {f"{begin}/{name}": who for name, who in (looks | acts | {"usage/<int:pk>/": (usage, NOBODY)}).items()}


def chooser(begin):
    """Wagtail lets everybody in its admin choose among all rows, also of what they may not change."""
    names = ["", "results/", "chosen/<str:pk>/", "chosen-multiple/"]
    return {f"{begin}/{name}": (GUESTS, NOBODY) for name in names}


def report(begin):
    return {f"{begin}/": (EDITORS, NOBODY), f"{begin}/results/": (EDITORS, NOBODY)}


TABLE = {
    # Channels: editors verify and correct, moderators retire; rows come and go with their pages.
    **screens("channels", EDITORS, EDITORS, add=NOBODY, delete=NOBODY),
    "channels/verify/<int:pk>/": (NOBODY, EDITORS),
    "channels/correct/<int:pk>/": (EDITORS, EDITORS),
    "channels/retire/<int:pk>/": (MODERATORS, MODERATORS),
    **screens("notices", EDITORS, EDITORS, delete=MODERATORS),
    "notices/copy/<int:pk>/": (EDITORS, EDITORS),
    # Work: it comes by itself.
    **screens("queue", EDITORS, EDITORS, add=NOBODY, delete=NOBODY),
    "queue/give/<int:pk>/": (NOBODY, EDITORS),
    "queue/finish/<int:pk>/": (NOBODY, EDITORS),
    "queue/act/<int:pk>/": (NOBODY, EDITORS),
    # Readers: what they say, search and read.
    **screens("reader_reports", EDITORS, EDITORS, add=NOBODY, delete=MODERATORS),
    **report("feedback/answers"),
    "feedback/done/<int:page>/": (NOBODY, EDITORS),
    **report("visits/report"),
    **report("reports/searches"),
    "reports/searches/write/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/": (
        EDITORS,
        NOBODY,
    ),
    # Addresses and translations
    **report("reports/addresses"),
    "reports/addresses/<int:pk>/check/": (NOBODY, EDITORS),
    "reports/addresses/<int:pk>/fine/": (NOBODY, EDITORS),
    **report("translating/report"),
    "translating/still-fine/<int:pk>/": (EDITORS, EDITORS),
    "translating/<int:page_id>/upload/": (EDITORS, EDITORS),
    "translating/<int:page_id>/<slug:code>.po": (EDITORS, NOBODY),
    # Articles are imported as drafts by who writes.
    "importing/": (EDITORS, EDITORS),
    "importing/<int:page_id>/": (EDITORS, NOBODY),
    # The handbook is for everybody who may enter.
    "guide/": (GUESTS, NOBODY),
    "guide/<slug:key>/": (GUESTS, NOBODY),
    "guide/pictures/<slug:code>/<slug:name>.webp": (GUESTS, NOBODY),
    # Subjects: editors add topics, all else is the moderators'.
    **screens("snippets/pages/topic", EDITORS, EDITORS, delete=MODERATORS, new="add"),
    "snippets/pages/topic/copy/<int:pk>/": (EDITORS, EDITORS),
    **screens("snippets/pages/company", MODERATORS, MODERATORS, new="add"),
    "snippets/pages/company/copy/<int:pk>/": (MODERATORS, MODERATORS),
    **screens("snippets/blog/author", MODERATORS, MODERATORS, new="add"),
    "snippets/blog/author/copy/<int:pk>/": (MODERATORS, MODERATORS),
    **screens("snippets/portal_search/synonym", MODERATORS, MODERATORS, new="add"),
    "snippets/portal_search/synonym/copy/<int:pk>/": (MODERATORS, MODERATORS),
    **chooser("snippets/choose/pages/topic"),
    **chooser("snippets/choose/pages/company"),
    **chooser("snippets/choose/blog/author"),
    **chooser("snippets/choose/portal_search/synonym"),
    # Promoted results, redirects, deleted addresses
    "searchpicks/": (MODERATORS, NOBODY),
    "searchpicks/results/": (MODERATORS, NOBODY),
    "searchpicks/add/": (MODERATORS, MODERATORS),
    "searchpicks/<int:query_id>/": (MODERATORS, MODERATORS),
    "redirects/add/": (MODERATORS, MODERATORS),
    "redirects/<int:redirect_id>/": (MODERATORS, MODERATORS),
    "redirects/import/": (MODERATORS, MODERATORS),
    "redirects/import/process/": (NOBODY, MODERATORS),
    **screens("gone-addresses", MODERATORS, NOBODY, delete=MODERATORS, usage=NOBODY),
    # The shop has orders and products, and nothing of the editors'; only an admin deletes an order.
    "orders/": (SHOP, NOBODY),
    "orders/results/": (SHOP, NOBODY),
    "orders/inspect/<int:pk>/": (SHOP, NOBODY),
    "orders/delete/<int:pk>/": (ADMINS, ADMINS),
    "orders/state/<int:pk>/<slug:state>/": (NOBODY, SHOP),
    "orders/mail/<int:pk>/": (NOBODY, SHOP),
    "orders/forget/<int:pk>/": (NOBODY, SHOP),
    **screens("snippets/cart/product", SHOP, SHOP, new="add"),
    "snippets/cart/product/copy/<int:pk>/": (SHOP, SHOP),
    **chooser("snippets/choose/cart/product"),
    # Pictures are chosen by who writes and who sells; people are the admins' matter.
    **chooser("images/chooser"),
    "images/chooser/chosen/<str:pk>/": (EDITORS | SHOP, NOBODY),
    "images/chooser/create/": (EDITORS | SHOP, EDITORS | SHOP),
    "images/chooser/<int:image_id>/select_format/": (EDITORS | SHOP, EDITORS | SHOP),
    **screens("users", ADMINS, ADMINS),
    "users/copy/<int:pk>/": (ADMINS, ADMINS),
}
# Wagtail's own screens, where our groups decide.
WAGTAILS = {
    "settings/pages/sitesettings/<int:site_pk>/": (ADMINS, ADMINS),
    "settings/cart/shopsettings/<int:site_pk>/": (ADMINS, ADMINS),
    "settings/help/freshness/<int:pk>/": (EDITORS, EDITORS),
    "pages/<int:page_id>/unpublish/": (MODERATORS, MODERATORS),
    "pages/<int:page_id>/delete/": (MODERATORS, MODERATORS),
    "pages/<int:page_id>/move/": (MODERATORS, MODERATORS),
    "pages/<int:page_id>/privacy/": (MODERATORS, MODERATORS),
}


@pytest.fixture(scope="module")
def people(demo, django_db_blocker):
    """`{role: client}` of all roles, and a row of each model to act on."""
    with django_db_blocker.unblock():
        clients = {role: client_of(role) for role in ROLES}
        make_rows()
        return clients


def client_of(role):
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        user = User.objects.create_user(role, f"{role}@example.com", "a-long-password", is_superuser=role == "admin")
        user.groups.set(Group.objects.filter(name=GROUPS.get(role)))
        if role == "guest":
            user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        UserProfile.get_for_user(user)  # which the first screen would write
        client.force_login(user)
    return client


def outcome(response):
    """ "allowed", "refused", or what went wrong. Wagtail leads who is refused to the login or the admin's home."""
    to = response.headers.get("Location", "")
    if response.status_code in {403, 405} or to == "/admin/" or to.startswith("/admin/login/"):
        return "refused"
    return "allowed" if response.status_code in {200, 302} else response.status_code


def writes(queries):
    """What was written, apart from the session that keeps a message."""
    changes = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    return [sql for sql in changes if '"django_session"' not in sql]


def ask(client, method, route):
    """The answer and the queries it took; whatever was done is undone."""
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = getattr(client, method)(address(route))
        transaction.set_rollback(True)
    return response, queries


def test_every_screen_of_ours_is_in_the_table():
    assert set(our_routes()) == set(TABLE)


@pytest.mark.parametrize("route", TABLE | WAGTAILS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may(people, settings, method, route):
    settings.WATCH_CONTROLS = []
    may = (TABLE | WAGTAILS)[route][method == "post"]
    for role in ROLES:
        response, queries = ask(people[role], method, route)
        assert outcome(response) == ("allowed" if role in may else "refused"), role
        if role not in may:
            assert not writes(queries), role
        if role in OUTSIDE:
            assert response.headers["Location"].startswith("/admin/login/"), role
