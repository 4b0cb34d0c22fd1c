"""Previews of shared links, read as their clients read them, and what a printed page leads back to."""

import extruct
import pytest
import zxingcpp
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image, ImageDraw

from help.models import HowToPage
from portal.pages.languages import codes, url_in
from tests import make

pytestmark = pytest.mark.django_db
HOST = "http://localhost"
NEEDED = {"og:title", "og:type", "og:image", "og:url"}  # https://ogp.me/#metadata


def open_graph(client, url, **options):
    """The page's Open Graph as a parser of other people reads it."""
    html = client.get(url, **options).content.decode()
    data = extruct.extract(html, base_url=HOST + url, syntaxes=["opengraph"])["opengraph"]
    assert len(data) == 1
    return dict(data[0]["properties"])


@pytest.mark.parametrize("code", codes())
def test_other_peoples_parsers_read_what_previews_need(client, code):
    guide = make.guide()
    channel = make.channel(guide)
    problem = make.problem(guide, channels=[channel])
    for page in [make.home(), make.help_index(), guide, channel, problem, make.post()]:
        url = url_in(page, code)
        tags = open_graph(client, url)
        assert set(tags) >= NEEDED
        assert tags["og:title"] == getattr(page, f"title_{code}")
        assert tags["og:url"] == HOST + url
        assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
        assert tags["og:image:type"] == "image/png"
        assert tags["og:title"] in tags["og:image:alt"] or page == make.home()
        data = extruct.extract(client.get(url).content.decode(), base_url=HOST + url, syntaxes=["json-ld"])
        assert data["json-ld"][0]["@graph"]


def guide_and_channel():
    guide = make.guide()
    make.channel(guide, "Tjetër", "Another")
    return guide, HowToPage.objects.get(pk=make.channel(guide).pk)


@pytest.mark.parametrize("code", codes())
def test_guide_with_a_channels_key_is_previewed_as_that_channel(client, code):
    guide, channel = guide_and_channel()
    address = url_in(guide, code)
    own = open_graph(client, url_in(channel, code))
    shared = open_graph(client, f"{address}?k={channel.status.key}")
    assert shared == own
    assert shared["og:url"] == HOST + url_in(channel, code)
    head = BeautifulSoup(client.get(f"{address}?k={channel.status.key}").content, "html.parser").head
    assert head.find("link", rel="canonical")["href"] == HOST + address
    assert guide.title in head.title.text


@pytest.mark.parametrize("key", ["", "zzzzzz", "x" * 5000, "%00", "'\"<>", "1&k=2"])
def test_unknown_key_is_previewed_as_the_guide(client, key):
    guide, _channel = guide_and_channel()
    address = url_in(guide, "sq")
    assert open_graph(client, f"{address}?k={key}") == open_graph(client, address)
    assert open_graph(client, f"{url_in(make.post(), 'sq')}?k=x")["og:title"] == "Një postim"


def test_key_changes_nothing_that_depends_on_the_reader(client):
    guide, channel = guide_and_channel()
    address = f"{url_in(guide, 'sq')}?k={channel.status.key}"
    first = client.get(address)
    other = Client(headers={"accept-language": "en", "user-agent": "facebookexternalhit/1.1"}).get(address)
    assert other.content == first.content
    assert not first.cookies
    assert "Cookie" not in first.headers.get("Vary", "")


def test_key_costs_no_query(client, django_assert_max_num_queries):
    guide, channel = guide_and_channel()
    address, key = url_in(guide, "sq"), channel.status.key
    client.get(address)
    with django_assert_max_num_queries(100) as plain:
        client.get(address)
    with django_assert_max_num_queries(len(plain)):
        client.get(f"{address}?k={key}")


def test_draft_channel_is_no_preview(client):
    guide, _channel = guide_and_channel()
    draft = HowToPage.objects.get(pk=make.channel(guide, "Sekret", "Secret", live=False).pk)
    tags = open_graph(client, f"{url_in(guide, 'en')}?k={draft.status.key}")
    assert "Secret" not in str(tags)


def test_short_link_of_a_channel_is_previewed_as_that_channel(client):
    _guide, channel = guide_and_channel()
    tags = open_graph(client, channel.short_link.get_absolute_url(), follow=True, headers={"accept-language": "en"})
    assert tags["og:title"] == "The form"


def test_error_is_previewed_without_a_card(client):
    tags = BeautifulSoup(client.get("/sq/nuk-ka/").content, "html.parser").head
    assert not tags.find("meta", property="og:image")
    assert not tags.find("link", type="application/json+oembed")


# Paper


def modules_of(svg):
    """An inline SVG of segno as a picture: its path is made of relative moves and horizontal strokes."""
    side = int(svg["viewbox"].split()[2])
    image = Image.new("L", (side, side), 255)
    draw, x, y = ImageDraw.Draw(image), 0, 0.0
    for command in svg.path["d"].replace("M", " M ").replace("m", " m ").replace("h", " h ").split(" "):
        if command in {"M", "m", "h"}:
            kind, numbers = command, []
        elif command:
            numbers.append(float(command))
            if kind == "h":
                draw.rectangle([x, int(y), x + numbers[0] - 1, int(y)], fill=0)
                x += int(numbers[0])
            elif len(numbers) == 2:
                x, y = (int(numbers[0]), numbers[1]) if kind == "M" else (x + int(numbers[0]), y + numbers[1])
    return image.resize((side * 8, side * 8), Image.Resampling.NEAREST)


@pytest.mark.parametrize("code", codes())
def test_printed_guide_and_channel_carry_a_code_of_their_short_link(client, code):
    for page in guide_and_channel():
        soup = BeautifulSoup(client.get(url_in(page, code)).content, "html.parser")
        foot = soup.find(class_="paper-foot")
        assert "print-only" in foot["class"]
        address = f"{HOST}{page.short_link.get_absolute_url()}"
        assert [found.text for found in zxingcpp.read_barcodes(modules_of(foot.svg))] == [address]
        assert address.removeprefix("http://") in foot.text
        assert HOST + url_in(page, code) in foot.text
        assert len(str(foot.svg)) < 2000
        assert not foot.find(style=True)
