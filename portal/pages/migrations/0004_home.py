from django.conf import settings
from django.db import migrations

from portal.pages.languages import codes, localized_name

TRANSLATED = ["title", "slug", "url_path"]


def fill_root_and_home(apps, schema_editor):
    """Wagtail's own migrations know no translated columns, and leave a welcome page where our home belongs."""
    BasePage = apps.get_model("pages", "BasePage")
    HomePage = apps.get_model("pages", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    root = BasePage.objects.get(depth=1)
    for name in TRANSLATED:
        for code in codes():
            setattr(root, localized_name(name, code), getattr(root, name))
    root.is_visible = True
    root.save()

    welcome = BasePage.objects.get(depth=2)
    home = HomePage(basepage_ptr_id=welcome.pk)
    home.__dict__.update({key: value for key, value in welcome.__dict__.items() if key != "_state"})
    home.title = home.draft_title = "Kanal"
    for code in codes():
        setattr(home, localized_name("title", code), "Kanal")
        setattr(home, localized_name("slug", code), "home")
        setattr(home, localized_name("url_path", code), "/home/")
        setattr(home, localized_name("has_text", code), True)
    home.is_visible = True
    home.content_type, _made = ContentType.objects.get_or_create(app_label="pages", model="homepage")
    home.save()
    apps.get_model("wagtailcore", "Locale").objects.update(language_code=settings.LANGUAGE_CODE)


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_page_and_subjects")]

    operations = [migrations.RunPython(fill_root_and_home, migrations.RunPython.noop)]
