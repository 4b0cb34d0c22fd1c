"""Who works on the queue."""

from portal.pages.models import User

MAY_WORK = "portal_queue.change_item"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def workers():
    """People who may work on the queue, by name."""
    return User.objects.with_perm(MAY_WORK, backend=BACKEND).order_by("first_name", "last_name", "username")


def language_of(user):
    """The language of a person's admin, which is the language that they are written to in."""
    from wagtail.users.models import UserProfile

    return UserProfile.get_for_user(user).get_preferred_language()
