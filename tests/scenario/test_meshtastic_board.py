"""Two nodes with stock Meshtastic radios out of each other's reach, and between them a board that has none.

The board is the real interpreter in the memory of a board; its packets are bytes, made and read by the board alone.
"""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import pytest

from edge_agent.identity.community import load_identity
from edge_agent.identity.keys import node_id
from tests.boards.air import Air, message
from tests.boards.desk_board import DeskBoard
from tests.scenario.mesh import FLOOD, HALL, MILL, SPEED, channel_of, make_community, running, settings_of, until
from tests.sim.meshtastic.bridge import Bytes
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import PRIMARY

BOARD = 0x99  # its place on the air; the number in its packets is its own
STORM = {"event": "storm", "headline": "Stay inside", "area": "AGS:05154036", "severity": "Extreme"}


class Town:
    def __init__(self, hall, mill, radios, board, station, heard):
        self.hall, self.mill, self.board, self.station, self.heard = hall, mill, board, station, heard
        self.hall_radio, self.mill_radio = radios

    def repeats(self):
        """The packets of the hall that the board has repeated."""
        return [one for _, by, one in self.hall_radio.air.sent if by == BOARD and one.sender == HALL]

    async def shows(self, text):
        await self.board.until(lambda state: text in " ".join(state["screen"]))


@asynccontextmanager
async def connected(board_air, radios, channels):
    """The board's air is that of the radios; yields its station and what it heard, as bytes."""
    heard = []

    def hear(payload):
        heard.append(payload)
        board_air.tell(message(b"R", b"\xff\xc4\x08" + payload))

    station = Bytes(BOARD, radios[0].air, "LongFast", channels, hear)

    async def carry():
        done = 0
        while True:
            await board_air.came.wait()
            board_air.came.clear()
            for payload in board_air.sent[done:]:
                station.transmit(payload)
            done = len(board_air.sent)

    carrying = asyncio.create_task(carry())
    try:
        yield station, heard
    finally:
        carrying.cancel()
        with suppress(asyncio.CancelledError):
            await carrying


@pytest.fixture
async def town(tmp_path):
    hall_home, mill_home = tmp_path / "hall", tmp_path / "mill"
    await make_community(hall_home, mill_home)
    channel = channel_of(hall_home)
    async with AsyncExitStack() as stack:
        both = settings_of(hall_home, HALL), settings_of(mill_home, MILL)
        radios = await stack.enter_async_context(village(*both, speed=SPEED))
        hall = await stack.enter_async_context(running(hall_home, radios[0]))
        mill = await stack.enter_async_context(running(mill_home, radios[1]))
        await hall.is_up()
        await mill.is_up()
        await hall.command(
            "cert",
            "grant",
            node_id(load_identity(mill_home).key.public),
            "--name",
            "mill",
            "--roles",
            "authority",
            "--everywhere",
        )
        roster = await hall.call("identity.roster")
        board_air = Air(tmp_path / "ether.sock")
        await board_air.open()
        stack.push_async_callback(board_air.close)
        board = DeskBoard(
            tmp_path, tmp_path / "ether.sock", air="meshtastic", preset="LongFast", place=None,
            roots=roster["roots"], certificates=roster["certificates"],
        )  # fmt: skip
        await board.start()
        stack.push_async_callback(board.stop)
        await until(lambda: board_air._connected.is_set())
        station, heard = await stack.enter_async_context(connected(board_air, radios, [PRIMARY, channel]))
        radios[0].air.only((HALL, BOARD), (BOARD, MILL))
        yield Town(hall, mill, radios, board, station, heard)


async def test_an_alert_goes_through_the_board_both_ways_and_is_shown_there(town):
    await town.hall.call("civdef.alert.issue", fields=FLOOD)
    await town.shows("river")
    await town.mill.has_in_force(FLOOD["headline"])

    await town.mill.call("civdef.alert.issue", fields=STORM)
    await town.shows("inside")
    await town.hall.has_in_force(STORM["headline"])

    relayed = [packet for _, by, packet in town.hall_radio.air.sent if by == BOARD and packet.sender in (HALL, MILL)]
    assert {packet.sender for packet in relayed} == {HALL, MILL}
    assert all(packet.hop_limit == packet.hop_start - 1 for packet in relayed)
    assert len({(packet.sender, packet.id) for packet in relayed}) == len(relayed)
    assert town.board.state["siren"] == "extreme"


async def test_what_was_damaged_replayed_or_came_by_mqtt_goes_no_further(town):
    await town.hall.call("civdef.alert.issue", fields=FLOOD)
    await town.shows("river")
    await until(town.repeats)
    first = town.repeats()[0]
    warning = next(one for one in town.heard if one[8:12] == first.id.to_bytes(4, "little"))

    frames = town.board.state["frames"]
    mqtt = warning[:12] + bytes((warning[12] | 16,)) + warning[13:]
    foreign = warning[:13] + bytes((warning[13] ^ 1,)) + warning[14:]
    for payload in (warning, mqtt, foreign, warning[:60], bytes(300), warning[:-1] + bytes((warning[-1] ^ 1,))):
        town.station._heard(payload)
    await town.board.until(lambda state: state["frames"] >= frames + 6)

    assert [one.id for one in town.repeats()].count(first.id) == 1
    assert town.board.state["shown"] == 1
