"""Give groups their rights from migrations, where Django has not yet made the permissions themselves."""


def permission(apps, app_label, model, codename):
    """The permission, made now if Django's post-migrate step has not made it yet."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
    name = f"Can {codename.replace('_', ' ')}"
    found, _made = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return found


def allow(apps, group_name, app_label, model, *actions):
    """Let a group do `actions` ("add", "change"… or a whole codename) with a model."""
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=group_name)
    for action in actions:
        codename = action if "_" in action else f"{action}_{model}"
        group.permissions.add(permission(apps, app_label, model, codename))
