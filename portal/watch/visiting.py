"""Asking one address how it is, with HTTPX: HEAD, then GET, along redirects, and never where the guard forbids."""

import asyncio
import ssl
from functools import cache

import httpx
from django.conf import settings

from portal.watch.findings import MOST_REDIRECTS, Certificate, Finding, Problem, host_of, judge
from portal.watch.guard import ForbiddenAddressError, Guard, NoHostError, UnreachableHostError
from portal.watch.turns import Turns

SECONDS_A_STEP = 10  # to connect, and for each piece of an answer
SECONDS_A_LOOK = 45  # for an address with all its redirects
CONTROL_HOLDS = 10  # seconds
FAULTS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    ForbiddenAddressError,
    NoHostError,
    UnreachableHostError,
    OSError,
    ValueError,
)
PROBLEMS = [
    ((ForbiddenAddressError, httpx.InvalidURL), Problem.FORBIDDEN),
    (NoHostError, Problem.NO_HOST),
    (ssl.SSLCertVerificationError, Problem.CERTIFICATE),
    (httpx.TimeoutException, Problem.SILENT),
]


@cache
def web_trust():
    """The certificates that HTTPX trusts. Reading them takes longer than many a look."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """Connects to an IP address that the guard has seen, in the name of the host that was asked for.

    Connections are not kept: HTTPX would take one to the same IP address for another host, whose certificate
    nobody has looked at.
    """

    def __init__(self, guard, trust):
        super().__init__(verify=trust, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self.guard = guard

    async def handle_async_request(self, request):
        fault = None
        for ip in await self.guard.addresses(request.url):
            try:
                return await super().handle_async_request(self.addressed(request, ip))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                fault = error
        raise fault

    @staticmethod
    def addressed(request, ip):
        """The same request, its Host header as well, to this IP address; TLS goes by the name."""
        url, names = request.url.copy_with(host=ip), {"sni_hostname": host_of(request.url)}
        return httpx.Request(request.method, url, headers=request.headers, extensions=request.extensions | names)


class Visitor:
    """Looks at addresses. `trust` is an ssl.SSLContext; `patience` is how many seconds one look may take."""

    def __init__(self, guard=None, turns=None, trust=None, patience=SECONDS_A_LOOK):
        self.guard, self.turns, self.trust = guard or Guard(), turns or Turns(), trust or web_trust()
        self.patience, self.is_up_until = patience, 0

    async def look(self, url):
        """One `Finding`; nothing is raised for whatever the address or its server does."""
        try:
            async with asyncio.timeout(self.patience):
                found = await self.follow("HEAD", url)
                return found if found.is_certain else await self.follow("GET", url)
        except TimeoutError:
            return Finding(Problem.SILENT)

    async def follow(self, method, url):
        """Along redirects, each of which is a request of its own to the guard. No body is ever read."""
        answers = []
        async with self.client() as client:
            try:
                request = client.build_request(method, url)
                while request and len(answers) <= MOST_REDIRECTS:
                    answers.append(await self.ask(client, request))
                    request = answers[-1].next_request
            except FAULTS as error:
                return Finding(problem_named(error), target=str(request.url) if answers else "", detail=detail(error))
        return judge(answers)

    async def ask(self, client, request):
        async with self.turns.turn(host_of(request.url)):
            answer = await client.send(request, stream=True)
            answer.extensions["certificate"] = Certificate.of(answer)
            await answer.aclose()
        return answer

    def client(self):
        transport = GuardedTransport(self.guard, self.trust)
        headers = {"User-Agent": user_agent(), "Accept": "text/html,*/*;q=0.5"}
        return httpx.AsyncClient(transport=transport, headers=headers, timeout=SECONDS_A_STEP, trust_env=False)

    async def is_network_up(self):
        """Whether anybody at all can be reached from here: one of `WATCH_CONTROLS`, asked every few seconds at most."""
        now = asyncio.get_running_loop().time()
        if not settings.WATCH_CONTROLS or now < self.is_up_until:
            return True
        for url in settings.WATCH_CONTROLS:
            if (await self.look(url)).status is not None:
                self.is_up_until = now + CONTROL_HOLDS
                return True
        return False


def user_agent():
    """Who asks, and where to find them."""
    return f"{settings.WAGTAIL_SITE_NAME}-address-check/1.0 (+{settings.BASE_URL}/)"


def problem_named(error):
    chain = list(causes(error))
    return next(
        (problem for types, problem in PROBLEMS if any(isinstance(one, types) for one in chain)), Problem.UNREACHABLE
    )


def causes(error):
    while error:
        yield error
        error = error.__cause__ or error.__context__


def detail(error):
    deepest = [*causes(error)][-1]
    return str(getattr(deepest, "verify_message", "") or error or type(error).__name__)
