import gc
import json
import weakref
from dataclasses import asdict

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone

from help.models import ChannelStatus, HowToPage, Step
from portal.pages.days import today
from portal.pages.models import BasePage, Company, Topic
from portal.search.finding import Search, find, nearest_terms, suggest
from portal.search.folding import fold
from portal.search.marking import marked
from portal.search.models import IndexFormat, Posting, SearchEntry, Synonym
from tests import make

pytestmark = pytest.mark.django_db


def titles(query, language="sq", **filters):
    entries = [hit.entry for hit in find(query, language, **filters).hits]
    return [entry.title for entry in entries]


def test_every_way_to_type_a_word_finds_it():
    make.post("Mënyra të reja", "New ways")
    make.post("Çelësi i llogarisë", "The key of an account")
    make.post("Flisni me TikTok-un", "Talk to TikTok")
    for query in ["menyra", "mënyra", "mwnyra", "mwnyrw", "MËNYRA", "mënyrave", "mënyr"]:
        assert titles(query) == ["Mënyra të reja"], query
    for query in ["celes", "çelës", "celesin", "llogaria", "llogarinë", "llogarisë", "llogari"]:
        assert titles(query) == ["Çelësi i llogarisë"], query
    for query in ["TikTok-un", "tiktok", "tik tok", "tiktokun", "tikt"]:
        assert titles(query) == ["Flisni me TikTok-un"], query
    assert titles("tik tok", "en") == ["Talk to TikTok"]


def test_one_typo_is_forgiven_and_mended():
    make.post("Menaxher fjalëkalimesh", "Password manager")
    for query in ["fjalkalimesh", "menaxhr", "fjalëkalimehs"]:
        assert titles(query) == ["Menaxher fjalëkalimesh"], query
    assert find("menaxher fjalkalimesh", "sq").correction == "menaxher fjalëkalimesh"
    assert find("menaxher fjalëkalimesh", "sq").correction == ""
    assert titles("mena", "sq")
    assert not titles("mxna", "sq")


def test_words_of_five_letters_are_mended_and_shorter_ones_are_not():
    make.post("Posta e parë", "")
    make.post("Libri im", "")
    make.post("Çelësin e mbani larg", "")
    for query, found in [("psota", "Posta e parë"), ("posra", "Posta e parë"), ("çelsin", "Çelësin e mbani larg")]:
        assert titles(query) == [found], query
    for query in ["pzst", "psot", "libx", "lbri", "çlës", "kibr"]:
        assert titles(query) == [], query


def test_a_typo_is_compared_with_other_forms_of_a_word():
    make.post("Përdorimi i llogarisë", "")
    assert titles("llgaria") == titles("çlogaria") == ["Përdorimi i llogarisë"]


def test_an_e_that_falls_out_is_no_typo():
    make.post("Mbani çelësin larg", "")
    make.post("Numër i ri", "")
    for query, found in [("çelsi", "Mbani çelësin larg"), ("çelsat", "Mbani çelësin larg"), ("numri", "Numër i ri")]:
        assert (titles(query), find(query, "sq").correction) == ([found], ""), query


def test_verbs_that_change_within_are_one():
    make.post("Telefoni i vjedhur", "")
    for query in ["vodhën telefonin", "kush ma vodhi", "më vidhet"]:
        assert titles(query) == ["Telefoni i vjedhur"], query


def test_questions_say_nothing_of_a_page():
    make.post("Llogari e vjedhur", "")
    make.post("Blerje", "", body_sq=make.body("Kush e shet dhe pse?"))
    assert titles("kush e ka vjedhur llogarinë, pse") == ["Llogari e vjedhur"]


def test_forms_of_one_word_find_the_same_in_the_same_order():
    texts = ["Llogari", "Llogarinë e ka", "Llogaria juaj e re", "Llogarive"]
    for day, text in enumerate(texts, 1):
        make.post(text, "", date=f"2026-01-0{day}")
    orders = {query: titles(query) for query in ["llogari", "llogaria", "llogarinë", "llogarisë", "llogarive"]}
    assert len(orders["llogari"]) == 4
    assert all(order == orders["llogari"] for order in orders.values()), orders


def test_synonyms_hold_at_once_in_their_language():
    make.post("Llogari e vjedhur", "A stolen account")
    assert titles("hakuan") == []
    line = Synonym.objects.create(words="vjedhur, hakuar", language="sq")
    assert titles("hakuan") == ["Llogari e vjedhur"]
    assert titles("hakuan", "en") == []
    line.delete()
    assert titles("hakuan") == []


def test_a_synonym_of_several_words_needs_them_all():
    make.post("E drejta e autorit", "")
    make.post("E drejta e ankesës", "")
    Synonym.objects.create(words="e drejta e autorit, copyright")
    assert titles("copyright") == ["E drejta e autorit"]


def test_titles_go_before_headings_steps_and_text():
    guide = make.guide("Udhëzues", "Guide")
    make.channel(guide, "Kanarina", "Canary", steps=["Një."])
    step = make.channel(guide, "Me hap", "Step", steps=["Shtypni kanarina."])
    heading = make.channel(guide, "Me rast", "Case", steps=[])
    heading.steps = [Step(case_sq="Kanarina", instruction_sq="<p>Hapni.</p>")]
    heading.save_revision().publish()
    make.post("Me tekst", "", body_sq=make.body("Këtu del kanarina."))
    assert titles("kanarina") == ["Kanarina", "Me rast", "Me hap", "Me tekst"]
    ChannelStatus.objects.get(channel=step).delete()


def test_of_two_as_good_the_newer_goes_first_and_a_retired_channel_last():
    make.post("Lajm për zogun", "", date="2020-01-01")
    make.post("Tekst për zogun", "", date="2026-01-01")
    channel = make.channel(make.guide(), "Zogu", "Bird", steps=["Shtypni."])
    assert titles("zogu")[0] == "Zogu"
    status = channel.status
    status.state, status.reason_sq = ChannelStatus.State.RETIRED, "Nuk është më."
    status.save()
    assert titles("zogu") == ["Tekst për zogun", "Lajm për zogun", "Zogu"]


def test_what_is_not_public_is_nowhere():
    rows = make.five_posts()
    for page in rows.values():
        page.body_sq = make.body(f"kryefjala sekretja{page.pk}")
        if page.live:
            page.save()
        else:
            page.save_revision()
    assert titles("kryefjala") == ["Postim publik"]
    assert [one.title for one in suggest("postim", "sq")] == ["Postim publik"]
    for name, page in rows.items():
        if name != "live":
            word = f"sekretja{page.pk}"
            assert titles(f"{word}") in ([], ["Postim publik"]), name
            assert word not in find(f"{word[:4]}x{word[5:]}", "sq").correction, name
            assert word not in nearest_terms(word[:-1], "sq"), name


def test_index_follows_what_happens_to_pages():
    page = make.post("Gjirafa", "", body_sq=make.body("Një tekst."))
    page.title_sq = "Hipopotami"
    page.save_revision()
    assert titles("gjirafa") == ["Gjirafa"]
    assert titles("hipopotami") == []
    page.get_latest_revision().publish()
    assert titles("gjirafa") == []
    assert titles("hipopotami") == ["Hipopotami"]
    page.refresh_from_db()
    page.unpublish()
    assert titles("hipopotami") == []
    assert not SearchEntry.objects.filter(page=page.pk).exists()
    page.save_revision().publish()
    assert titles("hipopotami") == ["Hipopotami"]
    BasePage.objects.get(pk=page.pk).delete()
    assert titles("hipopotami") == []
    assert not Posting.objects.filter(word="hipopotami").exists()


def test_index_follows_a_company():
    guide = make.guide("Udhëzues", "Guide", company=make.company("Fabrika"))
    make.channel(guide, "Formulari", "Form")
    assert set(titles("fabrika")) == {"Udhëzues", "Formulari"}
    company = Company.objects.get(name="Fabrika")
    company.name = "Uzina"
    company.save()
    assert titles("fabrika") == []
    assert set(titles("uzina")) == {"Udhëzues", "Formulari"}
    guide.refresh_from_db()
    guide.company = make.company("Ofiçina")
    guide.save_revision().publish()
    assert titles("uzina") == []
    assert set(titles("oficina")) == {"Udhëzues", "Formulari"}
    assert titles("formulari", company="oficina") == ["Formulari"]
    guide.company.delete()
    assert titles("oficina") == []


def test_a_moved_channel_belongs_to_its_new_guide():
    old, new = make.guide("Një", "One"), make.guide("Dy", "Two", company=make.company("Fabrika"))
    channel = make.channel(old, "Formulari", "Form")
    HowToPage.objects.get(pk=channel.pk).move(new, pos="last-child")
    assert set(titles("fabrika")) == {"Dy", "Formulari"}


def test_hits_are_narrowed_down_by_kind_topic_and_company():
    topic = Topic.objects.create(name_sq="Siguri", name_en="Safety")
    guide = make.guide("Zëri", "Voice")
    make.channel(guide, "Zëri me e-mail", "Voice by e-mail", kind="email", address="a@example.com")
    make.post("Zëri në blog", "Voice in the blog")
    guide.topics = [topic]
    guide.save_revision().publish()
    answer = find("zëri", "sq")
    assert {(key, number) for key, _label, number in answer.kinds} == {("guide", 1), ("email", 1), ("post", 1)}
    assert answer.topics == [("siguri", "Siguri", 2)]
    assert answer.companies == [("tiktok", "TikTok", 2)]
    assert find("voice", "en").topics == [("safety", "Safety", 2)]
    narrowed = find("zëri", "sq", kind="email", topic="siguri", company="tiktok")
    assert [hit.entry.title for hit in narrowed.hits] == ["Zëri me e-mail"]
    assert narrowed.total == 1
    assert find("zëri", "sq", kind="nonsense").total == 0


def test_facets_count_what_choosing_would_leave():
    topic = Topic.objects.create(name_sq="Siguri", name_en="Safety")
    guide = make.guide("Zëri", "Voice")
    guide.topics = [topic]
    guide.save_revision().publish()
    make.channel(guide, "Zëri me e-mail", "Voice by e-mail", kind="email", address="a@example.com")
    make.channel(guide, "Zëri me formular", "Voice by form")
    make.post("Zëri në blog", "Voice in the blog")

    def counts(facet):
        return {key: number for key, _label, number in facet}

    answer = find("zëri", "sq", topic="siguri")
    assert counts(answer.kinds) == {"guide": 1, "email": 1, "form": 1}
    assert counts(answer.topics) == {"siguri": 3}
    answer = find("zëri", "sq", kind="email")
    assert counts(answer.kinds) == {"guide": 1, "email": 1, "form": 1, "post": 1}
    assert (counts(answer.topics), counts(answer.companies)) == ({"siguri": 1}, {"tiktok": 1})
    answer = find("zëri", "sq", kind="post", topic="siguri")
    assert (answer.total, counts(answer.kinds)["post"], counts(answer.topics)["siguri"]) == (0, 0, 0)
    assert "nonsense" not in counts(find("zëri", "sq", kind="nonsense").kinds)


def test_passage_is_around_the_match_and_as_it_was_written():
    text = "Fjali e parë. " * 40 + "Këtu është çelësi i kërkuar. " + "Fjali e fundit. " * 40
    make.post("Postim", "", body_sq=make.body(text))
    answer = find("celes", "sq")
    passage = answer.hits[0].passage
    assert "çelësi i kërkuar" in passage
    assert len(passage) <= 210
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert "<mark>çelësi</mark>" in marked(passage, answer.words)


def test_a_passage_that_is_cut_after_a_sentence_has_no_full_stop_more():
    make.post("Postim", "", body_sq=make.body(f"Çelësi {'fjalë ' * 31}fund. Fjali tjetër, mjaft e gjatë."))
    assert find("celes", "sq").hits[0].passage.endswith("fjalë fund…")


def test_marks_keep_the_original_and_escape_the_rest():
    assert marked("<b>TikTok-un</b> & Çelës", {"tiktok", "celes"}) == (
        "&lt;b&gt;<mark>TikTok-un</mark>&lt;/b&gt; &amp; <mark>Çelës</mark>"
    )
    assert marked("<script>", set()) == "&lt;script&gt;"
    assert marked("e\u0308 ë", {"e"}) == "<mark>ë</mark> <mark>ë</mark>"


ODD = ['"', "*", "NOT", ")", "tiktok*", '"tiktok', "👽", "\x00", " ", "", "si te", "שלום", "%", "NEAR/2", "a" * 10_000]


@pytest.mark.parametrize("query", ODD, ids=lambda query: ascii(query[:10]))
def test_odd_queries_are_answered(query):
    """Operators are nothing special; words that say nothing find what has them where there is nothing else."""
    make.guide()
    expected = 1 if query in ["tiktok*", '"tiktok', "si te"] else 0
    answer = find(query, "sq")
    assert answer.total == len(answer.hits) == expected
    assert len(suggest(query, "sq")) == expected
    assert nearest_terms(query, "sq") == ([] if not expected else nearest_terms(fold(query), "sq"))


def test_a_long_query_takes_no_longer():
    make.guide()
    assert find(" ".join(["tiktok kontaktoni"] * 2000), "sq").total == 1


def test_nothing_found_offers_what_is_near():
    make.post("Menaxher fjalëkalimesh", "")
    assert find("fjalorthi", "sq").total == 0
    assert "fjalëkalimesh" in nearest_terms("fjalëkalorimet", "sq")


def test_near_words_are_those_of_titles_as_they_are_written():
    make.guide("Si të kontaktoni Facebook-un", "", summary_sq="Kujdes nga Facebukistët.")
    assert nearest_terms("facebukk", "sq") == ["Facebook"]
    for query in ["telegram", "viber", "bileta", "makina"]:
        assert nearest_terms(query, "sq") == [], query


def test_near_words_are_not_forms_of_one():
    make.post("Telefoni, telefonit, telefonin", "")
    assert len(nearest_terms("telefonxyz", "sq")) == 1


def test_suggestions_are_links_of_at_most_two_kilobytes():
    guide = make.guide()
    for number in range(9):
        make.channel(guide, f"Raportoni {'në këtë vend ' * 9} {number}", f"Report {number}")
    found = suggest("rap", "sq")
    assert 1 < len(found) <= 8
    assert len(json.dumps([asdict(one) for one in found], ensure_ascii=False).encode()) <= 2000
    assert found[0].url.startswith("/sq/ndihme/")
    assert found[0].company == "TikTok"
    assert suggest("rap", "en") == []
    assert suggest("repo", "en")[0].url.startswith("/en/help/")


def test_number_of_queries_does_not_grow(django_assert_max_num_queries):
    for number in range(5):
        make.post(f"Zëri {number}", "")
    find("zëri", "sq")
    with django_assert_max_num_queries(4):
        answer = find("zëri", "sq")
        assert len(answer.hits[:12]) == 5


def test_a_new_format_writes_the_index_anew():
    make.post("Gjirafa", "")
    SearchEntry.objects.all().delete()
    IndexFormat.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert titles("gjirafa") == ["Gjirafa"]
    SearchEntry.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert titles("gjirafa") == []
    call_command("rebuild_search_index", verbosity=0)
    assert titles("gjirafa") == ["Gjirafa"]


def sign_in(client, group):
    from django.contrib.auth.models import Group

    user = make.user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


def test_moderators_keep_synonyms_and_editors_do_not(client):
    url = "/admin/snippets/portal_search/synonym/add/"
    sign_in(client, "Moderators")
    make.post("Llogari e vjedhur", "")
    assert client.post(url, {"words": "vjedhur ,  hakuar,", "language": "sq"}).status_code == 302
    assert Synonym.objects.get().words == "vjedhur, hakuar"
    assert titles("hakuar") == ["Llogari e vjedhur"]
    for words in ["vetëm", ",,", "vetem, VETËM", "👽, 👽👽"]:
        soup = BeautifulSoup(client.post(url, {"words": words, "language": ""}).content, "html.parser")
        assert soup.find(class_="error-message"), words
    sign_in(client, "Editors")
    assert client.post(url, {"words": "a, b"}).status_code in {302, 403}
    assert Synonym.objects.count() == 1


def test_scheduled_page_is_found_once_it_is_live():
    page = make.post("Gjirafa", "", live=False, go_live_at=timezone.now())
    page.save_revision(approved_go_live_at=timezone.now())
    assert titles("gjirafa") == []
    call_command("publish_scheduled", verbosity=0)
    assert titles("gjirafa") == ["Gjirafa"]


def test_marks_apart_from_their_letters_are_one_with_them():
    make.post("Mënyra të reja", "")
    assert titles("me\u0308nyra") == ["Mënyra të reja"]


def test_synonyms_are_read_as_queries_are():
    make.post("Flisni me TikTok-un", "")
    make.post("Shkruani një e-mail", "")
    for words in ["tik tok, muzikali", "TikTok-un, klokun", "e-mail, mejl"]:
        Synonym.objects.create(words=words)
    assert titles("muzikali") == titles("klokun") == ["Flisni me TikTok-un"]
    assert titles("mejl") == ["Shkruani një e-mail"]


def test_an_ending_apart_from_its_name_is_no_word():
    make.post("Flisni me TikTok-un", "")
    make.post("Shkruani te un", "")
    assert titles("tik tok un") == titles("tiktok un") == ["Flisni me TikTok-un"]


def test_one_rare_word_does_not_evict_the_company_that_is_named():
    guide = make.guide("Ndihma", "Help", company=make.company("Fabrika"))
    for number in range(4):
        make.channel(guide, f"Kanali {number}", f"Channel {number}")
    make.post("Rrallë kanarina", "")
    assert {"Ndihma", "Kanali 0", "Kanali 3"} <= set(titles("kanarina fabrika"))


def test_a_mended_word_has_its_forms_and_synonyms():
    make.post("Kanarina e verdhë", "")
    make.post("Kanarinat e verdha", "")
    make.post("Zogu", "")
    Synonym.objects.create(words="kanarinë, zog")
    assert set(titles("kanrina")) == {"Kanarina e verdhë", "Kanarinat e verdha", "Zogu"}


def test_typos_are_forgiven_only_where_that_is_wanted():
    make.post("Kanarina", "")
    assert find("kanrina", "sq").total == 1
    assert find("kanrina", "sq", forgiving=False).total == 0


def test_an_answer_tells_of_words_that_nothing_holds():
    make.post("Kanarina", "")
    assert find("kanarina qwrtz", "sq").has_unknown_words
    assert not find("kanarina", "sq").has_unknown_words


# Split names and unfinished words


@pytest.mark.parametrize("name", ["tik tok", "you tube", "whats app"])
@pytest.mark.parametrize("language", ["sq", "en"])
def test_split_name_is_found_while_it_is_typed(name, language):
    make.post(name.title().replace(" ", ""), name.title().replace(" ", ""))
    first = len(name.split()[0])
    for end in range(first + 2, len(name) + 1):
        assert [one.title for one in suggest(name[:end], language)], name[:end]
    assert find(name, language).total == 1


def test_name_with_an_apostrophe_or_an_ending_of_its_own_is_the_name():
    for name in ["WhatsApp", "Instagram"]:
        make.guide(f"Si të kontaktoni {name}-in", f"How to contact {name}", company=make.company(name))
    make.post("Flisni me dikë në app", "Talk to somebody in the app")
    for query, language in [("what's app", "sq"), ("What’s App", "en"), ("what s app", "en")]:
        assert titles(query, language)[0].split()[-1].startswith("WhatsApp"), query
    assert titles("flas me dike nga instagrami")[0] == "Si të kontaktoni Instagram-in"
    make.post("Mesazhi nga Poste italiane", "Poste")
    make.post("Media", "Media")
    for query in ["po s'të vjen kodi", "me di a"]:
        assert not {"Mesazhi nga Poste italiane", "Media"} & set(titles(query)), query


def test_w_stands_for_e_in_an_unfinished_word_too():
    make.post("Mënyra e re", "A new way")
    assert [one.title for one in suggest("mwny", "sq")] == ["Mënyra e re"]


def test_typo_in_a_synonym_that_no_page_has():
    make.post("Fjalëkalimi i ri", "A new password")
    Synonym.objects.create(language="sq", words="fjalëkalimi, password")
    assert find("pasword", "sq").total == 1


def test_correction_is_the_word_with_the_fewest_typos():
    make.post("U vodh telefoni", "Stolen")
    make.post("Telefon i vjedhur", "A stolen phone")
    make.post("Kur ju vidhet", "When it is stolen")
    assert find("viedhur", "sq").correction == "vjedhur"


def test_companys_own_pages_stand_above_others_and_its_guide_first():
    guide = make.guide("Si të kontaktoni TikTok-un", "How to contact TikTok")
    channel = make.channel(guide, "Formulari TikTok TikTok", "The form")
    post = make.post("TikTok në Shqipëri", "TikTok in Albania", date=today())
    assert [hit.page_id for hit in find("tiktok", "sq").hits] == [guide.pk, channel.pk, post.pk]
    assert [hit.page_id for hit in find("tiktok shqipëri", "sq").hits][-1] == post.pk


def test_nothing_is_kept_of_a_search_that_is_over():
    make.guide()
    search = Search("tiktok", "sq")
    assert search.ranked
    kept = weakref.ref(search)
    del search
    gc.collect()
    assert kept() is None
