"""What readers are asked about a page. A page says which question by `BasePage.question`; "" asks nothing."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class Answer(models.TextChoices):
    WORKED = "worked", _("It worked")
    NO_ANSWER = "no_answer", _("No answer")
    MOVED = "moved", _("Has moved")
    WRONG_STEP = "wrong_step", _("A step is wrong")
    USEFUL = "useful", _("Useful")
    NOT_USEFUL = "not_useful", _("Not useful")


# What an editor looks at first: the page says something that is not true any longer.
CALLING_FOR_AN_EDITOR = [Answer.MOVED, Answer.WRONG_STEP]
GOOD = [Answer.WORKED, Answer.USEFUL]


@dataclass(frozen=True)
class Question:
    """`answers` are `[(Answer, what its button says)]`; `sums` says `percent` and `count` of the good ones."""

    words: str | Promise
    answers: list
    sums: Promise

    @property
    def values(self):
        return [answer.value for answer, _words in self.answers]


QUESTIONS = {
    "works": Question(
        _("Did it work?"),
        [
            (Answer.WORKED, _("Yes")),
            (Answer.NO_ANSWER, _("No answer")),
            (Answer.MOVED, _("Has moved")),
            (Answer.WRONG_STEP, _("A step is wrong")),
        ],
        ngettext_lazy(
            "%(percent)s%% had success, %(count)s report", "%(percent)s%% had success, %(count)s reports", "total"
        ),
    ),
    "useful": Question(
        _("Was this page useful?"),
        [(Answer.USEFUL, _("Yes")), (Answer.NOT_USEFUL, _("No"))],
        ngettext_lazy(
            "%(percent)s%% found it useful, %(count)s answer",
            "%(percent)s%% found it useful, %(count)s answers",
            "total",
        ),
    ),
}


def question_of(page):
    """The question that readers of a page are asked, or None."""
    return QUESTIONS.get(page.question)
