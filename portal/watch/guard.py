"""Where the watch may go: public servers on the web's own ports, and nowhere else, whatever an address says."""

import asyncio
import socket
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

from portal.watch.findings import host_of

SCHEMES = {"http": 80, "https": 443}
MOST_TRIED = 3  # of the IP addresses of one name
# All that is routed today is in the first. The others lie within it, and carry an IPv4 address in them.
UNICAST = IPv6Network("2000::/3")
TUNNELS = [IPv6Network("2002::/16"), IPv6Network("2001::/32")]
NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class ForbiddenAddressError(Exception):
    """The watch does not go there."""


class NoHostError(Exception):
    """The name does not exist."""


class UnreachableHostError(Exception):
    """Whether the name exists could not be found out."""


def system_addresses(host):
    """All IP addresses of a name, as the system knows them; it reads odd ways to write one, too (`2130706433`)."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise (NoHostError if error.errno in NO_SUCH_NAME else UnreachableHostError)(error.strerror) from None
    except UnicodeError:
        raise NoHostError(host) from None
    return list(dict.fromkeys(row[4][0] for row in found))


def is_public(ip):
    """Whether a server of the public internet can have this IP address. Mapped, translated and tunnelled ones do not
    count: they may stand for an inner IPv4 address (RFC 4291, 6052, 3056, 4380).
    """
    if isinstance(ip, IPv6Address):
        return ip in UNICAST and ip.is_global and not any(ip in tunnel for tunnel in TUNNELS)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class Guard:
    """`resolve(host)` returns IP addresses as text, or raises one of the errors above."""

    def __init__(self, resolve=system_addresses, ports=None, networks=None):
        self.resolve = resolve
        self.ports = settings.WATCH_PORTS if ports is None else ports
        self.networks = [ip_network(one) for one in (settings.WATCH_NETWORKS if networks is None else networks)]

    async def addresses(self, url):
        """The IP addresses at which this httpx.URL may be asked. The name is resolved here, once for each request:
        who connects to what this returns cannot be led elsewhere by a second answer.
        """
        if why := self.why_not(url):
            raise ForbiddenAddressError(why)
        found = await asyncio.to_thread(self.resolve, host_of(url))
        allowed = [ip for ip in found if self.may_visit(ip)]
        if not allowed:
            raise ForbiddenAddressError(f"{host_of(url)}: {', '.join(found) or 'no address'}")
        return allowed[:MOST_TRIED]

    def why_not(self, url):
        if url.scheme not in SCHEMES or not url.host:
            return f"scheme {url.scheme}"
        if url.userinfo:
            return "name or password before the host"
        port = url.port or SCHEMES[url.scheme]
        return "" if port in self.ports else f"port {port}"

    def may_visit(self, text):
        ip = ip_address(text)
        return is_public(ip) or any(ip in network for network in self.networks)
