from django.utils.html import format_html
from wagtail.rich_text.pages import PageLinkHandler

from portal.pages.models import BasePage


class PublicPageLinkHandler(PageLinkHandler):
    """Links in rich text to pages of this site: one query for all of a text, and never to what readers may not see.

    A link to a draft or private page leaves its words behind, as Wagtail does for a deleted page.
    """

    @classmethod
    def get_many(cls, attrs_list):
        keys = [int(attrs["id"]) for attrs in attrs_list if attrs.get("id", "").isdecimal()]
        public = BasePage.objects.published().in_bulk(keys)
        return [public.get(int(attrs["id"])) if attrs.get("id", "").isdecimal() else None for attrs in attrs_list]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [format_html('<a href="{}">', page.get_url()) if page else "<a>" for page in cls.get_many(attrs_list)]
