"""Orders as they stand in the database, for tests that place none."""

from portal.cart.models import Order, OrderLine, OrderMail
from portal.cart.models.cart import new_secret


def order(lines=((2, "Filxhan", 150_000, "ALL"),), **values):
    """An order as a customer has placed it; its e-mails are due. `lines`: quantity, name, price, currency."""
    values = {
        "language": "sq",
        "name": "Arta Hoxha",
        "email": "arta@example.com",
        "phone": "+355691234567",
        "place": "Rruga e Durrësit 5, Tiranë",
        "note": "Pas orës 17, ju lutem.",
    } | values
    made = Order.objects.create(key=new_secret(), **values)
    made.number = values.get("number", f"K-{made.pk:04}")
    made.save(update_fields=["number"])
    for quantity, name, price, currency in lines:
        OrderLine.objects.create(order=made, name=name, quantity=quantity, unit="piece", price=price, currency=currency)
    OrderMail.objects.bulk_create(OrderMail(order=made, reader=reader) for reader in OrderMail.Reader)
    return made
