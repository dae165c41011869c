"""Programs and settings go to the real interpreter over a real pseudo-terminal, as to a board on USB."""

import json

import pytest
from nacl.signing import SigningKey

from edge_agent.errors import BadRequest, EdgeError, LinkLost, Unavailable
from edge_agent.firmware import package
from edge_agent.usb import flash, provision
from edge_agent.usb.files import Files
from edge_agent.usb.line import Line
from node.settings import parse
from tests.usb.repl_board import ReplBoard

PROGRAM = {"main.mpy": b"M\x06" + b"main" * 300, "lib/meshwire/cbor.mpy": bytes(range(256)) * 5}
LAUNCHER = {"boot.py": b"", "main.py": b"print('started')\n"}
ROSTER = {"roots": ["11" * 32], "certificates": []}


@pytest.fixture
def line(board):
    opened = Line(board.port)
    opened.enter()
    yield opened
    opened.close()


def put(line, program=PROGRAM, counter=7):
    return flash.flash(line, program, LAUNCHER, "generic", "1.0", counter)


def on(board, slot):
    folder = board.flash / "slots" / slot
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_first_program_comes_into_slot_a_and_is_chosen(board, line):
    assert put(line) == "a"
    assert on(board, "a") == PROGRAM
    assert json.loads((board.flash / "slots.json").read_text()) == ["a", "a", True, True, {"a": ["1.0", 7]}, ""]
    assert (board.flash / "board.kind").read_text() == "generic"


def test_the_next_program_comes_beside_the_running_one(board, line):
    put(line)
    assert put(line, {"main.mpy": b"M\x06 new"}) == "b"
    assert on(board, "a") == PROGRAM
    assert on(board, "b") == {"main.mpy": b"M\x06 new"}


def test_a_power_cut_in_the_middle_leaves_the_running_program_chosen(board, line):
    put(line)
    before = (board.flash / "slots.json").read_bytes()
    big = {f"node/part{number}.mpy": bytes(2000) for number in range(8)}
    line.run("def feed(limit=[12]):\n limit[0]-=1\n if not limit[0]: print(1/0)")
    with pytest.raises(LinkLost):
        put(line, big)
    board.unplug()
    assert (board.flash / "slots.json").read_bytes() == before
    assert on(board, "a") == PROGRAM
    assert 0 < len(on(board, "b")) < len(big)


def test_after_a_power_cut_the_command_is_simply_repeated(board, line):
    put(line)
    (board.flash / "slots" / "b").mkdir()
    (board.flash / "slots" / "b" / "half.mpy").write_bytes(b"M")
    put(line, {"main.mpy": b"M\x06 new"})
    assert on(board, "b") == {"main.mpy": b"M\x06 new"}


def test_a_board_that_is_unplugged_meanwhile_is_told_as_that(board, line):
    board.unplug()
    with pytest.raises(LinkLost, match=r"plug it in"):
        put(line)


def test_what_the_flash_changed_is_found(board, line):
    files = Files(line)
    line.run("old=digest\ndef digest(p): return '00'*32 if p.endswith('.new') else old(p)")
    with pytest.raises(LinkLost, match="not written as it was sent"):
        files.write("/board.kind", b"generic")
    assert not (board.flash / "board.kind").exists()


def test_a_full_board_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "small").mkdir()
    board = ReplBoard(tmp_path / "small", capacity=64 * 1024)
    try:
        line = Line(board.port)
        line.enter()
        with pytest.raises(Unavailable, match=r"needs \d+ kB: remove files"):
            put(line, {"main.mpy": bytes(60000)})
        line.close()
        assert not (tmp_path / "small" / "slots").exists()
    finally:
        board.unplug()


def test_the_whole_program_imports_from_its_slot(board, line):
    """The boot file chooses the slot although the folder has the name that the module had."""
    flash.flash(line, package.build("generic"), package.launcher(), "generic", "1.0", 7)
    line.run("exec(open('/boot.py').read())")
    assert line.value("sys.path[:2]") == ["/slots/a", "/slots/a/lib"]
    line.run("from meshwire import cbor\nimport main")
    assert line.value("cbor.loads(cbor.dumps([1,2])),main.__file__") == ([1, 2], "/slots/a/main.mpy")


def test_the_board_restarts_into_its_program(board, line):
    put(line)
    line.restart()
    heard = b""
    for _ in range(50):
        heard += line.read(0.2)
        if b"started" in heard:
            break
    assert b"started" in heard


def test_settings_are_read_back_and_no_seed_crosses_the_line(board, line, monkeypatch):
    node = SigningKey(b"node".ljust(32, b"."))
    sent = []
    original = line._transport.serial.write
    monkeypatch.setattr(line._transport.serial, "write", lambda data: sent.append(bytes(data)) or original(data))
    flash.flash(line, package.build("generic"), package.launcher(), "generic", "1.0", 7)
    wishes = provision.Wishes("Attic", "EU_868", language="de", latitude=50.1, longitude=8.6, geocodes=[(5, "06412")])
    data = provision.settings(wishes, ROSTER, bytes(node.verify_key))
    provision.write(line, data)
    public = provision.own_key(line)
    assert parse((board.flash / "board.json").read_bytes()).updaters == [bytes(node.verify_key)]
    kept = (board.flash / "key.bin").read_bytes()
    assert public == kept[32:64] == bytes(SigningKey(kept[:32]).verify_key)
    crossed = b"".join(sent)
    assert [form for form in (bytes(node), bytes(node).hex().encode(), kept[:32]) if form in crossed] == []
    assert provision.own_key(line) == public


@pytest.mark.parametrize(("region", "preset"), [("MOON", "LongFast"), ("EU_868", "Longest"), ("EU_868", "ShortTurbo")])
def test_a_radio_that_the_law_forbids_is_refused(region, preset):
    with pytest.raises(BadRequest):
        provision.settings(provision.Wishes("Attic", region, preset), ROSTER, bytes(32))


def settings_of(**wishes):
    return parse(provision.settings(provision.Wishes("Attic", **wishes), ROSTER, bytes(32)))


def test_in_a_mesh_the_frequency_is_the_slot_that_its_radios_choose():
    assert settings_of(region="US").frequency_hz == 915000000
    found = settings_of(region="US", air="meshtastic")
    assert (found.air, found.frequency_hz) == ("meshtastic", 906875000)  # LongFast: slot 20, as its radios show it
    assert settings_of(region="US", air="meshtastic", frequency_hz=903000000).frequency_hz == 903000000


def test_where_the_slot_is_not_known_the_person_says_it():
    with pytest.raises(BadRequest, match="say --frequency-hz"):
        settings_of(region="EU_866", preset="LiteFast", air="meshtastic")
    with pytest.raises(BadRequest, match="a channel of EU_868 is from 869525000 to 869525000 Hz"):
        settings_of(region="EU_868", frequency_hz=868000000)


def test_a_modem_needs_a_name_and_whoever_may_update_it():
    data = provision.settings(provision.Wishes("Roof", role="modem"), ROSTER, bytes(32))
    assert json.loads(data) == {"name": "Roof", "role": "modem", "updaters": ["00" * 32]}
    assert parse(data).role == "modem"


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [("", "de", "0 characters"), ("x" * 33, "de", "33 characters"), ("Attic", "tlh", "no phrases in tlh; there are")],
)
def test_settings_that_the_board_could_not_read_are_refused_here(name, language, words):
    with pytest.raises(BadRequest, match=words):
        provision.settings(provision.Wishes(name, "EU_868", language=language), ROSTER, bytes(32))


def test_a_board_without_a_region_is_asked_for_it():
    with pytest.raises(BadRequest, match=r"say --region, one of EU_868"):
        settings_of()


@pytest.mark.parametrize(
    ("board", "wanted", "kind"),
    [
        (("micropython", (1, 29, 0), "Raspberry Pi Pico W with RP2040", 6, ""), None, "pico_sx1262"),
        (("micropython", (1, 29, 0), "Generic ESP32S3 module with ESP32S3", 6, "generic"), None, "generic"),
        (("micropython", (1, 29, 0), "Generic ESP32S3 module with ESP32S3", 6, "generic"), "heltec_v3", "heltec_v3"),
        (("micropython", (1, 29, 0), "Raspberry Pi Pico with RP2040", 6, ""), "tbeam", "wrong board"),
        (("micropython", (1, 20, 0), "Raspberry Pi Pico with RP2040", 6, ""), None, "put MicroPython 1.29"),
        (("circuitpython", (9, 0, 0), "Raspberry Pi Pico with RP2040", 6, ""), None, "put MicroPython 1.29"),
        (("micropython", (1, 29, 0), "Something with XY", 6, ""), None, "which board"),
    ],
)
def test_the_kind_is_what_was_said_what_it_was_or_what_the_chip_shows(board, wanted, kind):
    try:
        found = flash.kind_for(flash.Board(*board), wanted)
    except EdgeError as error:
        found = str(error)
    assert kind in found
