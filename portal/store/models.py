from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

KEPT = timedelta(days=1)


class ChangeQuerySet(models.QuerySet):
    def forget_old(self):
        """Delete what every store of pages has seen long ago; returns how many rows it was."""
        return self.filter(at__lt=timezone.now() - KEPT).delete()[0]


class Change(models.Model):
    """Something that readers see has changed: written by the database itself, in the transaction that changed it.

    So no way of writing is missed (`update()`, the tree's own SQL, another program), and what was committed is
    told to every store of pages, also when the process that wrote it ends a moment later.
    """

    tag = models.CharField(max_length=300)
    at = models.DateTimeField(db_default=Now())

    objects = ChangeQuerySet.as_manager()

    def __str__(self):
        return self.tag
