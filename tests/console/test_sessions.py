"""Whole sessions over a real pseudo-terminal with a real agent; the screen is what an independent emulator shows."""

import http.cookiejar
import signal
import sys
import urllib.parse
import urllib.request

import pytest

from tests.console.terminals import ENTER, Line, console

DOWN, OTHER_DOWN = "\x1b[B", "\x1bOB"
AREA = "51.84,6.24,3km"


@pytest.fixture
def line(node):
    line = Line(console(node.home)).until("agent up")
    yield line
    line.child.close(force=True)


def test_an_alert_is_issued_answered_and_cancelled_at_the_terminal(node, line):
    line.keys("4").until("No alert is in force").keys("i").until("what to begin with")
    line.keys("f", DOWN, ENTER).until("Flood: leave the river side now")
    line.keys(*["\t"] * 7, *AREA, *[OTHER_DOWN] * 4, ENTER).until("EXERCISE: every screen will say so.")
    line.keys("SEND", ENTER).until("issued as").until("EXERCISE Severe: Flood")
    assert "Flood: leave the river side now" in line.text

    line.keys("a").until("Answer the alert").keys("\t", "on the way", "\t", ENTER).until("answered")
    line.keys(ENTER).until("received 1")
    assert node.call("civdef.alert.list", {})["alerts"][0]["acknowledged"] == [{"answer": "received", "count": 1}]

    line.keys("c").until("Type CANCEL").keys("CANCEL", ENTER).until("cancelled; the cancellation is")


def test_a_pairing_code_of_the_console_pairs_a_browser(node):
    line = Line(console(node.home, "--utf8")).until("agent up").keys("8", "n").until("make it")
    code = line.keys("\t", ENTER).until("code: ").text.partition("code: ")[2].split()[0]
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar := http.cookiejar.CookieJar()))
    form = urllib.parse.urlencode({"code": code, "label": "test"}).encode()
    site = f"http://127.0.0.1:{node.port}"
    browser.open(urllib.request.Request(f"{site}/pair", form, {"Origin": site})).close()
    line.child.close(force=True)

    assert [cookie.name for cookie in jar] == ["hearthnet"]


def test_a_killed_agent_is_explained_and_its_return_is_seen(node, line):
    node.kill()
    line.until("AGENT DOWN").until("agent       BROKEN")
    node.start()

    line.until("agent up").until("alerts      none in force")


def test_the_log_of_the_agent_is_shown(line):
    line.keys("2").until("agent   | ")


def test_a_log_is_verified_to_the_last_signature_and_that_is_remembered(line):
    line.keys("6").until("never checked").keys("v").until("every signature is right")

    line.until("never checked", gone=True).until("its signatures were checked")


def test_a_backup_is_written_and_remembered(line, tmp_path):
    line.keys("6").until("none was made here").keys("w").until("keep it where")
    line.keys("\x15", *str(tmp_path / "stick.backup"), "\t", ENTER).until("saved, events")
    line.until("the newest one was made")

    assert (tmp_path / "stick.backup").stat().st_size > 0


def test_another_size_is_painted_whole(line):
    line.resize(40, 120)
    line.until("-" * 120)
    line.resize(24, 80)

    assert len(line.keys("9").until("factory reset").screen.display) == 24


def test_every_screen_is_cheap_on_a_slow_line(line):
    assert len(line.sent) < 4000  # a third of a second at 115,200 baud, with the first facts
    for number, words in enumerate(
        ("live:", "gateway", "In force", "Boards plugged in:", "verify the", "addresses", "No code"), 2
    ):
        before = len(line.sent)
        line.keys(str(number)).until(words).until(f"[{number}")
        assert len(line.sent) - before < 2500


def test_a_terminal_without_function_keys_can_do_everything(line):
    line.keys("\t").until("[2Logs]").keys("?").until("In a form:").keys("b").until("[2Logs]")
    line.keys("9").until("[9Node]").keys("q")

    assert line.end() == 0


def test_a_factory_reset_leaves_an_empty_folder_and_nothing_else_is_touched(node, line, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "photo").write_text("kept")
    (node.home / "link").symlink_to(outside)
    line.keys("9").until("factory reset").keys("f").until("where to save")
    line.keys("\x15", *str(tmp_path / "last.backup"), "\t", ENTER).until("Type hall")
    line.keys("hall", ENTER).until("the folder is empty")

    assert node.wait() == 0
    assert list(node.home.iterdir()) == []
    assert (outside / "photo").read_text() == "kept"
    assert (tmp_path / "last.backup").stat().st_size > 0


LOGIN = """
import asyncio, sys
from pathlib import Path
from edge_agent.cli.console import harmless
from edge_agent.console.session import Options, Session
harmless()
asyncio.run(Session(Options(Path(sys.argv[1]), frozenset(), login=True, ascii_only=True)).run())
"""


@pytest.fixture
def login(node):
    """A line without a password; the check of the user is left out, since tests may run as root."""
    line = Line([sys.executable, "-c", LOGIN, str(node.home)]).until("agent up")
    yield line
    line.child.close(force=True)


def test_no_key_ends_a_console_at_a_line_without_a_password(login):
    login.keys("\x03", "\x1a", "\x1c", "\x04", "9").until("this line always shows this program")

    assert login.keys("q", "1").until("[1Overview]").child.isalive()


def test_a_line_that_hangs_up_ends_the_console(login):
    login.child.kill(signal.SIGHUP)
    login.child.wait()

    assert login.child.signalstatus == signal.SIGHUP


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_place_text_is_refused_in_words(tmp_path, term):
    line = Line(console(tmp_path), term=term)
    line.child.expect("use `hearthnet doctor`")

    assert line.end() == 2
