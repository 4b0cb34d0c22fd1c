from django.urls import path, re_path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal.api import views
from portal.api.answers import read_only

router = WagtailAPIRouter("api")
router.register_endpoint("pages", views.PagesView)
router.register_endpoint("images", views.ImagesView)


def api_urls(*patterns):
    """Everything under /api/, with the `patterns` of rooms that this one must not know."""
    everything = [
        path("", views.index, name="api"),
        path("schema.json", views.schema, name="api-schema"),
        path("v2/", router.urls),
        *patterns,
        re_path("^(.*)$", views.unknown, name="api-unknown"),
    ]
    return decorate_urlpatterns(everything, read_only)
