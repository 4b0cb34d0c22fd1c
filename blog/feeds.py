from django.shortcuts import get_object_or_404

from blog.models import Author, BlogPage
from portal.pages.feeds import PageFeed


class AuthorFeed(PageFeed):
    """The articles of one author."""

    name = "author_feed"

    def find_subject(self, slug):
        return get_object_or_404(Author, slug=slug)

    def description(self):
        return self.subject.bio or self.title()

    def pages(self):
        return super().pages().of_subject(BlogPage.authors.through.objects.filter(author=self.subject), "blogpage")
