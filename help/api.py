"""What the read API says of guides and channels, and `/api/v1/companies`; docs/api.md describes it."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from help.hours import DAYS
from help.models import GuidePage, HowToPage
from portal.api import shapes
from portal.api.answers import json_response, refuse_unknown
from portal.api.paging import PARAMETERS, Window
from portal.pages.addresses import key_of
from portal.pages.languages import codes, value_in
from portal.pages.lost import AddressBook
from portal.pages.models import Company
from portal.pages.models.base import NEWEST_FIRST


def companies(request):
    """The companies that a public page is about."""
    refuse_unknown(request, PARAMETERS)
    found = Company.objects.with_pages().order_by("name", "pk")
    window, root_url = Window(request, found.count()), shapes.root_url_of(request)
    rows = [company_head(company, root_url) for company in window.of(found)]
    return json_response(shapes.terms(request, request.path) | {"meta": window.meta(), "companies": rows})


def company(request, slug):
    """One company with its public guides and their channels."""
    refuse_unknown(request, set())
    found = Company.objects.with_pages().filter(slug=slug).first()
    if found is None:
        return moved(request, slug)
    root_url = shapes.root_url_of(request)
    site = Site.find_for_request(request)
    public = GuidePage.objects.published().descendant_of(site.root_page) if site else GuidePage.objects.none()
    guides = public.filter(company=found).with_language_state().prefetch_related("problems").order_by(*NEWEST_FIRST)
    guides = [guide_data(guide, root_url) for guide in guides.with_channels(HowToPage.objects.for_guide())]
    data = {
        "company": company_head(found, root_url),
        "disclaimer": shapes.in_each_language(lambda code: disclaimer(found)),
        "changed_at": latest(guides),
        "guides": guides,
    }
    return json_response(shapes.terms(request, request.path) | data)


def moved(request, slug):
    """The way to a company that had this slug once: where its page's old address leads now."""
    site = Site.find_for_request(request)
    place = site and AddressBook(site).place_of(key_of(reverse("company", args=[slug])))
    match = resolve(place.url) if place and place.kind == "moved" and place.url.startswith("/") else None
    if match is None or match.url_name != "company":
        raise Http404
    return HttpResponsePermanentRedirect(reverse("api-company", args=[match.kwargs["slug"]]))


def disclaimer(company):
    return _("This site is not affiliated with %(name)s.") % {"name": company.name}


def company_head(company, root_url):
    return {
        "slug": company.slug,
        "name": company.name,
        "website": company.website or None,
        "help_url": company.help_url or None,
        "description": shapes.texts(company, "description"),
        "urls": shapes.urls(company, root_url),
        "data_url": root_url + reverse("api-company", args=[company.slug]),
    }


def guide_data(guide, root_url):
    languages = shapes.languages(guide, root_url)
    channels = guide_channels(guide, root_url)
    return {
        "id": guide.pk,
        "detail_url": shapes.detail_url("pages", guide.pk, root_url),
        "changed_at": latest([*languages.values(), *channels]),
        "languages": {code: head | guide_texts(guide, code, root_url) for code, head in languages.items()},
        "problems": guide_problems(guide, root_url),
        "channels": channels,
    }


def guide_problems(guide, root_url):
    """What people want of the company, each with the keys of the channels in use for it, best first."""
    return [problem_data(problem, root_url) for problem in guide.offered_problems]


def problem_data(problem, root_url):
    return {
        "title": shapes.texts(problem, "title"),
        "advice": shapes.texts(problem, "advice"),
        "urls": shapes.urls(problem, root_url),
        "channels": [channel.status.key for channel in problem.ways],
    }


def guide_texts(guide, code, root_url):
    return {"introduction": shapes.html(value_in(guide, "introduction", code), root_url, code)}


def guide_channels(guide, root_url):
    """The public channels of a guide in their order, the retired ones at their places."""
    guide_urls = shapes.urls(guide, root_url)
    return [channel_data(channel, channel.number, guide_urls, root_url) for channel in guide.channels.all]


def channel_data(channel, number, guide_urls, root_url):
    """All of one channel: what no language changes once, and its texts in each."""
    languages = shapes.languages(channel, root_url)
    return {
        "key": channel.status.key,
        "id": channel.pk,
        "detail_url": shapes.detail_url("pages", channel.pk, root_url),
        "number": number,
        "anchor": channel.anchor,
        "anchor_urls": {code: f"{url}#{channel.anchor}" for code, url in guide_urls.items()},
        "kind": choice(channel.kind, channel.kind_info.label),
        "audience": choice(channel.audience, channel.get_audience_display),
        "address": address(channel.address_info),
        "hours": hours(channel),
        "holidays_of": channel.holidays_of or None,
        "answer_hours": channel.answer_hours,
        "countries": channel.countries,
        "spoken_languages": channel.spoken_languages,
        "state": state(channel, root_url),
        "verified_on": channel.status.verified_on,
        "source_url": channel.source_url or None,
        "changed_at": latest(languages.values()),
        "languages": {code: head | channel_texts(channel, code, root_url) for code, head in languages.items()},
        "safety": [shapes.labels(note) for note in channel.kind_info.safety],
        "checklist": [shapes.texts(item, "text") for item in channel.checklist],
        "steps": [step_data(step, place, root_url) for place, step in enumerate(channel.steps.all(), start=1)],
    }


def channel_texts(channel, code, root_url):
    names = ["short_name", "hours_note", "holiday_note", "message_subject", "message_template"]
    plain = {name: value_in(channel, name, code) or None for name in names}
    rich = {name: shapes.html(value_in(channel, name, code), root_url, code) for name in ["introduction", "notes"]}
    return plain | rich


def choice(key, label):
    """A key that never changes and its words; `label` may be what makes them in the active language."""
    words = shapes.in_each_language(lambda code: str(label() if callable(label) else label))
    return {"key": key, "label": words}


def address(info):
    return info and {
        "type": info.type,
        "value": info.value,
        "text": info.text,
        "href": info.href or None,
        "host": info.host or None,
    }


def hours(channel):
    """Hours on the clocks of an IANA time zone, or None: where words stand in their place, they are in `languages`."""
    slots = [slot for slot in channel.opening_slots.all() if slot.opens is not None and slot.closes is not None]
    if not slots or any(value_in(channel, "hours_note", code) for code in codes()):
        return None
    return {"timezone": channel.timezone or None, "slots": [slot_data(slot) for slot in slots]}


def slot_data(slot):
    return {
        "days": DAYS[slot.days],
        "opens": slot.opens.strftime("%H:%M"),
        "closes": slot.closes.strftime("%H:%M"),
        "is_overnight": slot.is_overnight,
    }


def state(channel, root_url):
    status = channel.status
    return choice(status.state, status.get_state_display) | {
        "reason": shapes.texts(status, "reason"),
        "replacement": replacement(channel.replacement, root_url),
    }


def replacement(channel, root_url):
    return channel and {"key": channel.status.key, "id": channel.pk, "urls": shapes.urls(channel, root_url)}


def step_data(step, number, root_url):
    return {
        "number": number,
        "case": shapes.texts(step, "case") if step.case else None,
        "instruction": shapes.rich_texts(step, "instruction", root_url),
        "tip": shapes.texts(step, "tip") if step.tip else None,
        "warning": shapes.texts(step, "warning") if step.warning else None,
        "picture": step.picture and shapes.picture(step.picture, root_url) | {"alt": shapes.texts(step, "picture_alt")},
    }


def latest(rows):
    """The last `changed_at` among dicts that have one, or None. The moments are strings that sort as moments do."""
    return max((row["changed_at"] for row in rows if row["changed_at"]), default=None)


def own_channel(channel, root_url):
    """The channel of a channel's own page, numbered as on its guide."""
    guide = channel.guide
    found = next((one for one in guide.channels.all if one.pk == channel.pk), None)
    return found and channel_data(found, found.number, shapes.urls(guide, root_url), root_url)
