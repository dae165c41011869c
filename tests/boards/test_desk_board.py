"""The whole board in the real interpreter: what it shows, refuses, keeps and repeats."""

import asyncio
import signal
import time

from meshwire import envelope
from tests.boards.desk_board import LIMIT_S, DeskBoard
from tests.node.authority import HAMBURG, Signer, forged, payload


def now() -> int:
    return int(time.time())


async def test_a_valid_alert_shows_sounds_and_is_repeated_once(board, air, office):
    warning = payload(office.warn(time=now()))
    await air.put(warning)
    state = await board.until(lambda state: state["relayed"] == 1)
    assert state["screen"][1:4] == ["Flood", "Flood: leave the", "river side"]
    assert state["screen"][0].startswith("SEVERE ")
    assert state["siren"] == "severe"
    assert state["alert"] == f"{office.id.hex()}-1"
    assert state["acknowledged"] is False
    assert air.sent == [envelope.one_hop_on(warning)]


async def test_what_is_not_a_valid_alert_is_counted_by_its_reason(board, air, office):
    valid = payload(office.warn(time=now(), seq=9))
    await air.put(
        payload(office.warn(time=now() - 7200, seq=1)),
        payload(office.warn(time=now(), seq=2, area=HAMBURG)),
        payload(Signer("stranger").warn(time=now())),
        payload(forged(office.warn(time=now(), seq=3))),
        b"\xc5noise",
    )
    reasons = {"expired": 1, "not certified": 1, "unknown author": 1, "forged": 1, "malformed": 1}
    state = await board.until(lambda state: state["frames"] == 5 and state["refused"] == reasons)
    assert (state["shown"], state["siren"], state["alert"]) == (0, "off", None)
    await air.put(valid, valid)
    state = await board.until(lambda state: state["shown"] == 1 and state["refused"] == {**reasons, "replayed": 1})
    assert state["siren"] == "severe"


async def test_the_button_silences_the_siren(board, air, office):
    await air.put(payload(office.warn(time=now())))
    await board.until(lambda state: state["siren"] == "severe")
    await board.ask(b"no request")
    await board.ask(b'{"press": "short"}')
    state = await board.until(lambda state: state["siren"] == "off")
    assert state["acknowledged"] is True
    assert state["alert"] == f"{office.id.hex()}-1"


async def test_a_restart_keeps_what_was_shown_acknowledged_and_heard(board, air, office):
    warning = payload(office.warn(time=now()))
    await air.put(warning)
    await board.until(lambda state: state["shown"] == 1)
    await board.ask(b'{"press": "short"}')
    await board.until(lambda state: state["acknowledged"] is True)
    await board.stop(signal.SIGKILL)
    await board.start()
    assert board.state["alert"] == f"{office.id.hex()}-1"
    assert board.state["acknowledged"] is True
    await air.put(warning)
    state = await board.until(lambda state: state["refused"] == {"replayed": 1})
    assert (state["siren"], state["shown"]) == ("off", 0)


async def test_an_authority_certified_over_the_air_is_believed(tmp_path, air, root, office):
    board = DeskBoard(tmp_path, tmp_path / "ether.sock", roots=[root.public.hex()])
    await board.start()
    await air.put(payload(office.warn(time=now())), payload(office.certificate))
    assert (await board.until(lambda state: state["shown"] == 1))["siren"] == "severe"
    await board.stop()


async def test_a_flash_and_a_console_are_the_operators_alone(board, air, office):
    await air.put(payload(office.warn(time=now())))
    await board.until(lambda state: state["shown"] == 1)
    assert board.console.stat().st_mode & 0o077 == 0
    assert (board.flash / "state.cbor").stat().st_mode & 0o077 == 0


async def test_a_reader_that_asks_at_length_is_cut_off_alone(board):
    reader, writer = await asyncio.open_unix_connection(str(board.console))
    writer.write(b"x" * 300)
    async with asyncio.timeout(LIMIT_S):
        while await reader.readline():
            pass
    writer.close()
    await board.ask(b'{"press": "short"}')
    assert board.process.returncode is None


async def test_a_second_board_in_the_same_place_does_not_start(board, tmp_path, provisioned):
    second = DeskBoard(tmp_path, tmp_path / "ether.sock", **provisioned)
    await second.launch()
    assert "another board is running there" in await second.complaint()
    assert await second.process.wait() == 2


async def test_it_ends_cleanly_and_removes_its_socket(board):
    await board.stop()
    assert board.process.returncode == 0
    assert not board.console.exists()


async def test_a_board_that_trusts_nobody_says_so_and_hears_nothing(tmp_path, air):
    board = DeskBoard(tmp_path, tmp_path / "ether.sock", roots=[])
    await board.start()
    assert board.state["screen"][0] == "SAFE MODE"
    assert "roots is empty" in board.state["safe"]
    await board.stop()
