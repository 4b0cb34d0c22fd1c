from portal.feedback.models import AnswerSums
from portal.pages import shown


def follow_rows():
    shown.follow(AnswerSums, "page", "page_id")
