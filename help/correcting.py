"""Correcting a fact of a channel outside the page editor: on the live page at once, and in a draft that waits."""

from django.db import transaction
from wagtail.models import WorkflowState

from help.models import HowToPage
from portal.pages.languages import default_language


@transaction.atomic
def correct(channel, values, user):
    """Give a channel's facts `{field: value}` these values. Returns whether readers see them now.

    Who may publish corrects what is public; anyone else has the correction as a draft, submitted for moderation. A
    draft that waits gets the same values and nothing else, so that publishing it does not bring the old ones back.
    ValidationError where a value does not fit, and then nothing is stored.
    """
    with default_language():
        page = HowToPage.objects.select_for_update().get(pk=channel.pk)
        if page.live and page.permissions_for_user(user).can_publish():
            correct_live(page, values, user)
            return True
        correct_draft(page.get_latest_revision_as_object(), values, user)
        submit(page, user)
        return False


def correct_live(page, values, user):
    draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
    scheduled, asked_by = page.scheduled_revision, asks_a_moderator(page)
    set_values(page, values)
    page.full_clean()
    page.save_revision(user=user, log_action=True).publish(user=user)
    # Publishing has called off what was scheduled, and what a moderator was asked for.
    if scheduled:
        scheduled.content |= values
        scheduled.save(update_fields=["content", "approved_go_live_at"])
    if draft:
        correct_draft(draft, values, user)
    if asked_by:
        submit(page, asked_by)


def asks_a_moderator(page):
    """Who has submitted the draft that a moderator has still to look at, or None."""
    state = page.current_workflow_state
    return state.requested_by if state and state.status == WorkflowState.STATUS_IN_PROGRESS else None


def correct_draft(draft, values, user):
    """A revision more, so that who has the draft open is warned. Incomplete drafts stay as incomplete as they were."""
    set_values(draft, values)
    draft.save_revision(user=user, log_action=True, clean=False)


def set_values(page, values):
    for name, value in values.items():
        setattr(page, name, value)


def submit(page, user):
    """Ask a moderator, unless somebody has been asked already or there is nobody to ask."""
    page.refresh_from_db()
    workflow = page.get_workflow()
    under_way = page.current_workflow_state
    if workflow and not under_way:
        workflow.start(page, user)
    elif under_way and under_way.status == WorkflowState.STATUS_NEEDS_CHANGES:
        under_way.resume(user)
