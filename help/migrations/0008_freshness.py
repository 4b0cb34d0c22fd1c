from datetime import timedelta

from django.db import migrations, models

from help.kinds import KINDS
from portal.pages.rights import allow


def give_due_dates(apps, schema_editor):
    """The usual intervals: nobody can have chosen others yet."""
    ChannelStatus = apps.get_model("help", "ChannelStatus")
    for kind in KINDS:
        verified = ChannelStatus.objects.filter(channel__kind=kind.key, verified_on__isnull=False)
        verified.update(due_on=models.F("verified_on") + timedelta(days=kind.fresh_days))


def give_rights(apps, schema_editor):
    for group in ["Editors", "Moderators"]:
        allow(apps, group, "help", "freshness", "change")


class Migration(migrations.Migration):
    dependencies = [("help", "0007_holidays_and_messages"), ("pages", "0005_groups")]

    operations = [
        migrations.CreateModel(
            name="Freshness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.JSONField(default=dict, editable=False)),
            ],
            options={"verbose_name": "freshness of channels"},
        ),
        migrations.AddField(
            model_name="channelstatus",
            name="due_on",
            field=models.DateField(db_index=True, editable=False, null=True, verbose_name="to be verified by"),
        ),
        migrations.RunPython(give_due_dates, migrations.RunPython.noop),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
