"""Pages for tests, with both languages unless a test says otherwise."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import PageViewRestriction

from blog.models import BlogIndexPage, BlogPage
from help.models import GuidePage, HelpIndexPage, HowToPage, Notice, Problem, Step
from portal.cart.models import Product
from portal.pages.models import Company, HomePage

DAYS = ["begins", "ends"]


def home():
    return HomePage.objects.get()


def index(model=BlogIndexPage, title_sq="Blog", title_en="Blog"):
    found = model.objects.first()
    if found:
        return found
    page = model(title_sq=title_sq, title_en=title_en, show_in_menus=True)
    return home().add_child(instance=page)


def help_index():
    return index(HelpIndexPage, "Ndihmë", "Help")


def fresh(page):
    """The page as it is stored: an object that nobody has changed."""
    return type(page).objects.get(pk=page.pk)


def body(text):
    return [("paragraph", f"<p>{text}</p>")]


def post(title_sq="Një postim", title_en="A post", parent=None, **values):
    values = {
        "body_sq": body(f"Teksti i {title_sq}."),
        "body_en": body(f"Text of {title_en}.") if title_en else [],
    } | values
    page = BlogPage(title_sq=title_sq, title_en=title_en, **values)
    return (parent or index()).add_child(instance=page)


def company(name="TikTok"):
    return Company.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def guide(title_sq="8 Mënyra Si të Kontaktoni TikTok-un", title_en="8 Ways to Contact TikTok", **values):
    values = {"summary_sq": "Rrugët zyrtare.", "summary_en": "The official ways.", "company": company()} | values
    return help_index().add_child(instance=GuidePage(title_sq=title_sq, title_en=title_en, **values))


def channel(parent, title_sq="Formulari", title_en="The form", steps=("Hapni faqen.",), **values):
    values = {
        "kind": "web_form",
        "address": "https://www.example.com/form",
        "source_url": "https://www.example.com/help",
        "introduction_sq": "<p>Hyrje.</p>",
        "introduction_en": "<p>Introduction.</p>",
    } | values
    page = HowToPage(title_sq=title_sq, title_en=title_en, **values)
    page.steps = [Step(instruction_sq=f"<p>{text}</p>", instruction_en=f"<p>EN {text}</p>") for text in steps]
    return parent.add_child(instance=page)


def problem(guide, title_sq="Llogaria m’u mbyll", title_en="My account was closed", channels=(), **values):
    """A problem of a live guide that leads to these channels, stored as an editor's publishing stores it."""
    keys = [one.guide_key for one in channels]
    guide.problems.add(Problem(title_sq=title_sq, title_en=title_en, channel_keys=keys, **values))
    guide.save_revision().publish()
    return Problem.objects.get(guide=guide, title_sq=title_sq)


def notice(days_from=-1, days_until=None, **values):
    """A notice for TikTok that begins and ends so many days from today."""
    today = timezone.localdate()
    values = {
        "company": company(),
        "text_sq": "TikTok-u është i bllokuar.",
        "text_en": "TikTok is blocked.",
        "begins": today + timedelta(days_from),
        "ends": None if days_until is None else today + timedelta(days_until),
        "countries": ["AL"],
        "source_url": "https://www.example.com/news",
    } | values
    dates = {name: date.fromisoformat(day) for name, day in values.items() if name in DAYS and isinstance(day, str)}
    return Notice.objects.create(**values | dates)


def path_of(page, code):
    """The address of a page in one language, whether or not the public may see it."""
    url_path = getattr(page, f"url_path_{code}")
    return f"/{code}/" + url_path.removeprefix("/home/")


def user(username="editor"):
    return get_user_model().objects.get_or_create(username=username, email=f"{username}@example.com")[0]


def private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


def five_posts():
    """The five rows of every public list: live, draft, private, scheduled, and live under an unpublished parent."""
    rows = {"live": post("Postim publik", "Public post")}
    rows["draft"] = post("Postim draft", "Draft post", live=False)
    rows["private"] = private(post("Postim privat", "Private post"))
    rows["scheduled"] = post(
        "Postim i planifikuar", "Scheduled post", live=False, go_live_at=timezone.now() + timedelta(days=1)
    )
    hidden = home().add_child(instance=BlogIndexPage(title_sq="Fshehur", title_en="Hidden"))
    rows["under unpublished"] = post("Postim nën draft", "Post under a draft", parent=hidden)
    hidden.unpublish()
    return rows


def prepare_pictures():
    """What the task does once a transaction is committed, which a test's never is."""
    call_command("prepare_pictures", verbosity=0)


def product(name_sq="Afishe", name_en="Poster", **values):
    """A product that readers see; a price in lek has two zeros more than readers read."""
    values = {"text_sq": "Teksti.", "text_en": "The text.", "price": 150_000, "is_live": True} | values
    return Product.objects.create(name_sq=name_sq, name_en=name_en, **values)


def five_products():
    """What the public list of products must tell apart: live, draft, withdrawn, sold elsewhere and out of stock."""
    rows = {"live": product("Publik", "Public")}
    rows["draft"] = product("Draft", "Draft", is_live=False)
    rows["withdrawn"] = product("Tërhequr", "Withdrawn")
    rows["withdrawn"].is_live = False
    rows["withdrawn"].save()
    rows["elsewhere"] = product("Tjetërkund", "Elsewhere", buy_url="https://shop.example.com/x")
    rows["out of stock"] = product("Mbaruar", "Gone", availability="OutOfStock")
    return rows
