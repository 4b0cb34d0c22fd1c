"""Every word of a text is in the draft, or in what the report says was left out."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blog.models import BlogPage
from help.models import GuidePage
from portal.importing.article import read_article
from portal.importing.blocks import text_of
from portal.importing.reading import RefusedError, tidied
from portal.importing.registry import importer_for
from portal.importing.report import Report
from portal.pages.excerpts import plain_text

WORD = re.compile(r"[^\W\d_]+")
words = st.text(st.sampled_from("abcdeëçgjlmnoprstuvzABC"), min_size=1, max_size=7).map(lambda word: f"f{word}")
signs = st.sampled_from(
    ["", "", ".", ",", "!", ":", " –", "…", " &", " <", " >", "*", "_", "`", "[", "]", "(", " @", "#", "|", "~"]
)
phrases = st.lists(st.tuples(words, signs).map("".join), min_size=1, max_size=6).map(" ".join)
numbers = st.integers(1, 12)
BUTTONS = ["Your Cart", "Last Blogs", "Read More", "Lexo më shumë"]
markdown_parts = st.one_of(
    phrases,
    st.tuples(st.sampled_from(["#", "##", "###"]), phrases).map(" ".join),
    st.tuples(numbers, st.sampled_from([".", ". ", ") "]), phrases).map(lambda parts: "".join(map(str, parts))),
    st.tuples(numbers, phrases).map(lambda parts: f"## {parts[0]}. {parts[1]}"),
    st.lists(phrases, min_size=1, max_size=4).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(phrases, min_size=1, max_size=4).map(lambda lines: "\n".join(f"  • {line}" for line in lines)),
    st.lists(phrases, min_size=1, max_size=4).map(lambda lines: "\n".join(f"{n}. {s}" for n, s in enumerate(lines, 1))),
    st.lists(phrases, min_size=2, max_size=4).map("\n".join),
    st.tuples(words, phrases).map(lambda parts: f"• {parts[0]}: {parts[1]}\n• {parts[0]}: {parts[1]}"),
    phrases.map(lambda text: f"> {text}"),
    phrases.map(lambda text: f"```\n{text}\n```"),
    phrases.map(lambda text: f"    {text}"),
    st.tuples(words, words).map(lambda pair: f"| {pair[0]} | {pair[1]} |\n|---|---|\n| {pair[1]} | {pair[0]} |"),
    st.tuples(phrases, words).map(lambda pair: f"**{pair[0]}** [{pair[1]}](https://a.example/{pair[1]})"),
    st.sampled_from(BUTTONS),
)
TAGS = "p div h1 h2 h3 li ul ol b span section blockquote td tr table dt dd dl pre em button svg math xx o:p".split()
html_parts = st.one_of(
    st.tuples(st.sampled_from(TAGS), phrases).map(lambda pair: f"<{pair[0]}>{safe(pair[1])}</{pair[0]}>"),
    st.tuples(numbers, phrases).map(lambda pair: f"<h2>{pair[0]}. {safe(pair[1])}</h2>"),
    st.tuples(numbers, phrases).map(lambda pair: f"<p>{pair[0]}. {safe(pair[1])}</p>"),
    st.tuples(words, phrases).map(lambda pair: f"<ul><li>{pair[0]}: {safe(pair[1])}<ul><li>{pair[0]}</ul></li></ul>"),
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["<br>", "<hr>", "<!-- x -->"]),
    phrases.map(lambda text: safe(text)),
    st.sampled_from(BUTTONS),
)


def safe(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def found_words(text):
    return set(WORD.findall(text))


def words_of_draft(article, report):
    """All that would be stored, and all that the report holds."""
    importer = importer_for(article)
    page = importer.model(live=False, title_sq=article.main.title)
    parts = importer.fill(page, [], article, report)
    told = [str(value) for note in report.notes for value in note.values.values()]
    return found_words(
        " ".join([page.title_sq, *written(page), *(text for part in parts for text in written(part)), *told])
    )


def written(page):
    if isinstance(page, BlogPage):
        return [plain_text(page.plain_text("sq")), str(page.body_sq.get_prep_value())]
    if isinstance(page, GuidePage):
        return [plain_text(page.introduction_sq)]
    texts = [page.title_sq, plain_text(page.introduction_sq), plain_text(page.notes_sq)]
    texts += [text for step in page.steps.all() for text in (step.case_sq or "", plain_text(step.instruction_sq))]
    return texts + [item.text_sq for item in page.checklist_items.all()]


def check(source, typed):
    report = Report()
    try:
        article = read_article(tidied(source), report)
        kept = words_of_draft(article, report)
    except RefusedError:
        return
    assert typed - kept == set(), source


relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(st.lists(markdown_parts, min_size=1, max_size=10))
def test_markdown(db, parts):
    check("# Titulli\n\n" + "\n\n".join(parts), found_words(re.sub(r"https://\S*", "", "\n".join(parts))))


@relaxed
@given(st.lists(markdown_parts, min_size=1, max_size=10))
def test_plain_text(db, parts):
    """Parts that follow each other in lines without an empty one between them."""
    check("Titulli\n" + "\n".join(parts), found_words(re.sub(r"https://\S*", "", "\n".join(parts))))


@relaxed
@given(st.lists(html_parts, min_size=1, max_size=12))
def test_html(db, parts):
    source = "<h1>Titulli</h1>" + "\n".join(parts)
    check(source, found_words(text_of(re.sub(r"<!--.*?-->|<[^<>]*>", "\n", source))))
