import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

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

    # Nothing has written a deleted address before this; each now belongs to a site.
    operations = [
        migrations.DeleteModel("GoneAddress"),
        migrations.CreateModel(
            name="GoneAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=1000, verbose_name="address")),
                ("gone_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="deleted on")),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "deleted address",
                "verbose_name_plural": "deleted addresses",
                "ordering": ["-gone_at"],
                "constraints": [models.UniqueConstraint(fields=("path", "site"), name="gone_once_per_site")],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
