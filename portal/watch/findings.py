"""What one look at an address found, and what that says of it."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

PERMANENT = {301, 308}
GONE = {404, 410}
# 999 is LinkedIn's; 451 may hold only where the server of this site stands.
BLOCKING = {401, 403, 407, 429, 451, 999}
# Walls against robots that answer 202, 405 or 503 say so here:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
WALLS = ("cf-mitigated", "x-amzn-waf-action")
TOO_MANY_REQUESTS, UNAVAILABLE, SERVER_FAULT = 429, 503, 500
MOST_REDIRECTS = 5
LONGEST_NAME = 200


class Problem(models.TextChoices):
    """What keeps an address from simply working. The keys are stored."""

    GONE = "gone", _("The page is gone")
    NO_HOST = "no_host", _("There is no server of that name")
    BLOCKS = "blocks", _("It blocks robots")
    CERTIFICATE = "certificate", _("Its certificate is not valid")
    FORBIDDEN = "forbidden", _("No public web address")
    FRONT_PAGE = "front_page", _("It leads to the front page")
    CIRCLES = "circles", _("It redirects too often")
    SERVER = "server", _("The server reports a fault")
    SILENT = "silent", _("No answer in time")
    UNREACHABLE = "unreachable", _("The server could not be reached")
    ODD = "odd", _("An answer that says nothing certain")


# Several of these on different days mean that the address is dead.
DEAD = {Problem.GONE, Problem.NO_HOST}
# These may be over in a minute, and say nothing against what was known before.
PASSING = {Problem.SERVER, Problem.SILENT, Problem.UNREACHABLE}
# A person has to see these on the first day.
PRESSING = {Problem.CERTIFICATE, Problem.FORBIDDEN}
# Asking with GET as well would change nothing.
CERTAIN = {"", Problem.NO_HOST, *PRESSING}


@dataclass(frozen=True)
class Certificate:
    """Who has signed for the address' own host (an organisation), and until when."""

    issuer: str
    expires: datetime

    @classmethod
    def of(cls, answer):
        """That of the connection which an httpx.Response came through, or None without HTTPS."""
        stream = answer.extensions.get("network_stream")
        connection = stream and stream.get_extra_info("ssl_object")
        told = connection and connection.getpeercert()
        if not told:
            return None
        names = {key: value for part in told["issuer"] for key, value in part}
        expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(told["notAfter"]), UTC)
        return cls((names.get("organizationName") or names.get("commonName", ""))[:LONGEST_NAME], expires)


@dataclass(frozen=True)
class Finding:
    """`status` is None where nobody answered in the end; `target` is where redirects led, "" without any.

    `tired_host` wants to be left alone for now; `detail` are a program's own words, in English.
    """

    problem: str = ""
    status: int | None = None
    target: str = ""
    is_permanent: bool = False
    is_downgraded: bool = False
    certificate: Certificate | None = None
    tired_host: str = ""
    detail: str = ""

    @property
    def is_certain(self):
        return self.problem in CERTAIN or self.status == TOO_MANY_REQUESTS

    @property
    def is_unanswered(self):
        """Whether nothing at all was heard, which may be the fault of this side's network."""
        return self.status is None and not self.target and self.problem in {Problem.NO_HOST, *PASSING}


def judge(answers):
    """What a chain of answers says, each the redirect to the next one: a list of httpx.Response, not read."""
    first, last = answers[0], answers[-1]
    addresses = [answer.request.url for answer in answers]
    return Finding(
        problem=problem_of(answers),
        status=last.status_code,
        target=str(addresses[-1]) if len(answers) > 1 else "",
        is_permanent=len(answers) > 1 and first.status_code in PERMANENT,
        is_downgraded=any(one.scheme == "https" and then.scheme == "http" for one, then in pairwise(addresses)),
        certificate=first.extensions.get("certificate"),
        tired_host=host_of(last.request.url) if is_tired(last) else "",
    )


def problem_of(answers):
    last = answers[-1]
    if last.status_code in BLOCKING or any(name in last.headers for name in WALLS):
        return Problem.BLOCKS
    if last.status_code in GONE:
        return Problem.GONE
    if last.has_redirect_location:
        return Problem.CIRCLES
    if last.is_success:
        return Problem.FRONT_PAGE if leads_to_front_page(answers) else ""
    return Problem.SERVER if last.status_code >= SERVER_FAULT else Problem.ODD


def leads_to_front_page(answers):
    """Where a page is gone, many sites send its readers to the front page and say that all is well."""
    asked, shown = answers[0].request.url, answers[-1].request.url
    return shown.raw_path == b"/" and asked.path != "/"


def is_tired(answer):
    code = answer.status_code
    return code == TOO_MANY_REQUESTS or (code == UNAVAILABLE and "retry-after" in answer.headers)


def host_of(url):
    """The host of an httpx.URL as the network sees it: `"xn--fsq.example"`."""
    return url.raw_host.decode()
