"""Cutting text: bytes are counted, characters stay whole."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.phones.fitting import clean, cut, pages, size

HINDI = "बाढ़ का पानी बढ़ रहा है और सड़कें बंद हैं। "


@given(st.text(), st.integers(0, 60))
def test_a_cut_text_fits_and_is_a_beginning_of_the_whole(text, limit):
    kept = cut(text, limit)

    assert size(kept) <= limit
    assert kept == text or text.startswith(kept.removesuffix("…"))


@given(st.text(alphabet="aé\u0301\u094dक\U0001f468\u200d\U0001f3fd ", max_size=60), st.integers(4, 60))
def test_a_cut_never_parts_a_letter_from_its_marks(text, limit):
    kept = cut(text, limit).removesuffix("…")

    rest = text[len(kept) :]
    assert kept == text or not kept or rest[:1] == " " or not unicodedata.combining(rest[0])


def test_a_text_is_cut_at_a_blank_when_one_is_near():
    assert cut("leave the river side", 17) == "leave the…"


@given(st.text(max_size=600), st.integers(40, 190))
def test_every_page_fits_and_no_word_is_lost(text, limit):
    text = clean(text)
    shown = pages(text, limit)

    assert all(size(page) <= limit for page in shown)
    words = "".join(page.rsplit(" [", 1)[0] if len(shown) > 1 else page for page in shown)
    assert "".join(words.split()) == "".join(text.split())


def test_pages_count_themselves_and_say_how_to_go_on():
    first, *_, last = pages(HINDI * 20, 187)

    assert first.endswith(" more]")
    assert first.rsplit(" [", 1)[1].startswith("1/")
    assert last.endswith("]")
    assert not last.endswith("more]")


def test_a_tower_of_marks_is_taken_down_and_ends():
    assert all(size(page) <= 40 for page in pages("a" + "\u0301" * 500, 40))


def test_what_a_terminal_would_obey_is_taken_out():
    assert clean("a\x00b\x1b[31m\u202ec\u2066 \t d\r\ne\u0085f") == "a b [31mc d\ne f"
