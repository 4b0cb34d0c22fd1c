"""The words between a guide's address and what stands below it and is no page, in the active language."""

from django.utils.translation import override, pgettext

from portal.pages.languages import codes


def problem_word():
    return pgettext("address", "problem")


def changes_word():
    return pgettext("address", "changes")


SUBJECT_WORDS = [problem_word, changes_word]


def words_in_every_language():
    """No channel may have one of them as its slug."""
    words = set()
    for code in codes():
        with override(code):
            words |= {word() for word in SUBJECT_WORDS}
    return words
