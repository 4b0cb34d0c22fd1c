from django.db import models
from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from help.addresses import WebAddress
from help.territories import country_name
from portal.pages.days import today
from portal.pages.excerpts import excerpt
from portal.pages.languages import codes, default_language
from portal.pages.models import BasePage, ContentVersion
from portal.pages.signals import content_changed

SHORT = 80  # characters


class NoticeQuerySet(models.QuerySet):
    def holding(self, day=None):
        """Notices that hold on a day, today in the site's time zone unless it is given; both ends are included."""
        day = day or today()
        return self.filter(models.Q(ends=None) | models.Q(ends__gte=day), begins__lte=day)

    def to_come(self):
        return self.filter(begins__gt=today())

    def over(self):
        return self.filter(ends__lt=today())

    def turn(self):
        """Note which notices have begun or ended since this was last asked, and that their pages have changed.

        Returns them as a list. Of two that ask at the same moment, one finds them.
        """
        holding = self.holding()
        begun = list(holding.filter(is_shown=False))
        ended = list(self.filter(is_shown=True).exclude(pk__in=holding.values("pk")))
        turned = [one for one in begun if self.claim(one, True)] + [one for one in ended if self.claim(one, False)]
        for company in {notice.company_id for notice in turned}:
            tell_pages(company)
        return turned

    def claim(self, notice, is_shown):
        return bool(self.filter(pk=notice.pk, is_shown=not is_shown).update(is_shown=is_shown))

    turn.alters_data = claim.alters_data = True


class Notice(models.Model):
    """Something that holds for a company in some countries and for some time, such as a blocked service.

    It is a row of its own, not part of a guide: it has to appear on every guide and channel of the company at once,
    whatever is in their drafts, and go again on its day without anybody publishing anything.
    """

    company = models.ForeignKey("pages.Company", models.CASCADE, related_name="notices", verbose_name=_("company"))
    text = models.TextField(
        _("text"), max_length=400, help_text=_("What holds, in a sentence or two, with what readers can do.")
    )
    countries = models.JSONField(_("countries"), default=list, blank=True, help_text=_("None means everywhere."))
    begins = models.DateField(_("from"), help_text=_("The first day on which readers see it."))
    ends = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The last day on which readers see it; empty until further notice."),
    )
    source_url = models.URLField(_("source"), max_length=500, help_text=_("The page that says so."))
    is_warning = models.BooleanField(
        _("it is a warning"), default=True, help_text=_("Of what holds now. Without it, readers see it as information.")
    )
    # Whether its pages were told that it is there: what `turn` compares with the calendar.
    is_shown = models.BooleanField(editable=False, default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-begins", "-pk"]

    def __str__(self):
        return excerpt(self.text or "", SHORT)

    def save(self, **kwargs):
        with default_language():
            super().save(**kwargs)

    def holds_on(self, day):
        return self.begins <= day and (self.ends is None or self.ends >= day)

    @property
    def state_label(self):
        """When it holds, for editors."""
        if self.holds_on(today()):
            return gettext("Holds now")
        return gettext("To come") if self.begins > today() else gettext("Over")

    @property
    def region(self):
        """`"Albania, Kosovo"` in the reader's language; empty for everywhere."""
        return ", ".join(self.country_names)

    @property
    def country_names(self):
        return [country_name(code) for code in self.countries]

    @property
    def until(self):
        """`"until 12 March 2027"` in the reader's language; empty until further notice.

        The first day is never told: it is when readers began to see the notice, and what it tells of may be older.
        """
        return gettext("until %(until)s") % {"until": format_date(self.ends, "DATE_FORMAT")} if self.ends else ""

    @property
    def source_host(self):
        return WebAddress(self.source_url).host


def tell_pages(company):
    """The public guides and channels of a company show something else now: their content has changed."""
    pages = BasePage.objects.published().filter(company=company)
    for page in [one for one in pages.order_by("path").specific() if one.follows_company]:
        ContentVersion.objects.touch(page.pk, codes())
        content_changed.send(sender=type(page), page=page, languages=codes())
