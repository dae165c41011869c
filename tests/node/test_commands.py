"""What the commands of the board's console tell and do."""

import pytest

from meshwire import event, registry
from tests.node.at_console import AtConsole
from tests.node.authority import payload
from tests.node.fake_board import FakeBoard

MINOR = 1


@pytest.fixture
def board(root, office) -> FakeBoard:
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


@pytest.fixture
def console(board) -> AtConsole:
    return AtConsole(board)


def test_help_lists_every_command_with_its_words(console):
    rows = console.run("help")
    assert [row.split()[0] for row in rows[:-1]] == [
        "help", "status", "alerts", "keys", "air", "radio", "log", "crash", "sensors", "test", "name", "region",
        "provision", "update", "reboot",
    ]  # fmt: skip
    assert "siren/screen/radio" in rows[9]


def test_status_says_how_the_board_is(console, board):
    board.parts.percent = 81
    said = console.json("status")[0]
    assert (said["name"], said["battery"], said["alerts"], said["safe"]) == ("kitchen", 81, 0, False)
    assert said["uptime_s"] == pytest.approx(board.parts.ms / 1000, abs=20)
    rows = console.run("status")
    assert "battery         81" in rows
    assert "safe            no" in rows


def test_status_of_a_board_without_a_clock_says_so(root):
    console = AtConsole(FakeBoard(root.public, has_clock=False))
    assert "utc             no clock" in console.run("status")


def test_alerts_lists_what_is_in_force_and_shows_one_whole(console, board, office):
    assert console.run("alerts") == ["no alert is in force"]
    board.hear(payload(office.warn(headline="Leave the \x9b2J riverside", severity=registry.EXTREME)))
    board.hear(payload(office.warn(headline="Boil water", severity=MINOR)))
    first, second = console.json("alerts")
    assert (first["headline"], first["severity"], first["loud"]) == ("Leave the   2J riverside", "Extreme", True)
    assert (second["number"], second["acknowledged"]) == (2, False)
    assert console.run("alerts")[0].startswith("1 *")
    assert any("Ends in" in row for row in console.run("alerts 2"))
    assert console.run("alerts 3") == ["there is no alert of that number; alerts lists them"]


def test_keys_names_roots_and_authorities(console, root, office):
    said = {row["role"]: row for row in console.json("keys")}
    assert said["root"]["key"] == root.public.hex()
    assert (said["authority"]["key"], said["authority"]["certified"]) == (office.public.hex(), True)


def test_air_tells_budget_and_refusals(console, board):
    board.hear(b"\x00garbage")
    said = console.json("air")[0]
    assert (said["preset"], said["refused"], said["heard"]) == ("ShortTurbo", {"malformed": 1}, 1)
    assert said["duty_left_ms"] > 6000
    assert "frequency       869.525 MHz" in console.run("air")


def test_sensors_are_read_when_asked(console, board):
    assert console.run("sensors") == ["this board has no sensors"]
    board.parts.readings["rain"] = lambda: 12
    board.parts.readings["level"] = lambda: None
    assert console.json("sensors") == [{"sensor": "level", "value": None}, {"sensor": "rain", "value": 12}]


def test_log_keeps_the_last_lines_short(console, board):
    for number in range(40):
        board.board._log.note(f"note {number} " + "ë" * 100)
    rows = console.json("log")
    assert len(rows) == 32
    assert "note 8 " in rows[0]["line"]
    assert all(len(str(row["line"]).encode()) < 120 for row in rows)


def test_the_crash_log_is_shown_clean(console, board):
    assert console.run("log crash") == ["it never crashed"]
    board.files["crash.log"] = b"ValueError: \x1b]0;x\x07\xff\nline 2"
    rows = console.run("crash")
    assert rows[1] == "line 2"


def test_the_siren_is_tested_for_three_seconds_and_never_while_an_alert_is_loud(console, board, office):
    console.type(b"test siren\r", steps=5)
    assert board.siren == "severe"
    console.type(b"", steps=200)
    assert board.siren == "off"
    board.hear(payload(office.warn()))
    assert "nothing is tested now" in console.run("test siren")[0]


def test_an_alert_that_comes_during_a_test_is_shown_and_heard_at_once(console, board, office):
    console.type(b"test screen\r", steps=5)
    assert "!" in board.screen
    board.hear(payload(office.warn(severity=registry.EXTREME)))
    assert board.siren == "extreme"
    assert board.screen.startswith("EXTREME")


def test_ctrl_c_ends_a_test(console, board):
    console.type(b"test siren\r", steps=5)
    assert console.type(b"\x03", steps=3)[-1] == "kitchen>"
    assert board.siren == "off"


async def test_testing_the_radio_asks_the_neighbours_and_names_who_was_heard(console, board, office):
    console.type(b"test radio\r", steps=20)
    await board.board.transmit()
    assert len(board.radio.sent) == 1
    board.hear(payload(office.certificate))
    rows = console.type(b"", steps=1000)
    assert rows[-2].startswith("sent 1, heard 1 from ")
    assert "nobody" not in rows[-2]


def test_a_new_name_holds_from_the_next_start_on(console, board):
    assert "attic room" in console.run("name attic room")[0]
    assert b'"attic room"' in board.files["board.json"]
    assert console.run("name") == ["kitchen"]


def test_a_region_is_changed_only_after_a_yes(console, board):
    assert console.type(b"region UA_868\r")[-1].endswith("is this board used there? (yes/no)")
    assert console.run("no") == ["not done"]
    before = board.files["board.json"]
    console.type(b"region UA_868\r")
    assert "next start" in console.type(b"yes\r")[1]
    assert board.files["board.json"] != before
    assert b"868300000" in board.files["board.json"]
    assert console.run("region Atlantis")[0].startswith("there is no such region; there are EU_868 ")
    assert console.ask({"run": "region UA_868"})[-1]["error"].endswith("add the word yes")


def test_in_a_meshtastic_mesh_the_frequency_is_that_of_its_radios(root):
    board = FakeBoard(root.public, air="meshtastic", preset="LongFast")
    console = AtConsole(board)
    assert console.type(b"region US\r")[-1].startswith("906.875 MHz")
    console.type(b"yes\r")
    assert b"906875000" in board.files["board.json"]


def test_a_preset_that_a_region_does_not_have_is_refused(console):
    assert console.run("region EU_868")[0].startswith("the preset ShortTurbo is wider than EU_868")


def test_reboot_asks_first(console, board):
    console.type(b"reboot\r")
    assert board.parts.reboots == 0
    console.type(b"y\r")
    assert board.parts.reboots == 0
    console.type(b"reboot\ryes\r")
    assert board.parts.reboots == 1


def test_a_word_that_is_no_command_is_answered_with_where_to_look(console):
    assert console.run("\u0441tatus now") == ["no such command: \u0441tatus; help lists them"]


def test_nothing_that_is_told_holds_a_secret(console, board):
    secret = bytes(range(32))
    for command in ("help", "status", "alerts", "keys", "air", "radio", "log", "crash", "sensors", "provision"):
        console.run(command)
        console.json(command)
    for form in (secret.hex(), str(list(secret))[1:60], repr(secret)[2:40]):
        assert form.encode() not in console.sent
