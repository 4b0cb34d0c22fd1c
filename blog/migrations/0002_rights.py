from django.db import migrations

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    allow(apps, "Moderators", "blog", "author", "add", "change", "delete", "view")


class Migration(migrations.Migration):
    dependencies = [("blog", "0001_initial"), ("pages", "0005_groups")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
