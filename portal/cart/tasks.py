from django.tasks import task

from portal.cart.mails import send_due
from portal.cart.models import OrderMail


@task()
def send_order_mails(order_pk):
    """Write to the shop and to the customer; what cannot be sent now is left to the command of the same name."""
    send_due(OrderMail.objects.filter(order=order_pk))
