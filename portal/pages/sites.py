from django.contrib.contenttypes.models import ContentType
from django.http.request import split_domain_port
from wagtail.models import Site, get_page_models
from wagtail.models.sites import get_site_for_hostname

from portal.pages.remembered import remembered


def site_of(request):
    """The site of a request, or None; as Wagtail finds it, which then has it on the request and asks no more."""
    if not hasattr(request, "_wagtail_site"):
        hostname, _port = split_domain_port(request._get_raw_host())
        request._wagtail_site = site_at(hostname, request.get_port())
    return request._wagtail_site


@remembered
def site_at(hostname, port):
    # A process that has just begun would ask for the type of each page that it meets, one after another.
    ContentType.objects.get_for_models(*get_page_models())
    try:
        return get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None
