from datetime import timedelta
from functools import reduce
from operator import or_

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.log_actions import log

from portal.cart.models.cart import Cart, CartChangedError, CartError, new_secret
from portal.cart.models.product import Product, Unit
from portal.cart.money import CURRENCIES, Money, totals
from portal.pages.languages import current, language_choices

MOST_A_DAY = 10
# Minutes until a mail that could not be sent is tried again; after the last of them it is left to a person.
TRIED_AGAIN_AFTER = [1, 5, 15, 60, 240, 720, 1440]


class StaleFormError(CartError):
    """The form belongs to no order that this cart can still become."""


class TooManyOrdersError(CartError):
    """One e-mail address or phone number has ordered MOST_A_DAY times in a day: no mailbox is flooded from here."""


class OrderState(models.TextChoices):
    NEW = "new", pgettext_lazy("order", "new")
    CONFIRMED = "confirmed", pgettext_lazy("order", "confirmed")
    SENT = "sent", pgettext_lazy("order", "sent")
    DONE = "done", pgettext_lazy("order", "done")
    CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")

    @property
    def next(self):
        """What may become of such an order."""
        return NEXT_STATES[self]

    @property
    def is_final(self):
        return not self.next

    @property
    def permission(self):
        """The right to bring an order into this state."""
        return f"cart.set_order_{self.value}"


NEXT_STATES = {
    OrderState.NEW: [OrderState.CONFIRMED, OrderState.CANCELLED],
    OrderState.CONFIRMED: [OrderState.SENT, OrderState.CANCELLED],
    OrderState.SENT: [OrderState.DONE, OrderState.CANCELLED],
    OrderState.DONE: [],
    OrderState.CANCELLED: [],
}


# What a person can bring an order into.
REACHED = [state for state in OrderState if any(state in states for states in NEXT_STATES.values())]


class OrderQuerySet(models.QuerySet):
    def new(self):
        """Those that nobody has looked after yet."""
        return self.filter(state=OrderState.NEW)

    def with_failed_mails(self):
        return self.filter(pk__in=OrderMail.objects.failed().values("order"))

    def for_list(self):
        """With what a list shows of each, in the same few queries for any number."""
        return self.prefetch_related("lines", "mails")

    def named(self):
        """Those that still say who ordered."""
        return self.filter(forgotten_at=None)

    def forget(self):
        """Remove what is personal; lines and sums stay. Returns the number of orders that still had it."""
        return self.named().update(**dict.fromkeys(Order.PERSONAL, ""), forgotten_at=timezone.now())

    def of_person(self, details):
        """Those with the same e-mail address or the same phone number as `details`."""
        same = [Q(**{f"{name}__iexact": details[name]}) for name in ("email", "phone") if details.get(name)]
        return self.filter(reduce(or_, same)) if same else self.none()

    def forget_people(self, days):
        """Remove what is personal from orders older than `days`. Returns their number."""
        return self.filter(placed_at__lt=timezone.now() - timedelta(days=days)).forget()


class OrderManager(models.Manager.from_queryset(OrderQuerySet)):
    @transaction.atomic
    def place(self, cart, key, seen, details):
        """The order that a cart (or None) becomes, with `details` of the customer.

        The same form sent again gives the same order.
        `key` and `seen` stood in the form: the secret of the order and the digest of what was shown. StaleFormError
        when the cart cannot become that order any more, CartChangedError when its content or prices are others now.
        """
        cart = cart and Cart.objects.select_for_update().filter(pk=cart.pk).first()  # it may be swept at this moment
        placed = self.filter(key=key).first()
        if placed:
            return placed
        if not cart or key != cart.order_key:
            raise StaleFormError
        # Whoever changes a price waits until this order is stored.
        products = Product.objects.filter(pk__in=cart.lines.present().values("product"))
        list(products.select_for_update().order_by("pk"))  # in one order, so that two orders never wait for each other
        if not cart.ordered or cart.digest != seen:
            raise CartChangedError
        if self.filter(placed_at__gt=timezone.now() - timedelta(days=1)).of_person(details).count() >= MOST_A_DAY:
            raise TooManyOrdersError
        return self.store(cart, details)

    def store(self, cart, details):
        order = self.create(cart=cart, key=cart.order_key, language=current(), **details)
        order.number = f"K-{order.pk:04}"
        order.save(update_fields=["number"])
        OrderLine.objects.bulk_create(OrderLine.of(order, line) for line in cart.ordered)
        cart.lines.filter(pk__in=[line.pk for line in cart.ordered]).delete()
        cart.order_key = new_secret()
        cart.save(update_fields=["order_key"])
        OrderMail.objects.bulk_create(OrderMail(order=order, reader=reader) for reader in OrderMail.Reader)
        return order


class Order(models.Model):
    """A request to buy, with what it was about and what it cost at that moment. Nothing is paid here.

    `key` opens the customer's page of it and is known to nobody else.
    """

    PERSONAL = ["name", "email", "phone", "place", "note"]

    number = models.CharField(_("number"), max_length=20, editable=False, db_index=True)
    key = models.CharField(max_length=32, unique=True, editable=False)
    cart = models.ForeignKey(Cart, models.SET_NULL, null=True, related_name="orders", editable=False)
    language = models.CharField(_("language"), max_length=10, choices=language_choices)
    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.NEW)
    placed_at = models.DateTimeField(_("placed"), default=timezone.now, db_index=True)
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    place = models.CharField(_("place of delivery"), max_length=200)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    forgotten_at = models.DateTimeField(_("personal data removed"), null=True, editable=False)

    objects = OrderManager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-pk"]
        permissions = [(f"set_order_{state.value}", f"Can set orders to {state.value}") for state in REACHED]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("placed_order", args=[self.key])

    def says(self, details):
        """Whether it was sent with these details of the customer."""
        return all(getattr(self, name) == value for name, value in details.items())

    @cached_property
    def shown_lines(self):
        return list(self.lines.all())

    @property
    def totals(self):
        """What it costs, one sum for each currency."""
        return totals(line.total for line in self.shown_lines)

    @property
    def sums(self):
        """The same as one text."""
        return " + ".join(map(str, self.totals))

    @property
    def content(self):
        return "; ".join(map(str, self.shown_lines))

    @property
    def is_over(self):
        return OrderState(self.state).is_final

    @property
    def failed_mails(self):
        return [mail for mail in self.mails.all() if mail.has_failed]

    @transaction.atomic
    def move_to(self, state, user=None):
        """Whether the order was brought from the state that it was read in into `state`, which has to come next.

        What another person did with it meanwhile stays done, and is what the order says then.
        """
        before = OrderState(self.state)
        same = type(self).objects.filter(pk=self.pk, state=before)
        moved = state in before.next and bool(same.update(state=state))
        self.refresh_from_db(fields=["state"])
        if moved:
            log(self, "cart.set_state", user=user, data={"from": before.value, "to": self.state})
        return moved

    @transaction.atomic
    def forget(self, user):
        """Remove what is personal now, because the customer asks for it. Whether there still was something."""
        forgotten = bool(type(self).objects.filter(pk=self.pk).forget())
        if forgotten:
            log(self, "cart.forget", user=user)
        return forgotten


class OrderLine(models.Model):
    """One product of an order as it was: in the customer's language, at that day's price."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=10, choices=Unit)
    price = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, choices=list(CURRENCIES.items()))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.quantity} × {self.name}"

    @classmethod
    def of(cls, order, line):
        """The line of an order that a line of a cart becomes."""
        product = line.product
        values = {"unit": product.unit, "price": product.price, "currency": product.currency}
        return cls(order=order, product=product, name=product.name, quantity=line.quantity, **values)

    @property
    def money(self):
        return Money(self.price, self.currency)

    @property
    def total(self):
        return self.money * self.quantity


class OrderMailQuerySet(models.QuerySet):
    def due(self):
        """What is to be sent now: never sent, and not tried too lately or too often."""
        return self.filter(sent_at=None, tries__lte=len(TRIED_AGAIN_AFTER), due_at__lte=timezone.now())

    def failed(self):
        """What was tried as often as it is worth, and needs a person."""
        return self.filter(sent_at=None, tries__gt=len(TRIED_AGAIN_AFTER))


class OrderMail(models.Model):
    """One e-mail about an order: that it is to be sent, how often that was tried, and when it was done."""

    class Reader(models.TextChoices):
        SHOP = "shop", _("the shop")
        CUSTOMER = "customer", _("the customer")

    order = models.ForeignKey(Order, models.CASCADE, related_name="mails")
    reader = models.CharField(max_length=10, choices=Reader)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = OrderMailQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "reader"], name="one_mail_for_each_reader")]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="order_mails_to_send")]

    def __str__(self):
        return f"{self.order} → {self.get_reader_display()}"

    @property
    def has_failed(self):
        """As `OrderMailQuerySet.failed` says it."""
        return not self.sent_at and self.tries > len(TRIED_AGAIN_AFTER)

    @property
    def is_last_try(self):
        return self.tries == len(TRIED_AGAIN_AFTER)

    def claim(self):
        """Whether this process is the one to try it now; whoever else wants to has to wait for the next turn."""
        wait = timedelta(minutes=TRIED_AGAIN_AFTER[min(self.tries, len(TRIED_AGAIN_AFTER) - 1)])
        mine = type(self).objects.due().filter(pk=self.pk, tries=self.tries)
        return bool(mine.update(tries=F("tries") + 1, due_at=timezone.now() + wait))

    def note_sent(self):
        type(self).objects.filter(pk=self.pk).update(sent_at=timezone.now())

    def begin_anew(self):
        """Whether it is tried from the beginning: what was sent stays sent."""
        unsent = type(self).objects.filter(pk=self.pk, sent_at=None)
        return bool(unsent.update(tries=0, due_at=timezone.now()))
