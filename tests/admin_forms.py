"""What a browser would post from Wagtail's edit screens."""

from bs4 import BeautifulSoup
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

COMMENTS = inline_formset([])


def rows(*values):
    return inline_formset(list(values))


def article(**values):
    return nested_form_data(
        {
            "title_sq": "Titulli",
            "title_en": "",
            "slug_sq": "",
            "slug_en": "",
            "summary_sq": "",
            "summary_en": "",
            "seo_title_sq": "",
            "seo_title_en": "",
            "search_description_sq": "",
            "search_description_en": "",
            "body_sq": streamfield([("heading", {"text": "Pjesa e parë", "level": "2"})]),
            "body_en": streamfield([]),
            "date": "",
            "related_picks": rows(),
            "comments": COMMENTS,
        }
        | values
    )


def channel(steps=(), checklist=(), slots=(), **values):
    return nested_form_data(
        {
            "title_sq": "Formulari",
            "title_en": "The form",
            "slug_sq": "",
            "slug_en": "",
            "short_name_sq": "",
            "short_name_en": "",
            "introduction_sq": rich_text("<p>Hyrje.</p>"),
            "introduction_en": rich_text("<p>Introduction.</p>"),
            "notes_sq": rich_text(""),
            "notes_en": rich_text(""),
            "summary_sq": "",
            "summary_en": "",
            "seo_title_sq": "",
            "seo_title_en": "",
            "search_description_sq": "",
            "search_description_en": "",
            "kind": "web_form",
            "address": "https://www.example.com/form",
            "source_url": "https://www.example.com/help",
            "audience": "everyone",
            "timezone": "",
            "answer_hours": "",
            "hours_note_sq": "",
            "hours_note_en": "",
            "holiday_note_sq": "",
            "holiday_note_en": "",
            "holidays_of": "",
            "message_subject_sq": "",
            "message_subject_en": "",
            "message_template_sq": "",
            "message_template_en": "",
            "steps": rows(*steps),
            "checklist_items": rows(*checklist),
            "opening_slots": rows(*slots),
            "comments": COMMENTS,
        }
        | values
    )


def step(sq, en="", case_sq="", case_en="", order=1, **values):
    return {
        "instruction_sq": rich_text(f"<p>{sq}</p>"),
        "instruction_en": rich_text(f"<p>{en}</p>") if en else rich_text(""),
        "case_sq": case_sq,
        "case_en": case_en,
        "tip_sq": "",
        "tip_en": "",
        "warning_sq": "",
        "warning_en": "",
        "picture": "",
        "picture_alt_sq": "",
        "picture_alt_en": "",
        "ORDER": order,
    } | values


def problem(sq="Llogaria m’u mbyll", en="", ways=(), order=1, **values):
    """A row of a guide's problems; `ways` are channels, best first."""
    ranked = {f"channel_keys_{place}": channel.guide_key for place, channel in enumerate(ways)}
    texts = {"title_sq": sq, "title_en": en, "advice_sq": "", "advice_en": "", "slug_sq": "", "slug_en": ""}
    return texts | ranked | {"ORDER": order} | values


def guide(**values):
    return nested_form_data(
        {
            "title_sq": "Mënyra Si të Kontaktoni TikTok-un",
            "title_en": "Ways to Contact TikTok",
            "slug_sq": "",
            "slug_en": "",
            "summary_sq": "Rrugët zyrtare.",
            "summary_en": "",
            "introduction_sq": rich_text(""),
            "introduction_en": rich_text(""),
            "seo_title_sq": "",
            "seo_title_en": "",
            "search_description_sq": "",
            "search_description_en": "",
            "publishes_channels": "on",
            "problems": rows(),
            "product_rows": rows(),
            "date": "",
            "related_picks": rows(),
            "comments": COMMENTS,
        }
        | values
    )


def fill(client, page, action, values):
    """Send the form of an admin `page` that goes to `action`, with its own hidden fields and these `values`."""
    soup = BeautifulSoup(client.get(page).content, "html.parser")
    form = soup.find("form", method="post", action=action)
    hidden = {field["name"]: field["value"] for field in form.find_all("input", type="hidden")}
    return client.post(action, hidden | values)
