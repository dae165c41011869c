"""The line editor of the board's console, judged by what a terminal then shows."""

import random

import pytest

from node.console import INTERRUPT
from node.shell import MAX_LINE, Shell
from tests.node.terminal import Terminal

LEFT, RIGHT, UP, DOWN = b"\x1b[D", b"\x1b[C", b"\x1b[A", b"\x1b[B"
WORDS = ["status", "sensors", "screen"]


class Typist:
    """A person at a terminal in front of a shell."""

    def __init__(self) -> None:
        self.shell = Shell("kitchen> ", lambda text: [word for word in WORDS if word.startswith(text.split(" ")[-1])])
        self.terminal = Terminal()
        self.terminal.write(self.shell.draw())
        self.lines: list[str | bytes] = []
        self.longest = 0

    def type(self, data: bytes) -> None:
        while data:
            out, line, data = self.shell.feed(data)
            self.longest = max(self.longest, len(out))
            self.terminal.write(out)
            if line is not None:
                self.lines.append(line)
                self.terminal.write(self.shell.draw())

    def slowly(self, data: bytes) -> None:
        for at in range(len(data)):
            self.type(data[at : at + 1])

    @property
    def shown(self) -> str:
        return self.terminal.row


@pytest.fixture
def typist() -> Typist:
    return Typist()


@pytest.mark.parametrize("how", [Typist.type, Typist.slowly])
@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (b"status", "status"),
        (b"statsu\x7f\x7fus", "status"),
        (b"tatus\x01s", "status"),
        (b"sttus" + LEFT * 3 + b"a", "status"),
        (b"statuss\x1b[D\x1b[3~", "status"),
        (b"stXatus\x1b[H\x1bOC\x1b[C\x04", "status"),
        (b"noise status\x17\x17status", "status"),
        (b"status now" + LEFT * 4 + b"\x0b", "status"),
        (b"noise\x15status", "status"),
        (b"tatus\x1b[1~s\x1b[4~", "status"),
        (b"tatus\x1b[7~s\x1b[8~\x1b[5~\x1b[200~", "status"),
        (b"sta\x1b[1;5Dx\x08tus\x1bx", "status"[:2] + "tusa"),
        (b"st\x00at\x1bus\x1b[99;99;99;99Qs", "status"[:4] + "ss"),
    ],
)
def test_a_line_is_what_the_keys_made_of_it_and_the_terminal_shows_it(typist, keys, line, how):
    how(typist, keys)
    assert typist.shown == f"kitchen> {line}"
    typist.type(b"\r")
    assert typist.lines == [line]
    assert typist.shown == "kitchen>"


def test_a_character_of_many_bytes_stays_whole_and_counts_as_its_width(typist):
    typist.slowly("名前 Кухня ë".encode() + LEFT * 7 + b"\x7f")
    assert typist.shown == "kitchen> 名前Кухня ë"
    typist.slowly("の".encode() + b"\r")
    assert typist.lines == ["名前のКухня ë"]


@pytest.mark.parametrize(
    "noise", [b"\xff\xfe", b"\xc3", b"\xe2\x82", b"\x80\x80", b"\xc2\x9b", b"\xf8\x88\x80\x80\x80"]
)
def test_bytes_that_are_no_character_are_passed_over(typist, noise):
    typist.type(b"sta" + noise + b"tus\r")
    assert typist.lines == ["status"]


def test_the_last_eight_lines_come_back_and_what_was_typed_waits_below(typist):
    for number in range(10):
        typist.type(b"name %d\r" % number)
    typist.type(b"half" + UP)
    assert typist.shown == "kitchen> name 9"
    typist.type(UP * 20)
    assert typist.shown == "kitchen> name 2"
    typist.type(DOWN * 8)
    assert typist.shown == "kitchen> half"
    typist.type(UP + b"\x7f0\r" + b"\r" + b"  \r" + UP)
    assert typist.shown == "kitchen> name 0"


def test_the_same_line_twice_and_answers_to_questions_are_kept_once_or_never(typist):
    typist.type(b"status\rstatus\r")
    typist.shell.keeps = False
    typist.type(b"yes\r" + UP + UP)
    assert typist.shown == "kitchen> status"


def test_tab_completes_a_word_lists_several_and_rings_for_none(typist):
    typist.type(b"st\t")
    assert typist.shown == "kitchen> status"
    typist.type(b"\x15s\t")
    assert typist.terminal.rows[-2:] == ["status  sensors  screen", "kitchen> s"]
    typist.type(b"x\t")
    assert typist.terminal.bells == 1
    typist.type(b"\x15se\t")
    assert typist.shown == "kitchen> sensors"


def test_a_line_ends_with_any_of_the_three_endings_once(typist):
    typist.slowly(b"one\rtwo\nthree\r\nfour\r\n\n")
    assert typist.lines == ["one", "two", "three", "four", ""]


def test_ctrl_c_drops_the_line_and_says_so(typist):
    typist.type(b"rebo\x03status\r")
    assert typist.lines == [INTERRUPT, "status"]
    assert "kitchen> rebo^C" in typist.terminal.rows


def test_ctrl_l_clears_the_screen_and_keeps_the_line(typist):
    typist.type(b"one\rsta\x0c")
    assert typist.terminal.rows == ["kitchen> sta"]


def test_a_line_longer_than_the_terminal_is_shown_around_the_cursor(typist):
    typist.slowly(b"name " + bytes(range(97, 123)) * 5)
    assert len(typist.shown) < 80
    assert typist.shown.endswith("xyz")
    typist.type(b"\x01")
    assert typist.shown.startswith("kitchen> name abc")
    assert typist.terminal.column == len("kitchen> ")
    assert typist.terminal.rows == [typist.shown]


def test_a_line_is_bounded_and_the_bell_says_so(typist):
    typist.type("ë".encode() * 1000 + b"\r")
    assert typist.lines == ["ë" * (MAX_LINE // 2)]
    assert typist.terminal.bells == 1


def test_a_request_of_a_machine_is_not_echoed_and_its_tabs_and_umlauts_are_its_own(typist):
    before = typist.terminal.rows
    typist.slowly('{"run":\t"name Küche"}'.encode() + b"\r\n")
    assert typist.lines == ['{"run":\t"name Küche"}'.encode()]
    assert typist.terminal.rows == before
    typist.type(b'x{"run"}\r')
    assert typist.lines[1:] == ['x{"run"}']


def test_a_request_is_bounded_and_may_be_given_up(typist):
    typist.type(b"{" * 5000 + b"\n" + b'{"run"\x03status\r')
    assert typist.lines == [b"{" * (MAX_LINE + 1), INTERRUPT, "status"]


def test_no_garbage_stops_it_or_makes_it_write_without_bound(typist):
    chance = random.Random(5)
    often = b"\x1b[ABCDHF~0123\t\r\n\x01\x05\x0b\x15\x17\x03\x0c\x7f{}\xc3\xa9 status"
    for _ in range(600):
        size = chance.randrange(1, 256)
        noise = chance.randbytes(size) if chance.random() < 0.3 else bytes(chance.choices(often, k=size))
        typist.type(noise)
    assert typist.longest < 1024
    typist.type(b"\x03\x03status\r")
    assert typist.lines[-1] == "status"
