"""The page's address as a QR code: on terminals that can draw it, and only when a phone can open the page."""

import subprocess
import sys

import pytest
import segno

from edge_agent.config import load
from edge_agent.qr import MARGIN, terminal_lines
from tests.console.terminals import ENTER, Line, console

MODULES = {"\u2588": (0, 0), "\u2580": (0, 1), "\u2584": (1, 0), " ": (1, 1)}  # upper and lower; ink is 1
ADDRESS = "http://192.168.178.123:7080/pair"


def read_back(lines):
    """The modules of a drawn code, row by row, without its margin."""
    rows = [[MODULES[char][half] for char in line] for line in lines for half in (0, 1)]
    side = len(rows[0])
    return [row[MARGIN:-MARGIN] for row in rows[MARGIN : side - MARGIN]]


@pytest.mark.parametrize("text", [ADDRESS, "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:17080/pair", "a"])
def test_what_is_drawn_is_the_code_of_the_text(text):
    expected = [list(map(int, row)) for row in segno.make(text, error="L", micro=False).matrix]

    assert read_back(terminal_lines(text)) == expected


def test_the_code_of_an_address_fits_beside_its_words_at_80x24():
    lines = terminal_lines(ADDRESS)

    assert len(lines) <= 24 - 6
    assert {len(line) for line in lines} == {len(lines[0])}
    assert len(lines[0]) <= 36


def test_the_library_is_loaded_only_when_a_code_is_drawn():
    program = "import sys, edge_agent.cli.console; print('segno' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert said.stdout == "False\n"


@pytest.fixture
def open_node(node):
    """One whose page is served to the network."""
    node.stop()
    settings = node.home / "hearthnet.toml"
    settings.write_text(settings.read_text().replace("[http]", '[http]\nlisten = "0.0.0.0"'))
    node.start()
    return node


def code_shown(home, term):
    line = Line(console(home), term=term).until("agent up").keys("8", "n").until("make it")
    line.keys("\t", ENTER).until("code: ").until("Open ")
    line.child.close(force=True)
    return line


@pytest.mark.parametrize("term", ["linux", "xterm-256color"])
def test_pairing_shows_the_code_of_the_page(open_node, term):
    line = code_shown(open_node.home, term)
    address = next(word for word in "".join(line.screen.display).split() if word.startswith("http://"))

    drawn = [row[: len(terminal_lines(address)[0])] for row in line.screen.display[3:]]
    assert drawn[: len(terminal_lines(address))] == terminal_lines(address)


def test_a_terminal_without_block_characters_gets_words_instead(open_node):
    assert "No QR code: this terminal has no block characters" in code_shown(open_node.home, "vt100").text


def test_a_page_for_this_machine_alone_has_no_code_that_would_mislead_a_phone(node):
    assert load(node.home).http.listen == "127.0.0.1"
    line = code_shown(node.home, "linux")

    assert "No phone can open that page" in line.text
    assert not set(MODULES) & set(line.text) - {" "}
