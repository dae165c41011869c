"""Alert texts for stock phones: what must stand in them does, in every language, in 200 bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.phones.plain import MAX_TEXT, plain_text
from meshwire import registry, vocabulary
from meshwire.phrasebook import LANGUAGES, Phrasebook
from tests.gateway.phones.alerts import alert

LONGEST_ID = "4f2a91c0-4294967295"


def test_a_text_says_how_bad_what_what_to_do_and_that_nobody_checked_it():
    assert plain_text("4f2a91c0-7", alert("")) == (
        "Severe: Flood. Go to higher ground. Do not walk or drive through floodwater. Unverified copy 4f2a91c0-7"
    )


def test_a_headline_that_begins_with_the_name_of_the_event_is_not_said_twice():
    text = plain_text("4f2a91c0-7", alert("Flood: leave the river side", instructions=()))
    assert text == "Severe: Flood: leave the river side. Unverified copy 4f2a91c0-7"


def test_a_text_is_in_the_language_of_the_alert():
    text = plain_text("4f2a91c0-7", alert("", language="de", instructions=(12,)))
    assert text.startswith("Schwer: Überschwemmung.")
    assert text.endswith("Ungeprüfte Kopie 4f2a91c0-7")


@pytest.mark.parametrize(("wanted", "begins"), [("fr", "Grave: Inondation."), ("", "Severe: Flood.")])
def test_a_language_that_was_set_wins_and_one_without_phrases_is_english(wanted, begins):
    assert plain_text("4f2a91c0-7", alert("", language="cs"), language=wanted).startswith(begins)


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({"status": registry.EXERCISE}, "EXERCISE. Severe:"),
        ({"status": registry.TEST}, "TEST. Severe:"),
        ({"message_type": registry.UPDATE, "replaces": [(None, 5)]}, "Update 4f2a91c0-5. Severe:"),
        ({"message_type": registry.CANCEL, "replaces": [(b"\x01\x02\x03\x04", 9)]}, "Cancelled 01020304-9. Severe:"),
        ({"status": registry.EXERCISE, "message_type": registry.CANCEL, "replaces": []}, "EXERCISE Cancelled. Severe:"),
    ],
)
def test_exercises_tests_updates_and_cancellations_begin_with_that_word(change, begins):
    assert plain_text("4f2a91c0-7", alert(**change)).startswith(begins)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_said_fits_in_every_language(language):
    book = Phrasebook(language)
    longest = alert(
        "x" * 160, language=language, severity=4, status=registry.EXERCISE, message_type=registry.UPDATE,
        replaces=[(b"\xff" * 4, 4294967295)],
    )  # fmt: skip
    texts = [plain_text(LONGEST_ID, longest._replace(event_code=code)) for code in range(len(vocabulary.EVENTS))]

    for text in texts:
        assert len(text.encode()) <= MAX_TEXT
        assert text.endswith(f"{book.word('unverified-copy')} {LONGEST_ID}")
        assert book.word("exercise") in text
        assert book.severity(4) in text


@given(st.text(max_size=160), st.sampled_from(LANGUAGES), st.integers(0, 4))
def test_any_headline_gives_one_line_that_fits(headline, language, severity):
    text = plain_text("4f2a91c0-7", alert(headline, language=language, severity=severity))

    assert len(text.encode()) <= MAX_TEXT
    assert text.replace("\u200d", "").replace("\u200c", "").isprintable()


def test_a_headline_cannot_reorder_or_hide_the_warning_behind_it():
    text = plain_text("4f2a91c0-7", alert("all is well\u202e\u2028\x1b[2Kfalse"))
    assert "all is well [2Kfalse" in text


def test_an_instruction_is_whole_or_not_there():
    text = plain_text("4f2a91c0-7", alert("River " * 20, instructions=(13, 23)))
    assert "Go to higher ground." in text
    assert "floodwater" not in text
