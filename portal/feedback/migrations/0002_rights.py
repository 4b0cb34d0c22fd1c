from django.db import migrations

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    """Editors triage what readers say; a report that should not be there at all is deleted by a moderator."""
    allow(apps, "Editors", "feedback", "report", "view", "change")
    allow(apps, "Moderators", "feedback", "report", "view", "change", "delete")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("pages", "0005_groups")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
