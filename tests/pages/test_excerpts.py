from portal.pages.excerpts import excerpt, plain_text, reading_minutes
from portal.pages.models.base import joined


def test_words_of_a_link_touch_the_full_stop_after_them():
    assert plain_text('<p>Shkruani te <a href="#">@TikTok</a>.</p><p>Prisni.</p>') == "Shkruani te @TikTok. Prisni."


def test_excerpt_ends_with_a_sentence_or_a_word():
    assert excerpt("Shkurt.") == "Shkurt."
    assert excerpt("Fjalia e parë, e cila është mjaft e gjatë për të qëndruar edhe e vetme. " * 9, 100).endswith(
        "vetme."
    )
    assert excerpt("fjalë " * 99, 50) == "fjalë " * 7 + "fjalë…"


def test_reading_time_is_at_least_a_minute():
    assert (reading_minutes(""), reading_minutes("fjalë " * 600)) == (1, 3)


def test_joined_texts_say_nothing_twice():
    assert joined(["Rruga.", None, "Rruga.  Hapat.\n", "", "Hapat.", "Rruga."]) == "Rruga. Hapat."
    assert joined(["Art", "Start"]) == "Art. Start"


def test_a_list_within_a_list_begins_a_new_word():
    assert plain_text("<ul><li>jashtë<ol><li>brenda</li></ol></li></ul>") == "jashtë. brenda"


def test_items_are_sentences_and_cells_stand_apart():
    assert plain_text("<p>Merrni:</p><ul><li>një kod</li><li>SIM.</li></ul><p>Pastaj<br>prisni</p>") == (
        "Merrni: një kod. SIM. Pastaj prisni"
    )
    assert plain_text("<table><tr><th>Dita</th><td>9–17</td></tr><tr><td>E diel</td><td></td></tr></table>") == (
        "Dita · 9–17. E diel"
    )
