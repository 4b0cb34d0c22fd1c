"""The OpenAPI 3.1 description of the API. tests/api/test_schema.py holds every answer of the demo against it.

Objects allow nothing that is not named here, so a field cannot get out without being described.
"""


def reference(name):
    return {"$ref": f"#/components/schemas/{name}"}


def or_null(name):
    return {"anyOf": [reference(name), {"type": "null"}]}


def described(schema, description):
    return {**schema, "description": description}


def items(schema):
    return {"type": "array", "items": schema}


def some(properties, **more):
    """An object of which any of the `properties` may be missing."""
    return {"type": "object", "properties": properties, "additionalProperties": False, **more}


def each(properties, optional=None, **more):
    """An object with all `properties`, and perhaps some of the `optional` ones."""
    return some({**properties, **(optional or {})}, required=[*properties], **more)


def by_language(schema, **more):
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{2,3}(-[a-z]+)?$"},
        "additionalProperties": schema,
        **more,
    }


def with_terms(properties):
    rest = {"type": "object", "properties": properties, "required": [*properties]}
    return {"allOf": [reference("Terms"), rest], "unevaluatedProperties": False}


TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
TEXT_OR_NULL = {"type": ["string", "null"]}
HTML = described(TEXT_OR_NULL, "HTML with absolute links.")
URL = {"type": "string", "format": "uri"}
URL_OR_NULL = {"type": ["string", "null"], "format": "uri"}
DATE = {"type": ["string", "null"], "format": "date"}
MOMENT = {"type": ["string", "null"], "format": "date-time"}
CLOCK = {"type": "string", "pattern": r"^\d\d:\d\d$"}
ID = {"type": "integer", "minimum": 0}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}

# Pages -----------------------------------------------------------------------------------------------------

LANGUAGE_HEAD = {
    "is_translated": described(FLAG, "Whether the page can be read in this language: title and body are written."),
    "is_stale": described(FLAG, "Whether the original has changed its meaning since this translation was written."),
    "title": TEXT_OR_NULL,
    "slug": TEXT_OR_NULL,
    "url": described(URL_OR_NULL, "The page in this language; null unless is_translated."),
    "markdown_url": described(URL_OR_NULL, "Its Markdown twin."),
    "summary": TEXT_OR_NULL,
    "seo_title": TEXT_OR_NULL,
    "search_description": TEXT_OR_NULL,
    "changed_at": described(MOMENT, "When what its readers see last changed. A verification is no change."),
}
GUIDE_TEXTS = {"introduction": HTML}
CHANNEL_TEXTS = {
    "short_name": TEXT_OR_NULL,
    "introduction": HTML,
    "notes": HTML,
    "hours_note": described(TEXT_OR_NULL, "Words in place of hours."),
    "holiday_note": TEXT_OR_NULL,
    "message_subject": described(TEXT_OR_NULL, "The subject of a message to this channel."),
    "message_template": described(TEXT_OR_NULL, "What readers can send; they fill in what stands in [brackets]."),
}
LONG_TEXTS = {
    "hero_title": TEXT_OR_NULL,
    "hero_text": TEXT_OR_NULL,
    "body": items(reference("Block")),
    **GUIDE_TEXTS,
    **CHANNEL_TEXTS,
}
REFERENCE_META = {"type": TEXT, "detail_url": URL, "html_url": URL}
PAGE_META = {
    "type": described(TEXT, "Such as help.GuidePage."),
    "detail_url": URL,
    "html_url": described(URL, "The canonical address."),
    "first_published_at": MOMENT,
}
PAGE = {
    "id": NUMBER,
    "title": described(TEXT, "In the default language, or in the first that has one."),
    "date": DATE,
    "company": or_null("CompanyReference"),
    "topics": items(reference("Topic")),
    "cover": or_null("Picture"),
}
LISTED_PAGE = some(
    {**PAGE, "meta": some(PAGE_META), "languages": by_language(reference("LanguageHead"))},
    description="Which of these are there follows ?fields=; all of them unless it is given.",
)
WHOLE_PAGE = some(
    {
        **PAGE,
        "meta": some({**PAGE_META, "parent": or_null("PageReference")}),
        "related": described(items(reference("PageReference")), "What its editor picked as the next to read."),
        "languages": by_language(reference("PageLanguage")),
        "authors": described(items(reference("Author")), "Of articles."),
        "problems": described(items(reference("Problem")), "Of guides: what people want, and the channels for it."),
        "channels": described(items(reference("Channel")), "Of guides, in their order."),
        "channel": described(or_null("Channel"), "Of a channel's own page."),
    },
    description="Which of these are there follows ?fields=; all that the type has unless it is given.",
)

# Blocks of an article --------------------------------------------------------------------------------------

FILE = {"id": NUMBER, "url": URL, "width": NUMBER, "height": NUMBER}
CAPTIONED = {**FILE, "alt": TEXT_OR_NULL, "caption": TEXT_OR_NULL}
BLOCKS = {
    "heading": {"text": TEXT, "level": {"enum": [2, 3]}},
    "paragraph": {"html": HTML},
    "picture": CAPTIONED,
    "gallery": {"pictures": items(each(CAPTIONED))},
    "quote": {"text": TEXT, "source": TEXT_OR_NULL},
    "callout": {"kind": {"enum": ["info", "tip", "warning"]}, "title": TEXT_OR_NULL, "html": HTML},
    "facts": {"title": TEXT_OR_NULL, "rows": items(each({"label": TEXT, "value": TEXT}))},
    "table": {"caption": TEXT_OR_NULL, "columns": items(TEXT), "rows": items(items(TEXT))},
    "code": {"language": TEXT_OR_NULL, "code": TEXT},
    "embed": {"provider": TEXT, "id": TEXT, "title": TEXT, "url": URL},
    "related": {"page": reference("PageReference"), "text": TEXT_OR_NULL},
    "product": {
        "name": reference("Texts"),
        "urls": reference("Urls"),
        "price": described({"type": "string", "pattern": r"^\d+\.\d\d$"}, "Of one, in the currency."),
        "currency": described(TEXT, "ISO 4217."),
        "unit": described(reference("Labels"), "What the price is for."),
        "availability": {"enum": ["InStock", "PreOrder", "OutOfStock"]},
        "buy_url": described(URL_OR_NULL, "Where it is sold, when that is not here."),
    },
}

# Companies and channels ------------------------------------------------------------------------------------

ADDRESS = {
    "type": {"enum": ["web", "x", "email", "phone", "postal", "text"]},
    "value": described(TEXT, "As it is used: https://…, @name, name@host, +355…"),
    "text": described(TEXT, "As readers see it."),
    "href": TEXT_OR_NULL,
    "host": described(TEXT_OR_NULL, "Where a web address really leads."),
}
SLOT = {
    "days": items({"enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}),
    "opens": CLOCK,
    "closes": CLOCK,
    "is_overnight": described(FLAG, "It closes on the next day."),
}
CHANNEL = {
    "key": described(TEXT, "Permanent, whatever else changes."),
    "id": NUMBER,
    "detail_url": URL,
    "number": described({"type": ["integer", "null"]}, "Its place on the guide; null once it is retired."),
    "anchor": described(TEXT, "The id of the channel on its guide's page."),
    "anchor_urls": reference("Urls"),
    "kind": reference("Choice"),
    "audience": reference("Choice"),
    "address": or_null("Address"),
    "hours": described(or_null("Hours"), "Null when there are none, and when hours_note stands in their place."),
    "holidays_of": described(TEXT_OR_NULL, "ISO 3166: it is closed on the public holidays of this country."),
    "answer_hours": described({"type": ["integer", "null"]}, "Within how many hours the company promises to answer."),
    "countries": described(items(TEXT), "ISO 3166; none means everywhere."),
    "spoken_languages": items(TEXT),
    "state": reference("State"),
    "verified_on": described(DATE, "When somebody last tried it; null when nobody has."),
    "source_url": described(URL_OR_NULL, "The company's own page that names this channel."),
    "changed_at": MOMENT,
    "languages": by_language(reference("ChannelLanguage")),
    "safety": described(items(reference("Labels")), "What to be careful with in this kind of channel."),
    "checklist": items(reference("Texts")),
    "steps": items(reference("Step")),
}
COMPANY = {
    "slug": TEXT,
    "name": TEXT,
    "website": URL_OR_NULL,
    "help_url": URL_OR_NULL,
    "description": reference("Texts"),
    "urls": reference("Urls"),
    "data_url": URL,
}
STEP = {
    "number": NUMBER,
    "case": described(or_null("Texts"), "On the first step of each case only; the next ones belong to it."),
    "instruction": described(reference("Texts"), "HTML with absolute links."),
    "tip": or_null("Texts"),
    "warning": or_null("Texts"),
    "picture": or_null("Picture"),
}
STATE = {
    "key": {"enum": ["works", "changed", "retired"]},
    "label": reference("Labels"),
    "reason": reference("Texts"),
    "replacement": or_null("ChannelReference"),
}

SCHEMAS = {
    "Error": each({"message": TEXT}),
    "Texts": by_language(TEXT_OR_NULL, description="A text in each language of the site; null where nobody wrote it."),
    "Labels": by_language(TEXT, description="Words of the site's interface in each language."),
    "Urls": by_language(URL, description="The address in each language that it is really in."),
    "Terms": {
        "type": "object",
        "properties": {
            "source": described(URL, "The canonical address of this answer."),
            "licence": described(URL_OR_NULL, "Of the content; null when none is granted."),
            "attribution": described(TEXT, "To be named where the content is used."),
        },
        "required": ["source", "licence", "attribution"],
    },
    "ListMeta": each({"total_count": NUMBER, "next": URL_OR_NULL, "previous": URL_OR_NULL}),
    "PageReference": each({"id": NUMBER, "meta": each(REFERENCE_META), "title": TEXT}),
    "CompanyReference": each({"slug": TEXT, "name": TEXT, "urls": reference("Urls")}),
    "ChannelReference": each({"key": TEXT, "id": NUMBER, "urls": reference("Urls")}),
    "Topic": each({"name": reference("Texts"), "slug": reference("Texts"), "urls": reference("Urls")}),
    "Author": each(
        {
            "name": reference("Texts"),
            "slug": TEXT,
            "kind": {"enum": ["organisation", "person"]},
            "urls": reference("Urls"),
        }
    ),
    "Picture": each({**FILE, "alt": reference("Texts")}),
    "Image": some({**FILE, "title": TEXT, "alt": reference("Texts"), "meta": some({"type": TEXT, "detail_url": URL})}),
    "ImageList": each({"meta": reference("ListMeta"), "items": items(reference("Image"))}),
    "LanguageHead": each(LANGUAGE_HEAD),
    "PageLanguage": each(LANGUAGE_HEAD, LONG_TEXTS, description="The head, and the texts that this type of page has."),
    "ListedPage": LISTED_PAGE,
    "Page": WHOLE_PAGE,
    "PageList": each({"meta": reference("ListMeta"), "items": items(reference("ListedPage"))}),
    "Block": {
        "description": "One block of an article.",
        "oneOf": [each({"type": {"const": kind}, "value": each(value)}) for kind, value in BLOCKS.items()],
    },
    "Choice": each({"key": described(TEXT, "Never changes."), "label": reference("Labels")}),
    "Address": each(ADDRESS),
    "Slot": each(SLOT),
    "Hours": each(
        {
            "timezone": described(TEXT_OR_NULL, "The IANA zone that the slots are in, such as America/Los_Angeles."),
            "slots": items(reference("Slot")),
        }
    ),
    "State": each(STATE),
    "Step": each(STEP),
    "ChannelLanguage": each({**LANGUAGE_HEAD, **CHANNEL_TEXTS}),
    "GuideLanguage": each({**LANGUAGE_HEAD, **GUIDE_TEXTS}),
    "Channel": each(CHANNEL),
    "Problem": described(
        each(
            {
                "title": reference("Texts"),
                "advice": reference("Texts"),
                "urls": reference("Urls"),
                "channels": described(items(TEXT), "Keys of channels of the same guide, best first."),
            }
        ),
        "What somebody wants of a company, and the channels for it.",
    ),
    "Company": each(COMPANY),
    "Guide": each(
        {
            "id": NUMBER,
            "detail_url": URL,
            "changed_at": MOMENT,
            "languages": by_language(reference("GuideLanguage")),
            "problems": items(reference("Problem")),
            "channels": items(reference("Channel")),
        }
    ),
    "CompanyList": with_terms({"meta": reference("ListMeta"), "companies": items(reference("Company"))}),
    "CompanyData": with_terms(
        {
            "company": reference("Company"),
            "disclaimer": reference("Labels"),
            "changed_at": MOMENT,
            "guides": items(reference("Guide")),
        }
    ),
    "Index": with_terms(dict.fromkeys(["schema", "pages", "images", "companies"], URL)),
}

# Paths -----------------------------------------------------------------------------------------------------


def in_query(name, schema, description):
    return {"name": name, "in": "query", "description": description, "schema": schema}


def in_path(name, schema):
    return {"name": name, "in": "path", "required": True, "schema": schema}


def component(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def json_of(schema):
    return {"application/json": {"schema": schema}}


def reads(operation, summary, schema, parameters=(), errors=("400",)):
    found = {
        "description": "As asked.",
        "headers": {"ETag": component("headers", "ETag")},
        "content": json_of(schema),
    }
    responses = {"200": found, "304": {"description": "Unchanged since the ETag of If-None-Match."}}
    responses |= {status: component("responses", status) for status in errors}
    parameters = [*parameters, component("parameters", "if_none_match")]
    return {"get": {"operationId": operation, "summary": summary, "parameters": parameters, "responses": responses}}


def finds(operation, summary, *parameters):
    there = {"description": "To what was found.", "headers": {"Location": {"schema": URL}}}
    responses = {"302": there} | {status: component("responses", status) for status in ("400", "404")}
    return {"get": {"operationId": operation, "summary": summary, "parameters": [*parameters], "responses": responses}}


FIELDS = component("parameters", "fields")
PAGING = [component("parameters", name) for name in ["limit", "offset", "page"]]
PAGE_FILTERS = [
    in_query("type", TEXT, "A page type such as help.GuidePage, or several with commas."),
    in_query("company", TEXT, "The slug of a company."),
    in_query("topic", TEXT, "The slug of a topic, in any language."),
    in_query("language", TEXT, "Only pages that can be read in this language."),
    in_query("child_of", TEXT, "The id of a page, or root."),
    in_query("descendant_of", TEXT, "The id of a page, or root; not together with child_of."),
    in_query("ancestor_of", ID, "The id of a page."),
    in_query("order", TEXT, "id, title, date, first_published_at; several with commas, - before one for descending."),
]
BOTH = ("400", "404")
PATHS = {
    "/api/": reads("index", "Where everything is.", reference("Index")),
    "/api/schema.json": reads("schema", "This description.", {"type": "object"}),
    "/api/v1/companies.json": reads(
        "companies", "The companies that a public page is about, by name.", reference("CompanyList"), PAGING, BOTH
    ),
    "/api/v1/companies/{slug}.json": reads(
        "company",
        "One company, its public guides and their channels.",
        reference("CompanyData"),
        [in_path("slug", SLUG)],
        BOTH,
    ),
    "/api/v2/pages/": reads("pages", "Public pages.", reference("PageList"), [*PAGE_FILTERS, FIELDS, *PAGING], BOTH),
    "/api/v2/pages/{id}/": reads(
        "page", "One page with all its text.", reference("Page"), [in_path("id", ID), FIELDS], BOTH
    ),
    "/api/v2/pages/find/": finds(
        "find_page",
        "The page of an id, or of the path of its HTML.",
        in_query("id", ID, "The id of a page."),
        in_query("html_path", TEXT, "Such as /en/blog/."),
    ),
    "/api/v2/images/": reads(
        "images",
        "The pictures that public pages show.",
        reference("ImageList"),
        [in_query("order", TEXT, "id or title; - before it for descending."), FIELDS, *PAGING],
        BOTH,
    ),
    "/api/v2/images/{id}/": reads("image", "One picture.", reference("Image"), [in_path("id", ID), FIELDS], BOTH),
    "/api/v2/images/find/": finds("find_image", "The picture of an id.", in_query("id", ID, "The id of a picture.")),
}

PARAMETERS = {
    "limit": in_query(
        "limit", {"type": "integer", "minimum": 1, "maximum": 50, "default": 20}, "How many entries to give."
    ),
    "offset": in_query(
        "offset", {"type": "integer", "minimum": 0, "default": 0}, "How many to leave out first. Beyond the end: 404."
    ),
    "page": in_query(
        "page", {"type": "integer", "minimum": 1, "default": 1}, "Instead of offset. Beyond the end: 404."
    ),
    "fields": in_query(
        "fields",
        TEXT,
        "Wagtail's: title,date adds to the usual ones, -cover leaves one out, _,title gives that one alone, * all.",
    ),
    "if_none_match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of what you have.",
        "schema": TEXT,
    },
}
RESPONSES = {
    "400": {"description": "Something in the query is not understood.", "content": json_of(reference("Error"))},
    "404": {"description": "There is nothing here, or not that many.", "content": json_of(reference("Error"))},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {
        "title": "Kanal: read API",
        "version": "1",
        "description": "What the public pages say, as JSON, in every language at once. It can only be read.",
    },
    "servers": [{"url": "/"}],
    "paths": PATHS,
    "components": {
        "headers": {"ETag": {"description": "Made from the answer's content.", "schema": TEXT}},
        "parameters": PARAMETERS,
        "responses": RESPONSES,
        "schemas": SCHEMAS,
    },
}
