"""The display driver, read back from what went over I2C to the controller."""

import pytest

from drivers import ssd1306
from drivers.ssd1306 import ADDRESS, BRIGHT, DIM, DRAWN, Display, NoDisplay
from meshwire.dictionaries import de, en, es, fr, it, pl, pt, tr, uk
from node.screen import COLUMNS, LINES
from tests.boards.doubles.machine import Machine
from tests.boards.doubles.screen import Screen
from tests.rules.sources import ROOT, files, text
from tools import font as drawing

ALERT = ["SEVERE            1/2", "Hochwasser", "Neckar steigt über 4m", "- Gehen Sie in ein", "höheres Stockwerk"]
SPOKEN = sorted(path.stem for path in files(".py", under="micropython/lib/meshwire/phrases") if path.stem != "__init__")
LETTERS = {glyph: character for character, glyph in reversed(sorted(drawing.glyphs().items()))}


class Bus:
    def __init__(self, bench, columns: int = 128, first_column: int = 0) -> None:
        machine = Machine(bench)
        self.bench = bench
        self.screen = bench.i2c[ADDRESS] = Screen(columns)
        self.display = Display(machine.I2C(0, sda=machine.Pin(17), scl=machine.Pin(18)), first_column)

    def lines(self) -> list[str]:
        return self.screen.lines(LETTERS)


@pytest.fixture
def bus(bench):
    return Bus(bench)


def padded(lines: list[str]) -> list[str]:
    """As it can be read back: some letters look like each other, o and O under an accent for instance."""
    glyphs = drawing.glyphs()
    readable = ["".join(LETTERS[glyphs[character]] for character in line) for line in lines]
    return readable + [""] * (LINES - len(lines))


def test_a_screen_shows_what_it_was_given(bus):
    bus.display.show(ALERT)
    assert bus.lines() == padded(ALERT)
    assert bus.screen.is_on


def test_the_controller_is_set_up_as_its_data_sheet_says(bus):
    bus.display.show(["x"])
    assert bus.screen.settings.items() >= {
        0xA8: [63], 0xD3: [0], 0x8D: [0x14], 0x20: [2], 0xA1: [], 0xC8: [], 0xDA: [0x12], 0xA4: [], 0xA6: [],
    }.items()  # fmt: skip


def test_it_is_dark_until_its_memory_holds_text(bus):
    bus.display.show(ALERT)
    commands = [data for what, _, data in bus.bench.traffic if what == "i2c"]
    assert commands[0][1] == 0xAE
    assert commands[-1] == b"\x00\xaf"


def test_only_the_lines_that_changed_are_sent(bus):
    bus.display.show(ALERT)
    written = bus.screen.writes
    assert written == LINES
    bus.display.show(ALERT)
    assert bus.screen.writes == written
    bus.display.show([*ALERT, "vor 6 min"])
    assert bus.screen.writes == written + 1
    assert bus.lines()[5] == "vor 6 min"


def test_shorter_writtenleaves_nothing_of_the_longer(bus):
    bus.display.show(ALERT)
    bus.display.show(["OK"])
    assert bus.lines() == padded(["OK"])


def test_a_line_that_is_too_long_ends_at_the_edge(bus):
    bus.display.show(["0123456789" * 5] * 12)
    assert bus.lines() == [("0123456789" * 5)[:COLUMNS]] * LINES


@pytest.mark.parametrize(
    "line", ["Пожежа, їжак Ґанок", "Żółć ŚLĄSK ąęćńź", "ÇIĞIR şoför İstanbul", "¿Qué? ¡Ñandú!", "œuvre ÇÀ où"]
)
def test_letters_of_other_alphabets_are_drawn(bus, line):
    bus.display.show([line])
    assert bus.lines() == padded([line])
    assert bus.lines()[0].count("?") == line.count("?")


def test_what_the_font_has_not_is_a_box(bus):
    bus.display.show(["火 now"])
    assert bytes(bus.screen.memory[0][:5]) == ssd1306.BOX
    assert bus.lines()[0] == "? now"


def test_a_screen_of_the_other_controller_begins_two_columns_later(bench):
    bus = Bus(bench, columns=132, first_column=2)
    bus.display.show(ALERT)
    assert bus.lines() == padded(ALERT)


def test_without_a_screen_the_board_goes_on_and_finds_it_again(bus):
    del bus.bench.i2c[ADDRESS]
    bus.display.show(ALERT)
    bus.display.show(ALERT)
    assert bus.display.errors == 2
    bus.screen = bus.bench.i2c[ADDRESS] = Screen()
    bus.display.show(ALERT)
    assert bus.lines() == padded(ALERT)
    assert bus.screen.is_on


def test_a_screen_that_was_unplugged_is_set_up_again_and_gets_everything(bus):
    bus.display.show(ALERT)
    del bus.bench.i2c[ADDRESS]
    bus.display.show([*ALERT, "new"])
    bus.screen = bus.bench.i2c[ADDRESS] = Screen()
    bus.display.show([*ALERT, "new"])
    assert bus.lines() == padded([*ALERT, "new"])
    assert bus.screen.is_on


def test_what_stands_still_is_dimmed_and_lit_again_when_it_changes(bus):
    bus.display.show(ALERT)
    bus.bench.pass_ms(599000)
    assert bus.display.rest() is False
    assert bus.screen.contrast == BRIGHT
    bus.bench.pass_ms(1000)
    assert bus.display.rest() is False
    assert bus.screen.contrast == DIM
    bus.display.show([*ALERT, "new"])
    assert bus.screen.contrast == BRIGHT


def test_a_screen_that_is_dim_costs_no_traffic(bus):
    bus.display.show(ALERT)
    bus.bench.pass_ms(600000)
    bus.display.rest()
    sent = len(bus.bench.traffic)
    for _ in range(1000):
        bus.bench.pass_ms(60000)
        bus.display.rest()
    assert len(bus.bench.traffic) == sent


def test_a_board_without_a_screen_shows_nothing_and_speaks_any_language():
    display = NoDisplay()
    display.show(ALERT)
    assert display.rest() is False
    assert all(display.can_show(language) for language in SPOKEN)


def test_without_lines_it_is_dark_and_keeps_what_it_showed(bus):
    bus.display.show(ALERT)
    written = bus.screen.writes
    bus.display.show([])
    assert not bus.screen.is_on
    bus.display.show(ALERT)
    assert bus.screen.is_on
    assert bus.lines() == padded(ALERT)
    assert bus.screen.writes == written


def test_a_dark_screen_that_was_unplugged_is_lit_by_the_next_alert(bus):
    bus.display.show([])
    bus.screen = bus.bench.i2c[ADDRESS] = Screen()
    bus.bench.pass_ms(600000)
    del bus.bench.i2c[ADDRESS]
    bus.display.rest()
    bus.bench.i2c[ADDRESS] = bus.screen
    bus.display.show(ALERT)
    assert bus.screen.is_on
    assert bus.lines() == padded(ALERT)


@pytest.mark.parametrize("language", DRAWN)
def test_every_letter_of_a_language_that_it_can_show_is_in_the_font(language):
    words = {"de": de, "en": en, "es": es, "fr": fr, "it": it, "pl": pl, "pt": pt, "tr": tr, "uk": uk}[language]
    written = text(ROOT / f"micropython/lib/meshwire/phrases/{language}.py") + words.ALPHABET + words.DICTIONARY
    assert [character for character in set(written) - {"\n"} if ssd1306.letter(ord(character)) is None] == []


def test_it_says_which_languages_it_cannot_show(bus):
    assert [language for language in SPOKEN if not bus.display.can_show(language)] == ["ar", "hi", "ja"]


def test_the_font_is_the_one_that_is_drawn():
    assert text(drawing.MODULE) == drawing.module(), "run: python -m tools.font"


def test_no_two_letters_of_one_alphabet_look_alike():
    letters = drawing.glyphs()
    ascii_letters = [letters[chr(code)] for code in range(32, 127)]
    assert len(set(ascii_letters)) == len(ascii_letters)
    ukrainian = [letters[character] for character in "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"]
    assert len(set(ukrainian)) == len(ukrainian)


def test_code_points_are_read_off_utf_8():
    written = "a\u00df\u20ac" + chr(0x10348)
    assert list(ssd1306.codes(written.encode())) == [ord(character) for character in written]


def test_damaged_utf_8_ends_as_text():
    assert len(list(ssd1306.codes(b"\xff\x80\x80\xc3"))) <= 4
