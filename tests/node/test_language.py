"""A board whose display cannot draw the letters of its language."""

import pytest

from meshwire.phrasebook import Phrasebook
from node.face import readable
from tests.node.authority import Signer
from tests.node.fake_board import FakeBoard, Parts


class Screen:
    def can_show(self, language: str) -> bool:
        return language != "ja"


@pytest.mark.parametrize(
    ("display", "wanted", "shown"), [(Screen(), "de", "de"), (Screen(), "ja", "en"), (object(), "ja", "ja")]
)
def test_a_display_without_the_letters_of_a_language_speaks_english(display, wanted, shown):
    assert readable(display, wanted) == shown


def test_a_board_speaks_english_on_a_screen_that_has_not_its_letters(monkeypatch):
    monkeypatch.setattr(Parts, "can_show", Screen.can_show, raising=False)
    board = FakeBoard(Signer("root").public, language="ja")
    assert Phrasebook("en").word("no-alert") in " ".join(board.parts.lines)
