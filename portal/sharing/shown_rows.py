from portal.pages import shown
from portal.sharing.models import ShortLink


def follow_rows():
    shown.follow(ShortLink, "page", "page_id")
