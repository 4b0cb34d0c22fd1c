from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = _("Blog")

    def ready(self):
        from blog.models import Author
        from portal.pages.redirects import follow_subjects

        follow_subjects(Author)
