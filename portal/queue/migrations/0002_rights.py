from django.db import migrations

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    for group in ["Editors", "Moderators"]:
        allow(apps, group, "portal_queue", "item", "view", "change")


class Migration(migrations.Migration):
    dependencies = [("portal_queue", "0001_initial"), ("pages", "0005_groups")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
