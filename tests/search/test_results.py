from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import override

from help.models import ChannelStatus
from portal.pages.languages import url_in
from portal.pages.models import BasePage, Topic
from portal.search.models import SearchEntry
from portal.search.results import LONGEST_QUERY, OPTIONS_SHOWN, OTHERS_SHOWN, RESULTS_PER_PAGE
from tests import make
from tests.search.test_promotions import promote

pytestmark = pytest.mark.django_db
EN, SQ = "/en/search/", "/sq/kerko/"


def asked(client, address=EN, **parameters):
    """The main part of the page of results."""
    response = client.get(address, parameters)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").main


def links(main):
    """The links of the first group: what readers see first."""
    first = main.select_one(".results-list:not([lang])")
    return {link.get_text(): link["href"] for link in first.select(".result__title a")} if first else {}


def group(main, language="en"):
    """The group of another language, or None."""
    return main.select_one(f"section:has(> .results-list[lang={language}])")


def chips(main, label):
    """`{what a link of a filter says: the link}`"""
    row = main.find("nav", attrs={"aria-label": label})
    return {" ".join(link.get_text().split()): link for link in row.select("a.chip")} if row else {}


def follow(client, link):
    return asked(client, EN, **{name: value[0] for name, value in parse_qs(urlsplit(link["href"]).query).items()})


def publish(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


@pytest.fixture(scope="module")
def voices_of_file(for_file):
    """A guide with two channels, and a post, all of which say "voice" and "zë"."""
    topic = Topic.objects.create(name_sq="Siguri", name_en="Safety")
    guide = publish(make.guide("Zëri i udhëzuesit", "Guide to the voice"), topics=[topic])
    mail = make.channel(guide, "Zëri me e-mail", "Voice by e-mail", kind="email", address="a@example.com")
    form = make.channel(guide, "Zëri me formular", "Voice by form")
    post = make.post("Zëri në blog", "Voice in the blog", date=date(2026, 3, 9))
    return {"guide": guide, "mail": mail, "form": form, "post": post}


@pytest.fixture
def voices(voices_of_file):
    return {name: make.fresh(page) for name, page in voices_of_file.items()}


def test_guides_channels_and_posts_are_found_at_their_own_addresses(client, voices):
    found = links(asked(client, q="voice"))
    assert found == {page.title_en: url_in(page, "en") for page in voices.values()}
    assert found["Voice by e-mail"] == f"{found['Guide to the voice']}voice-by-e-mail/"


def test_matched_words_are_marked_as_they_were_written(client):
    make.post("Çelësi <i>", "", body_sq=make.body("Mbajeni ÇELËSIN &lt;b&gt; larg."))
    main = asked(client, SQ, q="celes")
    assert [mark.get_text() for mark in main.select("mark")] == ["Çelësi", "ÇELËSIN"]
    assert main.select_one(".result__title").get_text() == "Çelësi <i>"
    assert main.select_one(".result__passage").get_text() == "Mbajeni ÇELËSIN <b> larg."


def test_a_result_says_kind_company_and_date_or_state(client, voices):
    status = voices["mail"].status
    status.verified_on = date(2026, 3, 9)
    status.save()
    main = asked(client, q="voice")
    said = {
        one.h2.get_text(): " ".join(one.select_one(".result__meta").get_text().split())
        for one in main.select("li.result")
    }
    assert said["Voice by e-mail"] == "E-mail · TikTok Verified on 9 March 2026"
    assert said["Voice by form"] == "Web form · TikTok Not yet verified"
    assert said["Voice in the blog"] == "Blog 9 March 2026"
    assert said["Guide to the voice"].startswith("Guide · TikTok ")


def test_a_retired_channel_says_so_and_stands_last(client, voices):
    status = voices["mail"].status
    status.state, status.reason_sq = ChannelStatus.State.RETIRED, "Nuk është më."
    status.save()
    last = asked(client, q="voice").select("li.result")[-1]
    assert last.h2.get_text() == "Voice by e-mail"
    assert last.select_one(".state--retired").get_text() == "Retired"


def test_a_passage_is_not_chosen_for_a_web_address(client):
    far = "Fjalë të tjera. " * 30
    make.post("Titull", "", body_sq=make.body(f"https://www.gjirafa.com/gjirafa/ {far} Këtu jeton një gjirafa."))
    passage = asked(client, SQ, q="gjirafa").select_one(".result__passage").get_text()
    assert "Këtu jeton një gjirafa" in passage
    assert "www" not in passage


SUMMARY = "Rruga zyrtare për kanarina."


@pytest.mark.parametrize("introduction", [SUMMARY, f"{SUMMARY} Lexoni edhe hapat.", f"Së pari: {SUMMARY}\n "])
def test_no_passage_says_anything_twice(client, introduction):
    words = {"summary_sq": SUMMARY, "introduction_sq": f"<p>{introduction}</p>"}
    guide = make.guide("Udhëzues", "Guide", **words)
    make.channel(guide, "Formulari", "Form", steps=["Hapni."], **words)
    passages = [one.get_text() for one in asked(client, SQ, q="kanarina").select(".result__passage")]
    assert [passage.count(SUMMARY) for passage in passages] == [1, 1]


def test_filters_lead_to_fewer_results_and_back(client, voices):
    main = asked(client, q="voice")
    kinds, topics, companies = (chips(main, f"Filter by {name}") for name in ["kind", "topic", "company"])
    assert {name.split(" ")[-2] for name in kinds if name != "All"} == {"1"}
    assert list(topics) == ["All", "Safety 3 results"]
    assert list(companies) == ["All", "TikTok 3 results"]
    assert kinds["All"]["aria-current"] == topics["All"]["aria-current"] == "true"

    main = follow(client, topics["Safety 3 results"])
    assert len(links(main)) == 3
    assert main.select_one("details.filters").has_attr("open")
    main = follow(client, chips(main, "Filter by kind")["E-mail 1 result"])
    assert list(links(main)) == ["Voice by e-mail"]
    kinds, topics = chips(main, "Filter by kind"), chips(main, "Filter by topic")
    assert "Blog 1 result" not in kinds  # it would leave nothing: the post has no topic
    assert [link["aria-current"] for link in [*kinds.values(), *topics.values()] if link.get("aria-current")] == [
        "true"
    ] * 2

    main = follow(client, next(link for link in kinds.values() if link.get("aria-current")))
    assert len(links(main)) == 3
    main = follow(client, next(link for link in chips(main, "Filter by topic").values() if link.get("aria-current")))
    assert len(links(main)) == 4


@pytest.fixture
def forms():
    """Three forms of two kinds, a chat, a message and an e-mail."""
    guide = make.guide("Zëri", "Voice")
    kinds = ["web_form", "copyright_form", "copyright_form", "chat", "x_message", "email"]
    addresses = {"email": "a@example.com", "x_message": "@tiktok"}
    for number, kind in enumerate(kinds):
        address = addresses.get(kind, f"https://example.com/{number}")
        make.channel(guide, f"Zëri {number}", f"Voice {number}", kind=kind, address=address)


def test_kinds_that_readers_do_not_tell_apart_are_one_filter(client, forms):
    kinds = chips(asked(client, q="voice"), "Filter by kind")
    assert {name.rsplit(" ", 1)[0] for name in kinds if name != "All"} == {
        "Form 3",
        "Chat and messages 2",
        "E-mail 1",
        "Guide 1",
    }
    assert sorted(links(follow(client, kinds["Form 3 results"]))) == ["Voice 0", "Voice 1", "Voice 2"]


def test_an_address_may_ask_for_one_kind_of_a_group(client, forms):
    main = asked(client, q="voice", kind="copyright_form")
    assert sorted(links(main)) == ["Voice 1", "Voice 2"]
    kinds = chips(main, "Filter by kind")
    (chosen,) = [name for name, link in kinds.items() if link.get("aria-current")]
    assert chosen == "Copyright form 2 results Remove this filter"
    assert len(links(follow(client, kinds["Form 3 results"]))) == 3
    assert len(links(follow(client, kinds[chosen]))) == 7


def test_each_row_of_filters_shows_its_name(client, voices):
    names = [name.get_text() for name in asked(client, q="voice").select(".narrow__name")]
    assert names == ["Kind", "Topic", "Company"]


def test_filters_beyond_twelve_are_below_a_line_that_counts_them(client):
    numbers = range(OPTIONS_SHOWN + 3)
    topics = [Topic.objects.create(name_sq=f"Tema {number}", name_en=f"Topic {number}") for number in numbers]
    publish(make.post("Zëri", "Voice"), topics=topics)
    publish(make.post("Një zë", "One voice"), topics=topics[-1:])
    make.post("Zë tjetër", "Another voice")
    main = asked(client, q="voice")
    row = main.find("nav", attrs={"aria-label": "Filter by topic"})
    assert len(row.select(":scope > ul .chip")) == 1 + OPTIONS_SHOWN
    assert row.select_one(":scope > ul .chip bdi").get_text() == f"Topic {numbers[-1]}"  # the most frequent
    assert row.summary.get_text(strip=True) == "3 more"
    rare = row.select(".narrow__more .chip")
    assert len(rare) == 3
    main = follow(client, rare[-1])
    assert list(links(main)) == ["Voice"]
    chosen = main.find("nav", attrs={"aria-label": "Filter by topic"}).select_one(":scope > ul [aria-current] bdi")
    assert chosen.get_text() == rare[-1].bdi.get_text()


def test_what_narrows_nothing_down_is_no_filter(client, voices):
    main = asked(client, q="by voice e-mail")
    assert list(links(main)) == ["Voice by e-mail"]
    assert not main.select(".narrow")


def test_filters_stay_on_further_pages(client):
    guide = make.guide("Zëri", "Voice")
    for number in range(RESULTS_PER_PAGE + 1):
        make.channel(guide, f"Zëri {number}", f"Voice {number}", address=f"https://example.com/{number}")
    main = asked(client, q="voice", kind="web_form", company="tiktok")
    assert len(links(main)) == RESULTS_PER_PAGE
    second = follow(client, main.select_one(".pagination a[rel=next]"))
    assert len(links(second)) == 1
    assert len([link for link in second.select(".narrow [aria-current]") if "All" not in link.get_text()]) == 2
    assert not links(second).keys() & links(main).keys()
    narrowed = parse_qs(urlsplit(chips(second, "Filter by kind")["All"]["href"]).query)
    assert narrowed == {"q": ["voice"], "company": ["tiktok"]}


def test_unknown_filters_are_left_out_and_said_to_be(client, voices):
    for name, value in [("kind", "<script>"), ("kind", "phone"), ("topic", "siguri"), ("company", "\x00" * 5000)]:
        main = asked(client, q="voice", **{name: value})
        assert len(links(main)) == 4, name
        (note,) = main.select(".results-note")
        assert note.get_text(strip=True).endswith(f": {name.capitalize()}")
        assert "script" not in str(main)
    both = asked(client, q="voice", kind="phone", topic="nothing", company="tiktok")
    assert both.select_one(".results-note").get_text(strip=True).endswith(": Kind, Topic")
    assert not asked(client, q="voice", kind="email").select(".results-note")


def test_filters_that_fit_nothing_together_offer_all_results(client, voices):
    main = asked(client, q="voice", kind="post", topic="safety")
    assert links(main) == {}
    assert len(follow(client, main.select_one(".results-note a")).select("li.result")) == 4
    assert not main.select(".near, .guide-row")


def test_did_you_mean_leads_to_what_is_written_right(client):
    make.post("Menaxher fjalëkalimesh", "")
    main = asked(client, SQ, q="fjalkalimesh")
    assert list(links(main)) == ["Menaxher fjalëkalimesh"]
    link = main.select_one(".results-note--correction a")
    assert (link["href"], link.get_text()) == ("?q=fjal%C3%ABkalimesh", "fjalëkalimesh")
    assert not asked(client, SQ, q="fjalëkalimesh").select(".results-note")


def test_did_you_mean_writes_a_name_as_its_title_does(client):
    make.guide()
    main = asked(client, SQ, q="kontakt tiktko")
    assert main.select_one(".results-note--correction a").get_text() == "kontakt TikTok"


@pytest.mark.parametrize("query", ["ndihma@tiktko.com", "https://tiktko.com/ndihma", "www.tiktko.com"])
def test_an_address_is_not_mended(client, query):
    make.guide()
    assert not asked(client, SQ, q=query).select(".results-note--correction, li.result")


def test_lists_of_pages_are_no_results(client):
    make.guide("Kanarina", "Canary")
    make.post("Gjirafa", "Giraffe")
    for query in ["blog", "ndihmë"]:
        assert "Kanal" not in links(asked(client, SQ, q=query))
    assert set(SearchEntry.objects.values_list("kind", flat=True)) == {"guide", "post"}


def test_a_name_of_one_letter_is_searched_for(client):
    make.channel(make.guide(), "Shkruani në X", "Write on X", kind="x_message", address="@tiktok")
    make.channel(make.guide("Tjetër", "Other"), "Kontaktoni me formular", "Contact by form")
    assert list(links(asked(client, SQ, q="x"))) == ["Shkruani në X"]
    assert next(iter(links(asked(client, SQ, q="kontakt X")))) == "Shkruani në X"
    assert links(asked(client, SQ, q="z")) == links(asked(client, SQ, q="e")) == {}


def test_a_passage_tells_items_and_cells_apart(client):
    rows = {"columns": [{"type": "text", "heading": heading} for heading in ["Dita", "Ora"]]}
    rows["rows"] = [{"values": ["E hënë", "9–17"]}, {"values": ["E diel", ""]}]
    body = [
        ("paragraph", "<ul><li>një gjirafë</li><li>një kod</li></ul>"),
        ("heading", {"text": "Orari", "level": "2"}),
    ]
    page = make.post("Postim", "", body_sq=body)
    page.body_sq.append(("table", page.body_sq.stream_block.child_blocks["table"].to_python({"table": rows})))
    page.save()
    passage = asked(client, SQ, q="gjirafa").select_one(".result__passage").get_text()
    assert passage == "një gjirafë. një kod. Orari. Dita · Ora. E hënë · 9–17. E diel"


def test_few_results_are_joined_by_those_of_other_languages(client, voices):
    english = make.post("Diçka tjetër", "A voice of its own")
    both = make.post("Një voice në shqip", "One voice in English")
    main = asked(client, SQ, q="voice")
    assert links(main) == {"Një voice në shqip": url_in(both, "sq")}
    section = group(main)
    assert section["aria-labelledby"] == section.h2["id"]
    found = section.select(".result__title a")
    assert {link["hreflang"] for link in found} == {"en"}
    assert url_in(english, "en") in [link["href"] for link in found]
    assert url_in(both, "en") not in [link["href"] for link in found]
    assert len(found) == 5
    assert "Web form" in section.ol.get_text()
    assert section.select_one(".section__head a")["href"] == "/en/search/?q=voice"
    assert section.mark.get_text().lower() == "voice"


def test_other_languages_are_not_asked_when_there_is_enough(client):
    for number in range(3):
        assert group(asked(client, SQ, q="voice")) is None
        make.post(f"Voice {number}", f"Titull {number}", body_en=make.body("Asgjë."))
    make.post("Asgjë", "Voice")
    assert group(asked(client, SQ, q="voice")) is None
    BasePage.objects.get(title_sq="Voice 0").delete()
    assert group(asked(client, SQ, q="voice")) is not None
    assert group(asked(client, SQ, q="voice", page=2)) is not None  # there is no second page: this is the first


def test_a_word_that_no_page_has_asks_other_languages_and_mends_no_typo_there(client, voices):
    """Three results say part of the query; the rest of it only an English page has."""
    for number in range(3):
        make.post(f"Kanarina {number}", f"Canary {number}")
    found = make.post("Titull", "A hippopotamus", body_sq=make.body("Asgjë."))
    assert group(asked(client, SQ, q="kanarina")) is None
    section = group(asked(client, SQ, q="kanarina hippopotamus"))
    assert [link["href"] for link in section.select(".result__title a")] == [url_in(found, "en")]
    main = asked(client, SQ, q="kanarina hipopotamuz")
    assert len(links(main)) == 3
    assert group(main) is None


def test_words_that_say_nothing_here_are_no_part_of_a_word_elsewhere(client):
    make.post("Faqja", "Site")
    assert group(asked(client, SQ, q="si te kthej")) is None


def test_what_is_among_the_results_or_promoted_is_no_result_of_another_language(client):
    for number in range(RESULTS_PER_PAGE + 1):
        make.post(f"Kodi {number}", f"Kodi {number}")
    promote("kodi xyzzy", make.post("Tjetër", "Xyzzy"))
    assert group(asked(client, SQ, q="kodi xyzzy")) is None
    elsewhere = make.post("Diçka tjetër", "Xyzzy kodi")
    section = group(asked(client, SQ, q="kodi xyzzy"))
    assert [link["href"] for link in section.select(".result__title a")] == [url_in(elsewhere, "en")]
    assert group(asked(client, SQ, q="kodi xyzzy", page=2)) is None


def test_other_languages_show_only_their_best_and_only_what_was_filtered(client, voices):
    for number in range(OTHERS_SHOWN + 1):
        make.post(f"Titull {number}", f"Voice {number}", body_sq=make.body("Asgjë."))
    assert len(group(asked(client, SQ, q="voice")).select("li.result")) == OTHERS_SHOWN
    publish(make.post("Voice", "Nothing", body_en=make.body("Nothing.")), topics=Topic.objects.all())
    section = group(asked(client, SQ, q="voice", topic="siguri"))
    assert len(section.select("li.result")) == 3
    assert section.select_one(".section__head a")["href"] == "/en/search/?q=voice&topic=safety"


@pytest.mark.parametrize(("address", "query"), [(EN, "post"), (SQ, "post")])
def test_of_five_rows_only_the_public_one_is_shown_in_either_group(client, address, query):
    for page in make.five_posts().values():
        page.title_sq = page.title_sq.replace("Postim", "Shkrim")
        page.body_sq = make.body("Shqip.")
        page.save()
        if not page.live:
            page.save_revision()
    main = asked(client, address, q=query)
    assert [one.get_text() for one in main.select(".result__title")] == ["Public post"]
    assert (group(main) is None) == (address == EN)


def test_a_page_that_became_private_after_it_was_found_is_not_shown(client, voices):
    """Entries stay in the index: what is public is asked of the pages."""
    make.private(voices["guide"])
    assert SearchEntry.objects.filter(page=voices["mail"].pk).exists()
    main = asked(client, q="voice")
    assert list(links(main)) == ["Voice in the blog"]
    assert "Safety" not in main.get_text()


def test_an_empty_answer_helps(client, voices):
    make.post("Menaxher fjalëkalimesh", "")
    main = asked(client, SQ, q="fjalëkalorthimet")
    assert main.select("li.result") == []
    near = main.select_one("nav.near")
    terms = [link.get_text() for link in near.select("a")]
    assert terms == ["fjalëkalimesh"]
    assert list(links(asked(client, SQ, q=terms[0]))) == ["Menaxher fjalëkalimesh"]
    assert url_in(voices["guide"], "sq") in [link["href"] for link in main.select(".guide-row a")]


def test_no_question_offers_guides_and_notes_nothing(client, voices):
    for query in ["", " ", "v", "ë", "\x00", '"', "*", ")", "👽", "%"]:
        main = asked(client, EN, q=query)
        assert main.select(".guide-row"), query
        assert not main.select(".near, .result, .narrow, .results-note"), query
        assert "We have noted" not in main.get_text()
        assert ("two letters" in main.get_text()) == bool(query.strip(" \x00")), query


@pytest.mark.parametrize(
    "query", ['voice"', "voice*", "NOT voice", "voice)", "👽 voice", "vo\x00ice", "voice NEAR/2", "<b>voice"]
)
def test_operators_are_nothing_special(client, voices, query):
    main = asked(client, q=query)
    assert "Voice by form" in links(main), query
    assert not main.select("b")


def test_a_long_search_is_cut_and_said_to_be(client, voices):
    main = asked(client, q="voice " * 2000)
    assert len(links(main)) == 4
    assert len(main.select(".results-note")) == 1
    assert len(main.find("input", attrs={"name": "q"})["value"]) <= LONGEST_QUERY
    assert all(len(link["href"]) < 2 * LONGEST_QUERY for link in main.select(".narrow a"))
    assert not asked(client, q="a" * 10_000).select("li.result")


@pytest.mark.parametrize("page", ["999", "abc", "0", "-1", "1e9", "9" * 5000, "<script>", "\x00"])
def test_a_page_that_is_not_there_is_the_first(client, voices, page):
    assert len(links(asked(client, q="voice", page=page))) == 4


def test_searches_and_filters_are_for_no_search_engine(client, voices):
    for parameters in [{"q": "voice"}, {"q": "voice", "kind": "email"}, {"kind": "email"}, {"q": "zzz"}]:
        head = BeautifulSoup(client.get(EN, parameters).content, "html.parser").head
        assert head.find("meta", attrs={"name": "robots"})["content"] == "noindex"
        assert urlsplit(head.find("link", rel="canonical")["href"]).query == ""
    assert not BeautifulSoup(client.get(EN).content, "html.parser").head.find("meta", attrs={"name": "robots"})


def test_switching_the_language_keeps_the_search(client, voices):
    response = client.get(EN, {"q": "voice", "topic": "safety"})
    header = BeautifulSoup(response.content, "html.parser").header
    other = header.find("a", hreflang="sq")["href"]
    assert other == "/sq/kerko/?q=voice&topic=safety"
    assert client.get(other).status_code == 200


def test_readers_get_no_cookie(client, voices):
    assert not client.get(EN, {"q": "voice", "kind": "email"}).cookies


def test_number_of_queries_does_not_grow(client, voices, django_assert_num_queries):
    for number in range(12):
        make.channel(voices["guide"], f"Zëri {number}", f"Voice {number}")
    asked(client, q="voice", kind="web_form")
    with django_assert_num_queries(10):
        main = asked(client, q="voice", kind="web_form")
    assert len(links(main)) == RESULTS_PER_PAGE
    with override("sq"):
        make.post("Voice", "Title", body_en=make.body("Nothing."))
    asked(client, SQ, q="voice")
    with django_assert_num_queries(17):
        main = asked(client, SQ, q="voice")
    assert len(main.select("li.result")) == 1 + OTHERS_SHOWN
