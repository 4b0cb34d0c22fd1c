"""Which rows of articles are told by which tags (portal.pages.shown)."""

from blog.models import Author, BlogIndexPage, BlogPage
from portal.pages import shown
from portal.pages.shown_rows import follow_pages


def follow_rows():
    authors = BlogPage.authors.through
    follow_pages(BlogIndexPage, BlogPage)
    shown.follow_fetched(Author, "author", "id")
    shown.follow(Author, "authors", "''", columns=("id",))
    shown.follow(authors, "page", "blogpage_id")
    shown.follow(authors, "moved", "blogpage_id")
    shown.follow(authors, "members:author", "author_id")
    shown.follow_memberships(authors_of)


def authors_of(keys):
    lists = {}
    for page, author in BlogPage.authors.through.objects.filter(blogpage__in=keys).values_list("blogpage", "author"):
        lists.setdefault(page, set()).add(f"members:author:{author}")
    return lists
