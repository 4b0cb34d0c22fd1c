"""Where a customer can take an order that was sent: the shop's chat, with the order's text in it, or a payment page."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class HandOver:
    """`host` is where the link leads to, shown before the customer leaves the site."""

    label: str
    url: str
    icon: str
    host: str = ""


def hand_overs(order, shop):
    """`[HandOver]` of what the shop has: WhatsApp, Viber, and a payment page for each currency."""
    text = order_text(order)
    found = []
    if shop.whatsapp:
        # https://faq.whatsapp.com/5913398998672934
        url = f"https://wa.me/{shop.whatsapp.lstrip('+')}?{urlencode({'text': text}, quote_via=quote)}"
        found.append(HandOver(_("Send it on WhatsApp"), url, "whatsapp", "wa.me"))
    if shop.viber:
        # https://developers.viber.com/docs/tools/deep-links/
        url = f"viber://chat?{urlencode({'number': shop.viber, 'draft': text}, quote_via=quote)}"
        found.append(HandOver(_("Send it on Viber"), url, "viber"))
    return [*found, *payments(order, shop)]


def payments(order, shop):
    for money in order.totals:
        url = shop.payment_page(order.number, money)
        if url:
            yield HandOver(_("Pay %(sum)s") % {"sum": money}, url, "external", urlsplit(url).hostname)


def order_text(order):
    """The order in a few lines, for a chat: without who ordered, which the chat says by itself."""
    lines = [f"{line.quantity} × {line.name}: {line.total}" for line in order.shown_lines]
    sums = [_("Total: %(sum)s") % {"sum": " + ".join(map(str, order.totals))}]
    return "\n".join([_("Order %(number)s") % {"number": order.number}, *lines, *sums])
