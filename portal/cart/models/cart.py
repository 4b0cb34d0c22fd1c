import hashlib
import json
import secrets
from contextlib import contextmanager
from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Max, Q, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from portal.cart.models.product import Product
from portal.cart.money import CURRENCIES, Money, totals

KEPT = timedelta(days=60)  # after the last change
UNDONE_WITHIN = timedelta(minutes=10)
ORDER_SHOWN_FOR = timedelta(days=1)
MOST_LINES = 40
ROWS_PER_SWEEP = 1000


class CartError(Exception):
    """Why the cart stays as it is."""


class NotForSaleError(CartError):
    """There is no such product, or it cannot be ordered now."""


class CartFullError(CartError):
    """The cart has MOST_LINES different products."""


class TooManyError(CartError):
    """More than `limit` of one product."""

    def __init__(self, limit):
        super().__init__(limit)
        self.limit = limit


class NothingRemovedError(CartError):
    """Nothing was removed within the last ten minutes, or it is back already."""


class CartChangedError(CartError):
    """What would be ordered is not what the reader last saw."""


def new_secret():
    """192 bits that nobody guesses, as 32 characters that an address may hold."""
    return secrets.token_urlsafe(24)


class CartQuerySet(models.QuerySet):
    @contextmanager
    def found_or_made(self, found):
        """The cart that was found, or a new one, which is there no longer when what was done with it is refused."""
        with transaction.atomic():
            yield found or self.create()

    def sweep(self):
        """Delete the carts that nobody has touched for `KEPT`, a thousand at a time. Returns their number."""
        old, swept = self.filter(touched_at__lt=timezone.now() - KEPT), 0
        while number := old.sweep_some():
            swept += number
        return swept

    @transaction.atomic
    def sweep_some(self):
        # Locked: whoever comes back at this very moment keeps the cart, or begins a new one.
        some = list(self.select_for_update().order_by("pk").values_list("pk", flat=True)[:ROWS_PER_SWEEP])
        CartLine.objects.filter(cart__in=some).delete()
        return Cart.objects.filter(pk__in=some).delete()[1].get(Cart._meta.label, 0)


class Cart(models.Model):
    """What one browser has chosen. Only the cookie that holds `key` leads to it.

    `order_key` is the secret of the order that it will become; another one takes its place when it has become it.
    """

    key = models.CharField(max_length=32, unique=True, default=new_secret)
    order_key = models.CharField(max_length=32, unique=True, default=new_secret)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = CartQuerySet.as_manager()

    def __str__(self):
        return f"#{self.pk}"

    @transaction.atomic
    def add(self, product, quantity, shown=None):
        """Put `quantity` more of a product in. NotForSaleError, CartFullError or TooManyError change nothing.

        `shown` is the price that the reader saw, as Money, when it may be another than the present one.
        """
        self.touch()
        if not product or not product.can_be_ordered:
            raise NotForSaleError
        price = shown or product.money
        seen = {"seen_name": product.name, "seen_price": price.minor, "seen_currency": price.currency}
        line, _is_new = self.lines.get_or_create(product=product, defaults=seen)
        same = self.lines.filter(pk=line.pk)
        same.filter(removed_at__isnull=False).update(removed_at=None, quantity=0, **seen)
        # Two tabs that add at once both add: the database counts, and refuses what would be too many.
        room = same.filter(quantity__lte=product.max_per_order - quantity)
        if not room.update(quantity=F("quantity") + quantity):
            raise TooManyError(product.max_per_order)
        self.check_room()
        return line

    @transaction.atomic
    def change(self, line, quantity, seen):
        """Make `seen` of a line into `quantity`. What another tab added meanwhile stays: only the difference counts.

        Returns whether the line now has what was asked for. TooManyError changes nothing.
        """
        self.touch()
        step, most = quantity - seen, line.product.max_per_order if line.product else 0
        limits = Q(quantity__gt=-step) & (Q(quantity__lte=most - step) if step > 0 else Q())
        same = self.lines.present().filter(pk=line.pk)
        is_changed = same.filter(limits).update(quantity=F("quantity") + step)
        if not is_changed and step > 0:
            raise TooManyError(most)
        return same.filter(quantity=quantity).exists()

    @transaction.atomic
    def remove(self, lines):
        """Take lines out; until something else is removed, and for ten minutes, `restore` brings them back."""
        self.touch()
        now = timezone.now()
        if lines.update(removed_at=now):
            self.lines.exclude(removed_at=None).exclude(removed_at=now).delete()

    @transaction.atomic
    def restore(self):
        """Bring back what was removed last; returns its first line. NothingRemovedError, CartFullError: as it was."""
        self.touch()
        first = self.lines.removed().order_by("pk").first()
        if not first:
            raise NothingRemovedError
        self.lines.removed().update(removed_at=None)
        self.check_room()
        return first

    def check_room(self):
        if self.lines.present().count() > MOST_LINES:
            raise CartFullError

    def touch(self):
        """Before anything else in a change: whoever changes or orders the same cart meanwhile waits for this row."""
        self.touched_at = timezone.now()
        if not Cart.objects.filter(pk=self.pk).update(touched_at=self.touched_at):
            self.save(force_insert=True)  # swept at this very moment: it begins anew under the same name

    @cached_property
    def shown(self):
        """The lines as they stand now, with their products."""
        return list(self.lines.present().select_related("product", "product__picture").order_by("pk"))

    @cached_property
    def last_removed(self):
        return list(self.lines.removed().select_related("product"))

    @property
    def latest_order(self):
        """What was ordered last, while that is less than a day ago, or None: the answer to the form may be lost."""
        return self.orders.filter(placed_at__gt=timezone.now() - ORDER_SHOWN_FOR).order_by("-placed_at", "-pk").first()

    @property
    def ordered(self):
        """The lines that an order would have; the others say why not."""
        return [line for line in self.shown if not line.trouble]

    @property
    def left_out(self):
        """The names of the others."""
        return [line.name for line in self.shown if line.trouble]

    @property
    def totals(self):
        """What those cost, one sum for each currency."""
        return totals(line.total for line in self.ordered)

    @property
    def count(self):
        return self.lines.present().aggregate(sum=Sum("quantity"))["sum"] or 0

    @property
    def digest(self):
        """Differs as soon as an order would be about anything else than what was shown."""
        facts = ["pk", "price", "currency", "unit", "availability"]
        lines = [(line.quantity, *(getattr(line.product, fact) for fact in facts)) for line in self.ordered]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


class CartLineQuerySet(models.QuerySet):
    def present(self):
        return self.filter(removed_at=None)

    def removed(self):
        """What the last removal took out, while it can be undone."""
        latest = self.aggregate(latest=Max("removed_at"))["latest"]
        is_fresh = latest and latest > timezone.now() - UNDONE_WITHIN
        return self.filter(removed_at=latest) if is_fresh else self.none()


class CartLine(models.Model):
    """So many of one product. `seen_…` is what the reader saw when choosing it, to tell what has changed since.

    A product that is deleted leaves the line, which says so.
    """

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.SET_NULL, null=True, related_name="+")
    quantity = models.PositiveIntegerField(default=0)
    seen_name = models.CharField(max_length=120)
    seen_price = models.PositiveBigIntegerField()
    seen_currency = models.CharField(max_length=3, choices=list(CURRENCIES.items()))
    removed_at = models.DateTimeField(null=True)

    objects = CartLineQuerySet.as_manager()

    # A cart is no use of a product: deleting the product needs no warning about it.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cart", "product"], name="one_line_per_product")]

    def __str__(self):
        return f"{self.quantity} × {self.name}"

    @property
    def name(self):
        return self.product.name if self.product else self.seen_name

    @property
    def trouble(self):
        """Why an order would not have this line: "withdrawn", "sold_out" or "too_many"; else ""."""
        if not self.product or not self.product.is_live or self.product.buy_url:
            return "withdrawn"
        if not self.product.can_be_ordered:
            return "sold_out"
        return "too_many" if self.quantity > self.product.max_per_order else ""

    @property
    def seen(self):
        return Money(self.seen_price, self.seen_currency)

    @property
    def has_new_price(self):
        return bool(self.product) and self.product.money != self.seen

    @property
    def money(self):
        return self.product.money if self.product else self.seen

    @property
    def total(self):
        return self.money * self.quantity
