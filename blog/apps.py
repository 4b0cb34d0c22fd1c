from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog")

    def ready(self):
        from blog.api import article_texts, authors
        from blog.importing import PostImporter
        from blog.models import Author, BlogPage
        from blog.shown_rows import follow_rows
        from portal.api.descriptions import describe
        from portal.importing.registry import register
        from portal.pages.redirects import follow_subjects

        describe(BlogPage, texts=article_texts, facts={"authors": authors})
        follow_subjects(Author)
        follow_rows()
        register(PostImporter())
