from django.db import migrations

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    """Moderators keep redirects already; they also see which addresses are gone, and may let one go."""
    allow(apps, "Moderators", "wagtailredirects", "redirect", "add", "change", "delete", "view")
    allow(apps, "Moderators", "pages", "goneaddress", "delete", "view")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0007_radar"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
