from django.db import migrations

from portal.pages.rights import allow, permission

PAGE_RIGHTS = {
    "Editors": ["add", "change"],
    "Moderators": ["add", "change", "publish", "lock", "unlock"],
}


def make_groups(apps, schema_editor):
    """Who may do what: editors write, moderators publish and keep companies and redirects, the shop sells."""
    root = apps.get_model("pages", "BasePage").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    Group = apps.get_model("auth", "Group")
    for name in ["Editors", "Moderators", "Shop"]:
        Group.objects.get_or_create(name=name)
        allow(apps, name, "wagtailadmin", "admin", "access_admin")
    for name, actions in PAGE_RIGHTS.items():
        group = Group.objects.get(name=name)
        for action in actions:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group, page=root, permission=permission(apps, "pages", "basepage", f"{action}_basepage")
            )
        for action in ["add", "change", "choose"]:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group,
                collection=collection,
                permission=permission(apps, "pages", "portalimage", f"{action}_portalimage"),
            )
        allow(apps, name, "pages", "topic", "add", "change", "view")
    allow(apps, "Moderators", "pages", "topic", "delete")
    allow(apps, "Moderators", "pages", "company", "add", "change", "delete", "view")
    allow(apps, "Moderators", "wagtailredirects", "redirect", "add", "change", "delete", "view")


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0004_home"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0001_initial"),
        ("wagtailredirects", "0001_initial"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
