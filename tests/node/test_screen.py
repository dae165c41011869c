"""Eight lines of 21 characters: what stands on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import event, registry, vocabulary
from meshwire.area import Area
from meshwire.phrasebook import LANGUAGES, Phrasebook
from node import screen
from tests.node.authority import NOW, Signer, payload
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
    for expected in ("Flood", "Flood: leave the river side", "Just now", "Ends in 60 min", "Area: AGS 08416041"):
        assert expected in pages


@pytest.mark.parametrize("ahead_s", [0, 5, 59])
def test_an_alert_that_was_just_signed_is_new_whatever_the_clocks_say(root, office, ahead_s):
    assert "Just now" in all_pages(shown(office, root, time=NOW + ahead_s))


@pytest.mark.parametrize(
    ("lifetime_min", "said"),
    [(1, "1 min"), (119, "119 min"), (120, "2 h"), (179, "3 h"), (2879, "48 h"), (2880, "2 days"), (20160, "14 days")],
)
def test_a_time_is_told_in_the_unit_that_fits(root, office, lifetime_min, said):
    assert f"Ends in {said}" in all_pages(shown(office, root, lifetime_min=lifetime_min))


def test_an_age_grows_while_the_board_is_looked_at(root, office):
    board = shown(office, root)
    board.step(1_500_000)
    pages = all_pages(board)
    assert "25 min ago" in pages
    assert "Ends in 35 min" in pages


def test_a_board_without_a_clock_says_how_long_it_still_lasts(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    board.hear(payload(office.warn(), age_min=12))
    pages = all_pages(board)
    assert "12 min ago" in pages
    assert "Ends in 48 min" in pages


def test_a_cancellation_has_an_age_and_no_end(root, office):
    pages = all_pages(shown(office, root, message_type=registry.CANCEL))
    assert "Just now" in pages
    assert "Ends in" not in pages


def test_an_update_says_that_it_is_one(root, office):
    assert "(Update)" in all_pages(shown(office, root, message_type=registry.UPDATE))


def test_of_many_codes_the_first_are_shown_and_the_others_counted(root, office):
    codes = tuple((1, f"0360{number:02}") for number in range(40))
    assert "Area: SAME 036000, 036001, 036002 and 37 more" in all_pages(shown(office, root, area=Area(codes, (), ())))


def test_codes_of_two_schemes_name_both(root, office):
    area = Area(((5, "08416041"), (7, "DE14")), (), ())
    assert "Area: AGS 08416041, NUTS DE14" in all_pages(shown(office, root, area=area))


def test_other_alerts_in_force_are_counted(root, office):
    board = shown(office, root)
    assert "Other alerts" not in all_pages(board)
    board.hear(payload(office.warn()), payload(office.warn()))
    assert "Other alerts: 2" in all_pages(board)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_idle_board_says_all_of_it_in_its_language(root, language):
    board = FakeBoard(root.public, place=None, language=language)
    phrases = Phrasebook(language)
    said = "".join("".join(board.parts.lines[2:]).split())
    assert said == "".join((phrases.word("no-alert") + phrases.word("no-place")).split())
    assert len(board.parts.lines) <= screen.LINES
    assert max(map(screen.columns, board.parts.lines)) <= screen.COLUMNS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_with_a_number_has_room_for_it(language):
    for word in ("ago", "ends-in", "minutes", "hours", "days", "and-more", "other-alerts"):
        assert Phrasebook(language).word(word).count("{}") == 1


def test_japanese_text_fills_its_lines(root, office):
    instruction = vocabulary.INSTRUCTIONS.index("leave-river")
    board = shown(office, root, language="ja", instructions=(instruction,), headline="洪水")
    assert "- 川岸から離れて避難" in board.parts.lines


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
    assert "Area: 48.52S 9.05E 2 km" in pages


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
    for language in LANGUAGES:
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
