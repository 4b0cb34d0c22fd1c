"""Wagtail's own words in our edit forms. It has no Albanian catalogue; ours, asked first, gives these."""

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
    gettext_noop("Schedule"),
    gettext_noop("Delete"),
    gettext_noop("Move"),
    gettext_noop("Copy"),
    gettext_noop("History"),
]
