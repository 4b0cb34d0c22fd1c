from django.db import migrations

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    allow(apps, "Editors", "help", "channelstatus", "view", "change")
    allow(apps, "Moderators", "help", "channelstatus", "view", "change", "retire_channel")


class Migration(migrations.Migration):
    dependencies = [("help", "0001_initial"), ("pages", "0005_groups")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
