"""The shop's settings, sent as the real form sends them, in both languages of the admin."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Site
from wagtail.users.models import UserProfile

from portal.cart.models import ShopSettings
from portal.cart.money import Money

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sq", "en"])
def boss(request, admin_client, admin_user):
    UserProfile.objects.create(user=admin_user, preferred_language=request.param)
    return admin_client


def url():
    return f"/admin/settings/cart/shopsettings/{Site.objects.get().pk}/"


def send(client, **values):
    """The form with what it says by itself and these `values`. Returns the names of the fields that are refused."""
    form = BeautifulSoup(client.get(url()).content, "html.parser").find("form", method="POST", action=True)
    fields = form.find_all(["input", "textarea"], attrs={"name": True})
    data = {field["name"]: field.get("value") or field.text.strip() for field in fields}
    response = client.post(url(), data | values, follow=True)
    return response.context["form"].errors.keys() & values.keys()


def stored():
    return ShopSettings.for_site(Site.objects.get())


def test_form_is_reached_from_both_menus(boss):
    assert boss.get("/admin/").content.decode().count("/admin/settings/cart/shopsettings/") >= 2


def test_everything_is_stored(boss):
    values = {
        "email": "shop@example.com",
        "whatsapp": "+355 69 123 4567",
        "viber": "+383 44 111 222",
        "checkout_url": "https://pay.example.com/{number}?sum={total}&currency={currency}",
        "keeps_people": "90",
    }
    assert not send(boss, **values)
    assert (stored().email, stored().keeps_people) == ("shop@example.com", 90)
    assert (stored().whatsapp, stored().viber) == ("+355691234567", "+38344111222")
    assert stored().payment_page("K-1", Money(1299, "EUR")) == "https://pay.example.com/K-1?sum=12.99&currency=EUR"


@pytest.mark.parametrize("name", ["whatsapp", "viber"])
@pytest.mark.parametrize("typed", ["069 123 4567", "+355 69", "+999 123456789", "call me", "+355691234567<b>"])
def test_number_that_no_country_has_is_refused(admin_client, name, typed):
    assert send(admin_client, **{name: typed}) == {name}
    assert getattr(stored(), name) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "http://pay.example.com/{number}",
        "javascript:alert(1)//{number}",
        "https://pay.example.com/{name}",
        "https://pay.example.com/{number",
        "https://pay.example.com/}",
        "https://{number}.example.com/",
        "https://{currency}/",
        "https:///pay",
        "pay.example.com",
        "https://pay.example.com/{number.__class__}",
        "https://pay.example.com/{{number}}",
    ],
)
def test_payment_page_that_leads_elsewhere_is_refused(admin_client, typed):
    assert send(admin_client, checkout_url=typed) == {"checkout_url"}
    assert stored().checkout_url == ""


@pytest.mark.parametrize("typed", ["shop", "shop@example.com\nBcc: x@example.com", "a@b.example, c@d.example"])
def test_address_is_one_address(admin_client, typed):
    assert send(admin_client, email=typed) == {"email"}
    assert stored().email == ""


def test_a_number_in_an_address_is_quoted():
    settings = ShopSettings(checkout_url="https://pay.example.com/{number}?c={currency}")
    assert settings.payment_page("K/1&x=2", Money(1, "EUR")) == "https://pay.example.com/K%2F1%26x%3D2?c=EUR"
