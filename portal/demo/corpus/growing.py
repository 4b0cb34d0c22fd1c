"""A site of any size: pages are made in scores, each always the same, so that a site grows by what it lacks."""

from itertools import batched

from django.db import transaction

from blog.models import Author, BlogIndexPage
from help.models import HelpIndexPage
from portal.demo.corpus.pieces import Maker, Shelf
from portal.demo.corpus.storing import Store, store_for_editors
from portal.demo.loading import load_demo
from portal.demo.models import LoadedPiece
from portal.pages.bulk import learn_spread
from portal.pages.languages import default_language
from portal.pages.models import Company, PortalImage, Topic

# Twenty pages: ten articles, and two guides with three and five channels.
SCORE, ARTICLES, CHANNELS = 20, 10, (3, 5)
SCORES_AT_ONCE = 25
SCORES_OF_A_COMPANY = 10
KEY = "corpus"

TOPICS = {
    "Banka": "Banks",
    "Energji": "Energy",
    "Internet": "Internet",
    "Udhëtime": "Travel",
    "Shëndet": "Health",
    "Arsim": "Education",
    "Punë": "Work",
    "Pagesa": "Payments",
    "Dërgesa": "Deliveries",
    "Lojëra": "Games",
    "Muzikë": "Music",
    "Makina": "Cars",
    "Sigurime": "Insurance",
    "Ujë": "Water",
}
AUTHORS = ["Arta Hoxha", "Besnik Krasniqi", "Drita Leka", "Ermal Shehu", "Flutura Gashi", "Gent Dervishi"]
COMPANY_STARTS = "Alba Ad Bora Ceta Dard Epi Fjord Gur Havi Ili Jon Kora Lumi Mali Nord Ora Pako Qiell".split()
COMPANY_ENDS = "net bank tel post shop air media sig energji ujë kart lojë dhoma plus".split()


@transaction.atomic
def prepare():
    """What pieces are chosen from and stand below; made at the first time."""
    load_demo()
    for name, english in TOPICS.items():
        if not Topic.objects.filter(name_sq=name).exists():
            Topic(name_sq=name, name_en=english).save()
    for name in AUTHORS:
        slug = name.lower().replace(" ", "-")
        Author.objects.get_or_create(slug=slug, defaults={"name_sq": name, "name_en": name})


def grow(pages, tell=lambda made: None):
    """Make as many pages as are lacking of `pages`, rounded up to whole scores; returns how many were made now.

    `tell(made)` is called after each batch, which is stored whole or not at all.
    """
    with default_language():
        prepare()
        done, wanted = scores_made(), -(-pages // SCORE)
        for numbers in batched(range(done, wanted), SCORES_AT_ONCE):
            with transaction.atomic():
                store_scores(numbers)
            tell((numbers[-1] + 1 - done) * SCORE)
        learn_spread()
    return max(0, wanted - done) * SCORE


def scores_made():
    return LoadedPiece.objects.filter(key__startswith=f"{KEY}/").count()


def store_scores(numbers):
    shelf = full_shelf(numbers)
    pieces = [piece for number in numbers for piece in score(number, shelf)]
    Store(BlogIndexPage.objects.first(), HelpIndexPage.objects.first()).store(pieces)
    store_for_editors([page for piece in pieces for page in [piece.page, *piece.channels]])
    LoadedPiece.objects.bulk_create(LoadedPiece(key=f"{KEY}/{number}") for number in numbers)


def score(number, shelf):
    """The articles and guides of one score."""
    for place in range(ARTICLES):
        yield Maker(f"{number}/article/{place}", shelf).article()
    for place, channels in enumerate(CHANNELS):
        yield Maker(f"{number}/guide/{place}", shelf).guide(shelf.companies[number // SCORES_OF_A_COMPANY], channels)


def full_shelf(numbers):
    """With a company for each ten scores, so that none has more guides than its page can show."""
    companies = [company(place) for place in range(max(numbers) // SCORES_OF_A_COMPANY + 1)]
    stored = {one.slug: one for one in Company.objects.filter(slug__in=[one.slug for one in companies])}
    for one in companies:
        if one.slug not in stored:
            one.save()
            stored[one.slug] = one
    return Shelf(
        topics=list(Topic.objects.order_by("pk")),
        authors=list(Author.objects.order_by("pk")),
        covers=list(PortalImage.objects.filter(is_ornament=True).order_by("pk")),
        companies=[stored[one.slug] for one in companies],
    )


def company(place):
    round_, place = divmod(place, len(COMPANY_STARTS) * len(COMPANY_ENDS))
    start, end = divmod(place, len(COMPANY_ENDS))
    name = f"{COMPANY_STARTS[start]}{COMPANY_ENDS[end]}" + (f" {round_ + 1}" if round_ else "")
    slug = name.lower().replace(" ", "-").replace("ë", "e")
    return Company(name=name, slug=slug, website=f"https://{slug}.example/", color=Company.COLORS[place % 8][0])
