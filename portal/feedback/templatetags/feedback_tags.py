from django import template
from django.utils.formats import number_format

from portal.feedback.questions import question_of

register = template.Library()


@register.inclusion_tag("feedback/components/ask.html")
def ask_readers(page):
    """What readers are asked about a page or channel, and what they said lately once there are enough of them.

    Nothing for a page that takes no answers. The sums come with the page, so this asks the database nothing.
    """
    question = question_of(page) if page.pk and page.is_public else None
    return {"page": page, "question": question, "sums": sums_text(page, question) if question else ""}


def sums_text(page, question):
    """`"87% had success, 23 reports"`, or "" while there are too few to tell."""
    sums = getattr(page, "answer_sums", None)
    if sums is None or not sums.is_telling:
        return ""
    count = number_format(sums.total, force_grouping=True)
    return question.sums % {"percent": sums.percent, "count": count, "total": sums.total}
