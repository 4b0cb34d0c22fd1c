"""import_article on the command line."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from blog.models import BlogPage
from help.models import HelpIndexPage
from tests.make import company, home


def run(*arguments):
    out = io.StringIO()
    call_command("import_article", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path, lists):
    path = tmp_path / "text.md"
    path.write_text("# Titulli\n\nTeksti.\n\n![foto](a.png)\n")
    return path


def test_makes_a_draft_and_prints_what_it_was_unsure_about(file):
    told = run(file)
    page = BlogPage.objects.get()
    assert (page.title_sq, page.live) == ("Titulli", False)
    assert f"{page.pk}" in told
    assert "foto a.png" in told


def test_a_trial_stores_nothing(file):
    assert "Titulli" in run(file, "--dry-run")
    assert not BlogPage.objects.exists()


def test_standard_input(lists, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"# Nga gypi\n\nx\n")))
    run("-")
    assert BlogPage.objects.get().title_sq == "Nga gypi"


def test_language_company_and_place(file):
    company("Apple")
    second = home().add_child(instance=HelpIndexPage(title_sq="Tjetër", title_en="Other"))
    file.write_text("# Title\n\n## 1. Form\n\nx\n\n## 2. Chat\n\ny\n")
    run(file, "--language", "en", "--company", "apple", "--into", second.slug, "--type", "guide")
    guide = HelpIndexPage.objects.get(pk=second.pk).get_children().get().specific
    assert (guide.title_en, guide.company.name, guide.numchild) == ("Title", "Apple", 2)


@pytest.mark.parametrize(
    "arguments",
    [("--company", "nobody"), ("--into", "nowhere"), ("--into", "999999"), ("--type", "guide")],
)
def test_each_fault_is_one_line(file, arguments):
    with pytest.raises(CommandError) as fault:
        run(file, *arguments)
    assert "\n" not in str(fault.value)
    assert not BlogPage.objects.exists()


def test_a_place_of_another_kind_is_refused(file):
    place = HelpIndexPage.objects.get()
    with pytest.raises(CommandError):
        run(file, "--into", place.pk)


def test_files_that_cannot_be_read(tmp_path, lists):
    empty, binary = tmp_path / "empty.md", tmp_path / "binary.md"
    empty.write_bytes(b"")
    binary.write_bytes(b"PK\x03\x04\x00")
    for path in (tmp_path / "missing.md", tmp_path, empty, binary):
        with pytest.raises(CommandError):
            run(path)


def test_a_site_without_lists_says_so(tmp_path, db):
    path = tmp_path / "text.md"
    path.write_text("# T\n\nx\n")
    with pytest.raises(CommandError):
        run(path)
