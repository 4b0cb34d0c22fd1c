from datetime import datetime, time, timedelta

from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.feedback.forms import AnswerForm
from portal.feedback.models import Report, TooManyAnswersError
from portal.feedback.questions import question_of
from portal.pages import open_forms
from portal.pages.days import today
from portal.pages.languages import current
from portal.pages.models import BasePage
from portal.pages.open_forms import kept_by_no_cache, takes_form


@takes_form
def feedback(request, page):
    """What a reader answers about a page, from its form. Whoever only asks for this address is led to the page.

    The page may come from a cache, so there is no token.
    """
    asked = asked_about(page)
    if asked is None or not asked.is_public:
        return closed(request, asked)
    if request.method != "POST":
        return redirect(asked)
    if question_of(asked) is None:
        return closed(request, asked)
    return take(request, asked, AnswerForm(question_of(asked), request.POST))


def take(request, page, form):
    if form.is_trapped:
        return see_other("feedback_thanks", page.pk)
    if not form.is_valid():
        return answered(request, page, form, status=400, problems=form.problems)
    answer, note = form.cleaned_data["answer"], form.cleaned_data["note"] if form.has_note else None
    try:
        Report.objects.take(request, page, answer, note, current())
    except TooManyAnswersError:
        return too_many(request, page, form)
    except IntegrityError:  # the page was deleted at this very moment
        return closed(request, None)
    return see_other("feedback_thanks", page.pk) if form.has_note else see_other("feedback_note", page.pk, answer)


@require_safe
def thanks(request, page, answer=""):
    """After an answer, with a field for a note; after the note, without."""
    asked = asked_about(page)
    question = asked and asked.is_public and question_of(asked)
    if not question or (answer and answer not in question.values):
        raise Http404
    return answered(request, asked, AnswerForm(question, {"answer": answer}) if answer else None)


def answered(request, page, form, status=200, problems=()):
    """Thanks or `problems`, the form to go on with, and the ways back."""
    context = {
        "title": _("Thank you") if not problems else _("Your answer was not stored"),
        "robots": "noindex",
        "asked": page,
        "guide": guide_of(page),
        "question": question_of(page),
        "form": form,
        "problems": problems,
    }
    return kept_by_no_cache(render(request, "feedback/answered.html", context, status=status))


def too_many(request, page, form):
    problem = _("Too many answers have come from your network today. Your answer was not stored; try again tomorrow.")
    # What was typed stays in its field; who has typed nothing is not asked for more.
    kept = form if form.cleaned_data["note"] else None
    response = answered(request, page, kept, status=429, problems=[problem])
    midnight = timezone.make_aware(datetime.combine(today() + timedelta(days=1), time.min))
    response.headers["Retry-After"] = str(int((midnight - timezone.now()).total_seconds()) + 1)
    return response


def closed(request, page):
    """The page takes no answers: it is not there, was taken down, or is a channel that no longer works."""
    is_known = bool(page) and (page.is_public or page.was_public)
    asked = page if is_known and page.is_public else None
    context = {"title": _("Your answer was not stored"), "robots": "noindex", "asked": asked}
    return kept_by_no_cache(render(request, "feedback/closed.html", context, status=410 if is_known else 404))


def asked_about(key):
    found = BasePage.objects.filter(pk=key, depth__gt=1).first()
    return found and found.specific


def guide_of(page):
    """The guide that shows this page as one of its channels, or None."""
    parent = page.get_parent()
    return parent if parent and parent.is_public and parent.specific_class.is_guide else None


def see_other(name, *args):
    return open_forms.see_other(reverse(name, args=args))
