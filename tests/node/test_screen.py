"""Eight lines of 21 characters: what stands on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import event, registry
from meshwire.area import Area
from node import screen
from tests.node.authority import Signer, payload
from tests.node.fake_board import FakeBoard


def shown(office: Signer, root: Signer, *, language: str = "en", **fields: object) -> FakeBoard:
    certificate = event.encode(root.certify(office)).hex()
    board = FakeBoard(root.public, place=None, language=language, certificates=[certificate])
    board.hear(payload(office.warn(**fields)))
    return board


def all_pages(board: FakeBoard) -> str:
    """Every page once, without the lines that repeat."""
    text = ""
    for _ in range(9):
        text += " " + " ".join(board.parts.lines)
        board.step(screen.PAGE_MS)
    return text


def test_an_alert_says_what_where_and_until_when(root, office):
    board = shown(office, root)
    pages = all_pages(board)
    assert board.parts.lines[0].startswith("SEVERE")
    for expected in ("Flood", "Flood: leave the river side", "-0 min, until 15:13 UTC", "AGS 08416041"):
        assert expected in pages


def test_a_board_without_a_clock_says_how_long_it_still_lasts(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    board.hear(payload(office.warn(), age_min=12))
    assert "-12 min, until +48 min" in all_pages(board)


def test_event_and_instructions_come_in_the_language_of_the_board(root, office):
    pages = all_pages(shown(office, root, language="de"))
    assert "Überschwemmung" in pages
    assert "Flood: leave the river side" in pages  # the headline is the author's


def test_a_cut_headline_says_so(root, office):
    pages = all_pages(shown(office, root, headline="The dam of the upper reser", headline_cut=True))
    assert "reser..." in pages
    assert "(Headline shortened)" in pages


def test_a_circle_is_a_point_and_kilometres(root, office):
    pages = all_pages(shown(office, root, area=Area((), (), ((-48521, 9057, 15),))))
    assert "48.52S 9.05E 2 km" in pages


def test_a_headline_in_another_script_is_shown_in_it(root, office):
    japanese = "津波警報 ただちに高台へ避難してください"
    pages = all_pages(shown(office, root, headline=japanese))
    assert "津波警報" in pages


@pytest.mark.parametrize("status", [registry.EXERCISE, registry.TEST])
def test_every_page_of_an_exercise_says_that_it_is_one(root, office, status):
    board = shown(office, root, status=status, instructions=tuple(range(1, 17)), headline="word " * 30)
    for _ in range(9):
        assert registry.STATUSES[status].upper() in " ".join(board.parts.lines[:2])
        board.step(screen.PAGE_MS)


def test_every_page_fits_the_screen(root, office):
    everything = tuple(range(1, 17))
    for language in ("en", "de", "hi", "ja"):
        board = shown(office, root, language=language, instructions=everything, headline="長い見出し" * 20)
        for _ in range(9):
            assert len(board.parts.lines) <= screen.LINES
            assert max(map(screen.columns, board.parts.lines)) <= screen.COLUMNS
            board.step(screen.PAGE_MS)


@given(st.text(max_size=200), st.integers(2, 21))
def test_wrapped_text_fits_and_loses_nothing(text, width):
    lines = screen.wrap(text, width)
    assert all(0 < screen.columns(line) <= width for line in lines)
    clean = "".join(character if character >= " " and character != "\x7f" else " " for character in text)
    assert "".join("".join(lines).split()) == "".join(clean.split())
