"""What the read API says of articles; docs/api.md describes it."""

from portal.api import shapes
from portal.cart.models import Unit
from portal.pages.languages import value_in
from portal.pages.links import absolute_url


def article_texts(page, code, root_url):
    """The blocks of the body in one language, those left out that show nothing to the public."""
    blocks = [block_data(block, root_url, code) for block in value_in(page, "body", code) or []]
    return {"body": [block for block in blocks if block]}


def authors(page, root_url):
    return [
        {"name": shapes.texts(one, "name"), "slug": one.slug, "kind": one.kind, "urls": shapes.urls(one, root_url)}
        for one in page.authors_list
    ]


def block_data(block, root_url, code):
    data = MAKERS[block.block_type](block.value, root_url, code)
    return data and {"type": block.block_type, "value": data}


def heading(value, root_url, code):
    return {"text": value["text"], "level": value.level}


def paragraph(value, root_url, code):
    return {"html": shapes.html(value.source, root_url, code)}


def picture(value, root_url, code):
    image = value["image"]
    return image and {
        "id": image.pk,
        "url": absolute_url(image.file.url, root_url),
        "width": image.width,
        "height": image.height,
        "alt": value.description or None,
        "caption": value["caption"] or None,
    }


def gallery(value, root_url, code):
    pictures = [picture(one, root_url, code) for one in value["pictures"]]
    return {"pictures": [one for one in pictures if one]}


def quote(value, root_url, code):
    return {"text": value["text"], "source": value["source"] or None}


def callout(value, root_url, code):
    text = shapes.html(value["text"].source, root_url, code)
    return {"kind": value["kind"], "title": value["title"] or None, "html": text}


def facts(value, root_url, code):
    rows = [{"label": row["label"], "value": row["value"]} for row in value["rows"]]
    return {"title": value["title"] or None, "rows": rows}


def table(value, root_url, code):
    cells = value["table"]
    return {
        "caption": value["caption"] or None,
        "columns": [column["heading"] for column in cells.columns],
        "rows": [[str(cell.value or "") for cell in row] for row in cells.rows],
    }


def source_code(value, root_url, code):
    return {"language": value["language"] or None, "code": value["code"]}


def embed(value, root_url, code):
    return {"provider": value["provider"], "id": value["id"], "title": value["title"], "url": value.external_url}


def related(value, root_url, code):
    reference = shapes.page_reference(value["page"], root_url)
    return reference and {"page": reference, "text": value["text"] or None}


def product(value, root_url, code):
    one = value["product"]
    if one is None or not one.is_live:
        return None
    return {
        "name": shapes.texts(one, "name"),
        "urls": shapes.urls(one, root_url),
        "price": f"{one.money.amount:.2f}",
        "currency": one.currency,
        "unit": shapes.labels(Unit(one.unit).label),
        "availability": one.availability,
        "buy_url": one.buy_url or None,
    }


MAKERS = {
    "heading": heading,
    "paragraph": paragraph,
    "picture": picture,
    "gallery": gallery,
    "quote": quote,
    "callout": callout,
    "facts": facts,
    "table": table,
    "code": source_code,
    "embed": embed,
    "related": related,
    "product": product,
}
