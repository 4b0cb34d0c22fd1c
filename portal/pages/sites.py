from django.http.request import split_domain_port
from wagtail.models import Site
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
    try:
        return get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None
