from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class StoreConfig(AppConfig):
    name = "portal.store"
    label = "portal_store"
    verbose_name = _("Page store")

    def ready(self):
        from portal.store.triggers import create_triggers, drop_triggers

        # SQLite rebuilds a table that is migrated and loses its triggers; one that names it would stop the rebuilding.
        pre_migrate.connect(drop_triggers, sender=self, dispatch_uid="drop_triggers")
        post_migrate.connect(create_triggers, sender=self, dispatch_uid="create_triggers")
