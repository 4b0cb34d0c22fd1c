"""The index follows what is published, in the same transaction: it is never ahead of the pages nor behind them."""

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete, pre_save
from wagtail.signals import post_page_move

from portal.pages.models import BasePage, Company
from portal.search.indexing import follow_guide, index_page, index_pages, rebuild
from portal.search.models import IndexFormat


def index_saved_page(sender, instance, raw=False, update_fields=None, **_kwargs):
    """Drafts are saved as revisions and never come by here with their text; a live page does, whole."""
    if raw or update_fields is not None or not isinstance(instance, BasePage) or instance.depth <= 2:
        return
    page = instance if isinstance(instance, instance.specific_class) else instance.specific
    index_page(page)
    if page.is_guide:
        follow_guide(page)


def index_moved_page(sender, instance, **_kwargs):
    """Another parent may mean another company and other topics; what is below moves along."""
    index_pages(BasePage.objects.filter(path__startswith=instance.path))


def remember_name(sender, instance, **_kwargs):
    instance.name_before = Company.objects.filter(pk=instance.pk).values_list("name", flat=True).first()


def index_renamed_company(sender, instance, created, raw=False, **_kwargs):
    """Its name is among the words of its pages."""
    if not created and not raw and instance.name_before != instance.name:
        index_pages(BasePage.objects.filter(company=instance))


def remember_pages(sender, instance, **_kwargs):
    instance.pages_before = list(instance.pages.values_list("pk", flat=True))


def index_pages_without_company(sender, instance, **_kwargs):
    index_pages(BasePage.objects.filter(pk__in=instance.pages_before))


def rebuild_outdated(**_kwargs):
    """After the last migration: an index that an older Kanal wrote is written anew."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # in the middle of it the tables are not yet those of the models
    if IndexFormat.objects.is_outdated():
        rebuild()
        IndexFormat.objects.note()


def connect():
    post_save.connect(index_saved_page, dispatch_uid="index_saved_page")
    post_page_move.connect(index_moved_page, dispatch_uid="index_moved_page")
    pre_save.connect(remember_name, sender=Company, dispatch_uid="remember_company_name")
    post_save.connect(index_renamed_company, sender=Company, dispatch_uid="index_renamed_company")
    pre_delete.connect(remember_pages, sender=Company, dispatch_uid="remember_company_pages")
    post_delete.connect(index_pages_without_company, sender=Company, dispatch_uid="index_pages_without_company")
    post_migrate.connect(rebuild_outdated, sender=apps.get_app_config("portal_search"), dispatch_uid="rebuild_outdated")
