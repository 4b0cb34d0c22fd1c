from urllib.parse import urlsplit

BACKENDS = "wagtail.contrib.frontend_cache.backends"


def front_caches(urls):
    """Wagtail's WAGTAILFRONTENDCACHE from addresses such as `varnish://127.0.0.1:6081`; ends with one line if wrong."""
    return {url.partition("@")[2] or url: backend(urlsplit(url)) for url in urls}


def backend(url):
    if url.scheme == "varnish" and url.netloc:
        return {"BACKEND": f"{BACKENDS}.HTTPBackend", "LOCATION": f"http://{url.netloc}"}
    if url.scheme == "cloudflare" and url.username and url.hostname:
        return {"BACKEND": f"{BACKENDS}.CloudflareBackend", "BEARER_TOKEN": url.username, "ZONEID": url.hostname}
    if url.scheme == "cloudfront" and url.netloc:
        return {"BACKEND": f"{BACKENDS}.CloudfrontBackend", "DISTRIBUTION_ID": url.netloc}
    raise SystemExit("FRONT_CACHES must be addresses such as varnish://127.0.0.1:6081, separated by commas.")
