"""Who has answered already, for one day only: a hash of the network address with a secret that ends with the day."""

import hashlib
import hmac
import ipaddress

from django.conf import settings

# A household or a phone has a whole IPv6 network of this size, and may use another address in it each minute.
IPV6_NETWORK = 64


def fingerprint(request, salt, *words):
    """A name for the request's network that nobody can undo once `salt` (text) is forgotten."""
    message = "|".join([network_of(client_address(request)), *map(str, words)])
    return hmac.new(salt.encode(), message.encode(), hashlib.sha256).hexdigest()


def client_address(request):
    """What the front server saw: the last address in CLIENT_ADDRESS_HEADER, because readers can write the others."""
    header = settings.CLIENT_ADDRESS_HEADER
    forwarded = request.headers.get(header, "") if header else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def network_of(address):
    """`"2001:db8:1:2::7"` → `"2001:db8:1:2::/64"`; an IPv4 address stays itself, and so does what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip.packed, IPV6_NETWORK), strict=False))
