"""The OpenAPI description is valid, and true of every answer of the demo and of what a fuzzer thinks of."""

import re

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import positive_data_acceptance

from portal.api.schema import DOCUMENT
from portal.pages.models import BasePage, Company, PortalImage
from portal.settings import BASE_DIR
from portal.wsgi import application

EXAMPLES = 12  # for each path


@pytest.fixture
def kept_connection():
    """The server would close the connection that holds the demo; Django's own test client spares it in this way."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def validator(name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def assert_described(path, name):
    response = Client().get(path)
    assert response.status_code == 200, path
    errors = [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(response.json())]
    assert not errors, (path, errors)
    return response.json()


def test_description_is_valid_and_served_as_it_stands(demo):
    validate(DOCUMENT)
    assert Client().get("/api/schema.json").json() == DOCUMENT


def test_every_page_of_the_demo_is_as_described(demo):
    public = BasePage.objects.published().filter(depth__gt=1)
    for page in public:
        data = assert_described(f"/api/v2/pages/{page.pk}/", "Page")
        assert_described(f"/api/v2/pages/{page.pk}/?fields=_,title", "Page")
        assert data["id"] == page.pk
    seen, path = set(), "/api/v2/pages/?limit=20"
    while path:
        data = assert_described(path, "PageList")
        seen |= {item["id"] for item in data["items"]}
        path = (data["meta"]["next"] or "").removeprefix("http://localhost")
    assert seen == set(public.values_list("pk", flat=True))


def test_every_picture_and_company_is_as_described(demo):
    assert_described("/api/", "Index")
    listed = assert_described("/api/v2/images/?limit=50", "ImageList")
    assert 0 < listed["meta"]["total_count"] <= PortalImage.objects.count()
    for item in listed["items"]:
        assert_described(f"/api/v2/images/{item['id']}/", "Image")
    rows = assert_described("/api/v1/companies.json", "CompanyList")["companies"]
    assert len(rows) == Company.objects.count()
    for row in rows:
        data = assert_described(f"/api/v1/companies/{row['slug']}.json", "CompanyData")
        assert data["guides"]


def test_errors_are_as_described(demo):
    for path in ["/api/v2/pages/?limit=0", "/api/v2/pages/?page=99", "/api/x"]:
        validator("Error").validate(Client().get(path).json())


def test_documentation_names_every_path_and_only_what_answers(demo):
    text = (BASE_DIR / "docs/api.md").read_text()
    for path in DOCUMENT["paths"]:
        assert path in text, path
    examples = re.findall(r"`(/api/[^`{}]*)`", text)
    assert len(examples) > 10
    for path in examples:
        assert Client().get(path).status_code in {200, 302}, path


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_fuzzer_finds_no_answer_that_is_not_described(demo, kept_connection, django_db_blocker, path):
    described = schemathesis.openapi.from_wsgi("/api/schema.json", application).include(path=path)
    (operation,) = (result.ok() for result in described.get_all_operations())

    @seed(8)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case):
        response = case.call(headers={"Host": "localhost"})
        assert response.status_code < 500
        # A 400 is a right answer to parameters that are allowed one by one.
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    with django_db_blocker.unblock():
        ask()
