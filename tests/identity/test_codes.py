"""One-time codes: one at a time, once, for ten minutes, five tries."""

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.errors import NotTrusted, Unavailable
from edge_agent.identity.codes import GUESSING_S, LIFETIME_S, MAX_GUESSES, MAX_WRONG, CodeBook

CODE, OTHER, WRONG = "ABCD-2345", "EFGH-6789", "ZZZZ-ZZZZ"


@pytest.fixture
def book():
    book = CodeBook()
    book.open(CODE, Trust.MODERATOR, 0.0)
    return book


def test_a_code_grants_what_it_was_opened_for(book):
    assert book.redeem("abcd 2345", 1.0).trust is Trust.MODERATOR


def test_a_code_works_once(book):
    book.redeem(CODE, 1.0)

    with pytest.raises(NotTrusted, match="no code is open"):
        book.redeem(CODE, 2.0)


def test_no_code_is_open_at_first():
    with pytest.raises(NotTrusted, match="hearthnet pair"):
        CodeBook().redeem("", 0.0)


@pytest.mark.parametrize("typed", ["", "ABCD-2346", "ABCD", "ABCD-23456", "\u00c4BCD-2345", "A" * 100_000, "\ud800"])
def test_anything_else_is_not_the_code(book, typed):
    with pytest.raises(NotTrusted, match="not the code"):
        book.redeem(typed, 1.0)


def test_a_code_ends_after_ten_minutes(book):
    with pytest.raises(NotTrusted, match="no code is open"):
        book.redeem(CODE, LIFETIME_S)


def test_a_code_works_in_its_last_second(book):
    assert book.redeem(CODE, LIFETIME_S - 1)


def test_a_new_code_ends_the_old_one(book):
    book.open(OTHER, Trust.OPERATOR, 1.0)

    with pytest.raises(NotTrusted, match="not the code"):
        book.redeem(CODE, 2.0)
    assert book.redeem(OTHER, 3.0).trust is Trust.OPERATOR


def wrong_tries(book, count, now_s=1.0):
    for _ in range(count):
        with pytest.raises(NotTrusted):
            book.redeem(WRONG, now_s)


def test_the_right_code_still_works_after_four_wrong_ones(book):
    wrong_tries(book, MAX_WRONG - 1)

    assert book.redeem(CODE, 2.0)


def test_the_fifth_wrong_try_ends_the_code(book):
    wrong_tries(book, MAX_WRONG)

    with pytest.raises(NotTrusted, match="no code is open"):
        book.redeem(CODE, 2.0)


def test_who_guesses_at_one_code_after_the_other_is_stopped_for_an_hour(book):
    for _ in range(MAX_GUESSES // MAX_WRONG):
        wrong_tries(book, MAX_WRONG)
        book.open(CODE, Trust.MODERATOR, 1.0)

    with pytest.raises(Unavailable, match="too many wrong codes"):
        book.redeem(CODE, 2.0)
    book.open(CODE, Trust.MODERATOR, GUESSING_S)
    assert book.redeem(CODE, GUESSING_S + 1.0)
