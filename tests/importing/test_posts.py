"""A text without numbered headings becomes an article."""

import json

import pytest

from blog.models import Author, BlogPage
from portal.importing.reading import RefusedError
from portal.pages.excerpts import plain_text
from portal.pages.models import Topic
from tests.make import company

MARKDOWN = """---
title: Si ta mbroni llogarinë
summary: "Tri hapa: të shkurtër"
topics: [siguri, asgje]
authors: redaksia
company: tiktok
date: 2026-09-01
mood: happy
---

Hyrja me **theks**, një [lidhje](https://www.example.com/a?b=1&c=2) dhe `kod`.

## Hapi i parë

- një
- dy
  - brenda

### Më poshtë

> Fjalët e dikujt.
>
> — Dikush

| Modeli | Ekrani |
|--------|--------|
| A      | 6,1    |

```python
print("<b>")
```

![Një foto](https://www.example.com/a.png)
"""
HTML = """<html lang="sq"><head><title>Titulli i faqes</title><style>p { color: red }</style></head><body>
<div class="c"><h1>Titulli</h1><p class="x" onclick="a()">Një <span style="x">fjalë</span> e <strong>parë</strong>.</p>
<h4>Thellë</h4><table><tr><td>a</td><td>b</td></tr><tr><td>1</td></tr></table>
<dl><dt>Ekrani</dt><dd>6,1 inç</dd></dl>
<iframe src="https://www.youtube.com/embed/aaaaaaaaaaa" title="Video"></iframe></div></body></html>
"""


def blocks(page, code="sq"):
    return [(block.block_type, block.value) for block in getattr(page, f"body_{code}")]


def messages(made):
    return {note.message for note in made.report.notes}


@pytest.fixture
def made(run):
    Topic.objects.create(name="Siguri", slug="siguri", slug_sq="siguri", slug_en="safety")
    Author.objects.create(name="Redaksia", slug="redaksia")
    company()
    made = run(MARKDOWN)
    made.page = BlogPage.objects.get()
    return made


class TestMarkdown:
    def test_blocks(self, made):
        kinds = [kind for kind, _value in blocks(made.page)]
        assert kinds == "paragraph heading paragraph heading quote table code paragraph".split()

    def test_rich_text(self, made):
        text = str(blocks(made.page)[0][1])
        assert "<b>theks</b>" in text
        assert 'href="https://www.example.com/a?b=1&amp;c=2"' in text
        assert "<code>kod</code>" in text

    def test_lists_within_lists(self, made):
        assert str(blocks(made.page)[2][1]).count("<ul>") == 2

    def test_values(self, made):
        values = [value for _kind, value in blocks(made.page)]
        assert values[1]["text"] == "Hapi i parë"
        assert (values[4]["text"], values[4]["source"]) == ("Fjalët e dikujt.", "Dikush")
        assert [column["heading"] for column in values[5]["table"].columns] == ["Modeli", "Ekrani"]
        assert values[6]["code"] == 'print("<b>")'
        assert "https://www.example.com/a.png" in str(values[7])

    def test_facts(self, made):
        page = made.page
        assert page.title_sq == "Si ta mbroni llogarinë"
        assert page.summary_sq == "Tri hapa: të shkurtër"
        assert (page.company.slug, str(page.date)) == ("tiktok", "2026-09-01")
        assert [topic.slug_sq for topic in page.topics.all()] == ["siguri"]
        assert [author.slug for author in page.authors.all()] == ["redaksia"]
        assert not page.live

    def test_report(self, made):
        assert {
            "There is no topic “%(slug)s”",
            "A picture is not brought along; upload it: %(text)s",
            "An article has one level of headings; “%(text)s” was a lower one",
            "A line of the front matter that means nothing here: %(name)s: %(value)s",
        } == messages(made)
        assert "mood: happy" in made.report.all_left_out[0].text

    def test_a_page_of_it_is_shown_in_a_preview(self, made, admin_client):
        made.page.save_revision().publish()
        answer = admin_client.get("/sq/blog/si-ta-mbroni-llogarine/")
        assert "Hapi i parë" in answer.text


def test_html(run):
    made = run(HTML)
    page = BlogPage.objects.get()
    kinds, values = zip(*blocks(page), strict=True)
    assert page.title_sq == "Titulli"
    assert kinds == ("paragraph", "heading", "table", "facts", "embed")
    assert "Një fjalë e <b>parë</b>." in str(values[0])
    assert values[3]["rows"][0]["value"] == "6,1 inç"
    assert (values[4]["provider"], values[4]["id"]) == ("youtube", "aaaaaaaaaaa")
    assert "The title in the page’s head: %(text)s" in messages(made)
    stored = json.dumps(page.body_sq.get_prep_value())
    for gone in ("onclick", "class=", "style", "color"):
        assert gone not in stored


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle_sq: Një\ntitle_en: One\n---\nTeksti shqip.\n\n<!-- en -->\n\nThe English text.\n",
        "---\ntitle: Një\n---\nTeksti shqip.\n\n---\nlanguage: en\ntitle: One\n---\n\nThe English text.\n",
        "<!-- en -->\n# One\n\nThe English text.\n\n<!-- sq -->\n# Një\n\nTeksti shqip.\n",
        "<!-- sq -->\n---\ntitle: Një\n---\nTeksti shqip.\n<!-- en -->\n---\ntitle: One\n---\nThe English text.\n",
    ],
)
def test_two_languages(run, text):
    run(text)
    page = BlogPage.objects.get()
    assert (page.title_sq, page.title_en) == ("Një", "One")
    assert [plain_text(str(block.value)) for block in page.body_sq] == ["Teksti shqip."]
    assert [plain_text(str(block.value)) for block in page.body_en] == ["The English text."]


def test_only_english(run):
    made = run("# One\n\nText.\n", language="en")
    assert (made.page.title_sq, made.page.title_en) == ("One", "One")
    assert not BlogPage.objects.get().body_sq
    assert any("stands in" in message for message in messages(made))


def test_numbered_headings_may_be_an_article_all_the_same(run):
    made = run("# Këshilla\n\n## 1. Njëra\n\nx\n\n## 2. Tjetra\n\ny\n", "post")
    assert [value["text"] for kind, value in blocks(made.page) if kind == "heading"] == ["1. Njëra", "2. Tjetra"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\ntitle: a: b\n---\nx", "2"),
        ("---\ntitle: [[a]]\n---\nx", "title: …"),
        ("---\nlanguage: de\ntitle: a\n---\nx", "de"),
        ("---\ntype: novel\ntitle: a\n---\nx", "novel"),
        ("---\ntitle: only a title\n---\n", "."),
        ("---\n" + "a: " + "b" * 30_000 + "\n---\nx", "20000"),
        ("---\na: &a [x, x]\nb: *a\nc: [*a, *a]\n---\nx", "title: …"),
        ("---\nt: " + "[" * 5000 + "\n---\nx", "."),
    ],
)
def test_refused(run, text, says):
    with pytest.raises(RefusedError, match=says):
        run(text)
    assert not BlogPage.objects.exists()


def test_a_page_with_the_title_of_another_is_told(run):
    from tests.make import post

    other = post("Titulli")
    made = run("# Titulli\n\nx\n")
    assert made.page.pk != other.pk
    assert made.page.slug_sq == "titulli-2"
    assert "There is another page with this title already: “%(title)s”" in messages(made)
