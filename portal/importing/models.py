from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.importing.report import Report


class ImportedArticle(models.Model):
    """Which draft an import made, and in which state it left it: a second run writes there and nowhere else.

    `digest` names the revisions that the import wrote; any other means that somebody has worked on the draft since.
    """

    key = models.CharField(max_length=200, db_index=True)
    page = models.OneToOneField("pages.BasePage", models.CASCADE, related_name="imported", editable=False)
    digest = models.CharField(max_length=64)
    notes = models.JSONField(default=list)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported article")
        verbose_name_plural = _("imported articles")

    def __str__(self):
        return self.key

    @property
    def report(self):
        return Report.from_data(self.notes)
