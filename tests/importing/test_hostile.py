"""What is pasted is not trusted: it is put in order, or refused in a sentence, within seconds."""

import json
import time
from contextlib import suppress

import pytest

from blog.models import BlogPage
from portal.importing.article import read_article
from portal.importing.blocks import blocks_of
from portal.importing.markup import MOST_TAGS
from portal.importing.reading import LARGEST, RefusedError, decoded
from portal.importing.report import Report

SECONDS = 45  # what a slow machine that does other things may take; a fast one needs a tenth of it
WORD = (
    '<p class=MsoNormal style="margin:0cm;mso-line-height-rule:exactly"><span lang=SQ '
    'style="font-size:12.0pt;font-family:&quot;Times New Roman&quot;">Fjalë&nbsp;të shkruara në Word'
    "<o:p></o:p></span></p>\n"
)
WORD_HEAD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:""} --></style></head><body><h1>Nga Word</h1>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
<span>&nbsp; &nbsp;</span></span><![endif]>e para</p><p class=MsoListParagraph>·<span>&nbsp;&nbsp; </span>e dyta</p>
"""
EVIL = """<div><h1 onclick="alert(1)">Titulli</h1><script>alert(2)</script><style>body { display: none }</style>
<p onmouseover=alert(3) style="background:url(javascript:alert(4))">Teksti <a href="javascript:alert(5)">një</a>
<a href="java&#115;cript:alert(6)">dy</a> <a href=" JaVaScRiPt:alert(7)">tre</a> <a href="data:text/html,x">katër</a>
<a href="vbscript:x">pesë</a> <a href="https://www.example.com/" target=_blank onclick=x>gjashtë</a>
<img src=x onerror=alert(8) alt="foto"> <svg onload=alert(9)><a xlink:href="javascript:alert(10)">shtatë</a></svg></p>
<iframe src="javascript:alert(11)"></iframe><iframe src="https://evil.example/"></iframe>
<form action="javascript:alert(12)"><button formaction=x>tetë</button></form><math><mtext>nëntë</mtext></math>
<template><b>dhjetë</b></template></div>"""


def words_of(page):
    return json.dumps(page.body_sq.get_prep_value(), ensure_ascii=False)


def test_nothing_that_acts_survives(run):
    made = run(EVIL)
    stored = words_of(BlogPage.objects.get())
    for evil in ("script", "onclick", "onmouseover", "onerror", "onload", "style", "data:", "svg", "<form", "target"):
        assert evil not in stored.lower(), evil
    for word in "Teksti një dy tre katër pesë gjashtë foto shtatë tetë nëntë dhjetë".split():
        assert word in stored, word
    assert 'href=\\"https://www.example.com/\\"' in stored
    told = " ".join(note.text for note in made.report.all_left_out)
    assert "javascript:alert(5)" in told
    assert "javascript:alert(6)" in told


@pytest.mark.parametrize(
    "link", ["[një](javascript:alert(1))", "[një](java&#115;cript:x)", "<a href='javascript:alert(1)'>një</a>"]
)
def test_markdown_links(run, link):
    run(f"# Titulli\n\nTeksti {link} këtu.\n")
    stored = words_of(BlogPage.objects.get())
    assert "href" not in stored
    assert "një" in stored


def test_word(run):
    run(WORD_HEAD + WORD * 3)
    stored = words_of(BlogPage.objects.get())
    assert stored.count("shkruara") == 3
    assert "<li" in stored
    for gone in ("mso", "Mso", "class", "style", "o:p", "Normal", "·"):
        assert gone not in stored, gone


def test_two_megabytes_of_word(run):
    text = WORD_HEAD + WORD * (2_000_000 // len(WORD))
    begun = time.monotonic()
    run(text)
    assert time.monotonic() - begun < SECONDS
    assert words_of(BlogPage.objects.get()).count("shkruara") == text.count("shkruara")


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "span", "section", "q"])
def test_ten_thousand_nested_elements(tag):
    deep = f"<p>Fillimi</p>{f'<{tag}>' * 10_000}thellë{f'</{tag}>' * 10_000}"
    assert [block.text for block in blocks_of(deep, Report())] == ["Fillimi", "thellë"]


@pytest.mark.parametrize(
    "html",
    ["<div>" * 200_000, "<div>" * 20_000, "<ul><li>" * 1000, "<table><tr><td>" * 1000, "<p>x" * (MOST_TAGS + 1)],
    ids=["tags", "divs", "lists", "tables", "paragraphs"],
)
def test_what_is_deeper_still_is_refused(html):
    with pytest.raises(RefusedError):
        blocks_of(f"<p>{html}", Report())


@pytest.mark.parametrize("markdown", ["> " * 200 + "x", "- " * 200 + "x"])
def test_markdown_that_is_nested_too_deep_is_refused(markdown):
    with pytest.raises(RefusedError):
        blocks_of(markdown, Report())


def test_markdown_has_a_limit_of_its_own():
    with pytest.raises(RefusedError, match="400000"):
        blocks_of("fjalë " * 100_000, Report())


@pytest.mark.parametrize(
    "part",
    [
        "<p><!--",
        "&",
        "<![if ",
        "<a href=",
        '<a b="',
        "[",
        "![](",
        "*a ",
        "`a``",
        "a|b\n-|-\n",
        "\\",
        "<x ",
        "1.",
        "•\n",
    ],
)
def test_no_input_takes_for_ever(part):
    begun = time.monotonic()
    text = part * (100_000 // len(part))
    for source in (f"# T\n\nx\n\n{text}", f"<h1>T</h1><p>x {text}"):
        with suppress(RefusedError):
            read_article(source, Report())
    assert time.monotonic() - begun < SECONDS


@pytest.mark.parametrize("opening", ["<!-- ", "<style>", "<script>"])
def test_what_is_never_closed_swallows_nothing_silently(opening):
    report = Report()
    blocks = blocks_of(f"<p>Para</p>{opening}<p>Pas</p>", report)
    assert [block.text for block in blocks] == ["Para"]
    assert "Pas" in report.all_left_out[0].text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\t",
        b"PK\x03\x04word/document.xml",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0old word",
        b"{\\rtf1 text}",
        b"abc\x00def",
        b"x" * (LARGEST + 1),
        b"x\n" * 200_000,
        b"\x81\x8d\xff text",
    ],
    ids=["empty", "blank", "docx", "pdf", "doc", "rtf", "NUL", "large", "lines", "bytes"],
)
def test_files_that_are_no_text_are_refused(data):
    with pytest.raises(RefusedError):
        decoded(data, Report())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_of_word(encoding):
    report = Report()
    assert decoded("Mënyra të tjera për çdo gjë – “po”".encode(encoding), report).startswith("Mënyra të")
    assert bool(report.notes) == (not encoding.startswith("utf-8"))
