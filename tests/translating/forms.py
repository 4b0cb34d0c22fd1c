"""Pages as the radar's tests need them, and what a browser posts from their edit form."""

from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from help.models import HowToPage
from portal.pages.models import StaleTranslation
from tests import admin_forms, make


def live_channel():
    """A public channel with an introduction, a tip and one step in both languages, published as editors do."""
    channel = make.channel(make.guide())
    step = channel.steps.get()
    step.tip_sq, step.tip_en = "Shpejt.", "Quickly."
    channel.steps = [step]
    channel.save_revision().publish()
    return HowToPage.objects.get(pk=channel.pk)


def posted(page, ticks=(), introduction="Hyrje.", introduction_en="Introduction.", step="Hapni faqen.", **values):
    """The form of `live_channel` with other texts in it; `ticks` are the boxes that are ticked."""
    row = page.steps.first()
    steps = {
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "1",
        "steps-0-id": str(row.pk),
        "steps-0-ORDER": "1",
        "steps-0-instruction_sq": rich_text(f"<p>{step}</p>"),
        "steps-0-instruction_en": rich_text(f"<p>{values.pop('step_en', 'EN Hapni faqen.')}</p>"),
        "steps-0-tip_sq": values.pop("tip_sq", "Shpejt."),
        "steps-0-tip_en": values.pop("tip_en", "Quickly."),
        **{f"steps-0-{name}": "" for name in ["case_sq", "case_en", "warning_sq", "warning_en", "picture"]},
        "steps-0-picture_alt_sq": "",
        "steps-0-picture_alt_en": "",
    }
    values = {
        "introduction_sq": rich_text(f"<p>{introduction}</p>"),
        "introduction_en": rich_text(f"<p>{introduction_en}</p>" if introduction_en else ""),
        "slug_sq": page.slug_sq,
        "slug_en": page.slug_en,
    } | values
    return admin_forms.channel(**values) | steps | {"meaning_changes": list(ticks)}


def post(client, page, data, action="action-publish", url_name="edit", args=(), **headers):
    """Post an edit form and insist that it was accepted. Returns the answer."""
    url = reverse(f"wagtailadmin_pages:{url_name}", args=[page.pk, *args])
    response = client.post(url, data | ({action: "1"} if action else {}), **headers)
    if response.status_code == 200 and "json" not in response["Content-Type"]:
        form = response.context["form"]
        raise AssertionError({"fields": form.errors, "rows": {n: f.errors for n, f in form.formsets.items()}})
    assert response.status_code in {200, 302}, response.content
    return response


def stale(page):
    """`{(unit, language): text before}` of a page."""
    marks = StaleTranslation.objects.filter(page=page.pk)
    return {(mark.unit, mark.language): mark.source_before for mark in marks}


def ticked(client, page):
    """The boxes that the edit form shows ticked."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    return set(form["meaning_changes"].value() or [])
