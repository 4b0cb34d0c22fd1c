from django.db import migrations

GOOD = ["worked", "useful"]


def close_praise(apps, schema_editor):
    """Answers that ask nothing of an editor were stored as open until now."""
    apps.get_model("feedback", "Report").objects.filter(answer__in=GOOD, note="", state="open").update(state="done")


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_rights")]

    operations = [migrations.RunPython(close_praise, migrations.RunPython.noop)]
