from django.db import migrations

from portal.pages.rights import allow, permission

STATES = ["confirmed", "sent", "done", "cancelled"]


def give_rights(apps, schema_editor):
    """The shop keeps products with their pictures, and does with orders all but delete them.

    To change an order is to have its e-mails sent again and to remove who ordered.
    """
    allow(apps, "Shop", "cart", "product", "add", "change", "delete", "view")
    allow(apps, "Shop", "cart", "order", "view", "change", *(f"set_order_{state}" for state in STATES))
    shop = apps.get_model("auth", "Group").objects.get(name="Shop")
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    # Rights on pictures are those on Wagtail's own model, whatever model a site uses.
    for action in ["add", "change", "choose"]:
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=shop, collection=collection, permission=permission(apps, "wagtailimages", "image", f"{action}_image")
        )


class Migration(migrations.Migration):
    dependencies = [("cart", "0001_initial"), ("pages", "0005_groups"), ("wagtailimages", "0023_add_choose_permissions")]

    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
