from django.db import IntegrityError, models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from portal.pages.keys import new_key
from portal.pages.languages import Languages

TRIES = 10


class ShortLinkManager(models.Manager):
    def give(self, page):
        """The page's link, made now if it has none; safe beside others who make one at the same moment."""
        for _attempt in range(TRIES):
            try:
                return self.get_or_create(page_id=page.pk)[0]
            except IntegrityError:  # the new key is somebody's already, or was a moment ago
                continue
        raise IntegrityError(f"No free key for a short link was found in {TRIES} tries.")

    def typed(self, key):
        """The link of a key as somebody typed it (portal.sharing.keys), with its page, or None."""
        name, _dash, number = key.lower().partition("-")
        link = self.filter(key=name).select_related("page").first()
        if link and number:
            link.number = int(number)
        return link


class ShortLink(models.Model):
    """`/s/<key>`: the permanent, language-neutral address of one page or channel.

    It is made when the page is first stored and never given to another: when the page is deleted, the row stays
    without it, and `was_public` remembers whether readers may learn that something was here.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key)
    page = models.OneToOneField("pages.BasePage", models.SET_NULL, null=True, related_name="short_link")
    was_public = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShortLinkManager()

    number = None  # of what a longer key names below the page

    # A link is no use of its page: deleting the page needs no warning about it.
    wagtail_reference_index_ignore = True

    def __str__(self):
        return self.key

    def get_absolute_url(self):
        return reverse("short_link", args=[self.key])

    @property
    def url(self):
        """The whole address, on the page's own site; empty where the page stands in none."""
        return self.url_for(self.key)

    def url_for(self, key):
        """As `url`, of the page itself or of what a longer key names below it."""
        parts = self.page.get_url_parts() if self.page else None
        return f"{parts[1]}{reverse('short_link', args=[key])}" if parts and parts[1] else ""

    @cached_property
    def shown(self):
        """The page as its own type, or what the number names below it; the page where that is there no longer."""
        page = self.page.specific
        return (self.number and page.subject_numbered(self.number)) or page

    def target(self, language):
        """Where it leads a reader of this language: into it if the page speaks it; empty for what is not public."""
        shown = self.shown if self.page and self.number else self.page
        return Languages(shown, language).canonical if shown else ""

    @property
    def is_gone(self):
        """Whether readers once could open the page. What they never saw answers like a key that never was."""
        return self.page.was_public if self.page else self.was_public
