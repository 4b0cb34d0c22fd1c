# Kanal behind Varnish (docs/page-store.md). It is told of what is stale: FRONT_CACHES=varnish://<its own address>.
vcl 4.1;

backend kanal {
    .host = "127.0.0.1";
    .port = "8000";
}

# Who may say that a page is stale: the machines on which Kanal runs.
acl kanal_machines {
    "localhost";
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (!client.ip ~ kanal_machines) {
            return (synth(405, "Not allowed"));
        }
        return (purge);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # An editor sees each page as it is now, the cart is the reader's own; no other cookie matters to anybody.
    if (req.http.Cookie ~ "kanal_editor=" || req.url ~ "^/(admin|django-admin)/") {
        return (pass);
    }
    if (req.url !~ "^/(sq/shporta|en/cart)/") {
        unset req.http.Cookie;
    }
    # What advertisements add to an address makes no other page.
    set req.url = regsuball(req.url, "([?&])(utm_[a-z]+|fbclid|gclid|msclkid|_ga|_gl)=[^&]*", "\1");
    set req.url = regsuball(req.url, "&&+", "&");
    set req.url = regsub(regsub(req.url, "\?&", "?"), "[?&]+$", "");
    # The store sends whole pages in each encoding; Varnish keeps the smallest that most browsers take.
    return (hash);
}

sub vcl_backend_response {
    # What says nothing of caches is not kept, and no page with a cookie.
    if (beresp.http.Cache-Control !~ "s-maxage" || beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
        return (deliver);
    }
    # Sent on while the machines behind are gone (RFC 5861).
    set beresp.grace = 60s;
    set beresp.keep = 24h;
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Varnish-Cache = "hit";
    } else {
        set resp.http.X-Varnish-Cache = "miss";
    }
    # Browsers ask again before each use.
    set resp.http.Cache-Control = regsub(resp.http.Cache-Control, ", s-maxage=[0-9]+, stale-while-revalidate=[0-9]+", "");
}
