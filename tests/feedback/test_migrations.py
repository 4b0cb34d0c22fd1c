"""What becomes of the reports that are there already."""

from importlib import import_module

import pytest
from django.apps import apps

from portal.feedback.models import Report
from portal.pages.days import today
from tests import make

pytestmark = pytest.mark.django_db


def test_praise_without_a_note_is_closed_and_nothing_else():
    page = make.post()
    for answer, note in [("useful", ""), ("useful", "Por shkurt."), ("not_useful", "")]:
        Report.objects.create(page_id=page.pk, answer=answer, note=note, language="sq", day=today())
    import_module("portal.feedback.migrations.0003_praise_is_done").close_praise(apps, None)
    assert list(Report.objects.filter(state="done").values_list("answer", "note")) == [("useful", "")]
