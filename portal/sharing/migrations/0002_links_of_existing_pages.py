from django.db import migrations

from portal.pages.keys import new_key


def give_links(apps, schema_editor):
    """One link for every page below the root that has none; a key is nobody else's."""
    ShortLink = apps.get_model("sharing", "ShortLink")
    taken = set(ShortLink.objects.values_list("key", flat=True))
    pages = apps.get_model("pages", "BasePage").objects.filter(depth__gt=1, short_link=None)
    for pk in pages.values_list("pk", flat=True):
        key = new_key()
        while key in taken:
            key = new_key()
        taken.add(key)
        ShortLink.objects.create(page_id=pk, key=key)


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("pages", "0006_versions")]

    operations = [migrations.RunPython(give_links, migrations.RunPython.noop)]
