"""Stale translations, for the editors' queue."""

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from portal.pages.models import StaleTranslation
from portal.pages.texts import other_codes
from portal.queue.sources import Found, Source, Tile, register
from portal.translating.radar import count_label, edit_url


def stale_pages():
    """Live pages with stale texts, one item for each language, weighed by how many there are."""
    marks = StaleTranslation.objects.filter(language__in=other_codes(), page__live=True, page__alias_of=None)
    for row in marks.values("page", "language").annotate(count=Count("pk"), newest=Max("since")).order_by():
        detail = {"language": row["language"], "count": row["count"]}
        subject = f"{row['page']}:{row['language']}"
        yield Found(subject, row["newest"].isoformat(), row["page"], row["count"], detail)


def register_work():
    register(
        Source(
            "translations",
            _("Translation"),
            Tile.TEXTS,
            stale_pages,
            lambda item: count_label(item.detail["language"], item.detail["count"]),
            lambda item: edit_url(item.page.specific, item.detail["language"]),
        )
    )
