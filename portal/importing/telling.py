"""What an import made or would make, in lines for a terminal."""

from django.utils.translation import gettext as _


def in_words(made, is_trial=False):
    lines = [headline(made, is_trial), *(f"  {number}. {one}" for number, one in enumerate(made.parts, start=1))]
    for title, notes in sections(made.report):
        lines += ["", title, *(f"  - {note.text}" for note in notes)]
    return "\n".join(lines)


def headline(made, is_trial):
    values = {"kind": made.importer.label, "title": made.page.get_admin_display_title() or made.page.title}
    if is_trial:
        return _("%(kind)s, nothing stored: “%(title)s”") % values
    values["id"] = made.page.pk
    if made.was_there:
        return _("%(kind)s, draft brought up to date: “%(title)s” (page %(id)s)") % values
    return _("%(kind)s, draft made: “%(title)s” (page %(id)s)") % values


def sections(report):
    """`[(heading, notes)]` of those that have notes."""
    told = [(_("Not sure:"), report.all_unsure), (_("Left out:"), report.all_left_out)]
    return [(title, notes) for title, notes in told if notes]
