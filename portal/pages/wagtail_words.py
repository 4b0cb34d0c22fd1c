"""Wagtail's own words around ours in forms and lists. It has no Albanian catalogue; ours, asked first, gives these.

A sentence of its own that names one of our models would else be half in each language: "Add njoftim".
"""

from django.utils.translation import gettext_noop

WORDS = [
    gettext_noop("title"),
    gettext_noop("The page title as you'd like it to be seen by the public"),
    gettext_noop("title tag"),
    gettext_noop("meta description"),
    gettext_noop("The name of the page displayed on search engine results as the clickable headline."),
    gettext_noop("The descriptive text displayed underneath a headline in search engine results."),
    gettext_noop("Save draft"),
    gettext_noop("Publish"),
    gettext_noop("Unpublish"),
    gettext_noop("Delete"),
    gettext_noop("Move"),
    gettext_noop("Copy"),
    gettext_noop("History"),
    gettext_noop("New"),
    gettext_noop("Create"),
    gettext_noop("Editing"),
    gettext_noop("Save"),
    gettext_noop("Yes, delete"),
    gettext_noop("No, don't delete"),
    gettext_noop("New: %(model_name)s"),
    gettext_noop("Add %(model_name)s"),
    gettext_noop("%(model_name)s '%(object)s' created."),
    gettext_noop("%(model_name)s '%(object)s' updated."),
    gettext_noop("%(model_name)s '%(object)s' deleted."),
    gettext_noop("The %(model_name)s could not be created due to errors."),
    gettext_noop("The %(model_name)s could not be saved due to errors."),
    gettext_noop("Are you sure you want to delete this %(model_name)s?"),
    gettext_noop("No %(model_name)s match your query."),
    gettext_noop("There are no %(model_name)s to display."),
    gettext_noop('There are no %(model_name)s to display. Why not <a href="%(add_url)s">add one</a>?'),
]
