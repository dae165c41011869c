"""A board, a station and the real simulated air between them."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator

import pytest

from lora_gateway.ether import wire
from meshwire import envelope
from tests.boards.desk_board import LIMIT_S, DeskBoard
from tests.node.authority import payload


class Station:
    """A radio of the test, by the protocol of the ether."""

    async def join(self, path: str) -> None:
        async with asyncio.timeout(LIMIT_S):
            while True:
                try:
                    self._reader, self._writer = await asyncio.open_unix_connection(path)
                    break
                except OSError:
                    await asyncio.sleep(0.02)  # until the ether listens
        self._writer.write(wire.encode(wire.HELLO, b"station"))

    async def transmit(self, radio_payload: bytes) -> None:
        self._writer.write(wire.encode(wire.TRANSMIT, radio_payload))
        await self._next(wire.DONE)

    async def repetition_of(self, radio_payload: bytes) -> bytes:
        """Transmit until somebody, who may only be joining the air, repeats it."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                await self.transmit(radio_payload)
                try:
                    return wire.decode_received(await self._next(wire.RECEIVED, limit_s=3.0))[0]
                except TimeoutError:
                    continue

    async def _next(self, wanted: bytes, *, limit_s: float = LIMIT_S) -> bytes:
        async with asyncio.timeout(limit_s):
            while message := await wire.read(self._reader):
                if message[0] == wanted:
                    return message[1]
        raise AssertionError("the ether closed the connection")

    def leave(self) -> None:
        self._writer.close()


@pytest.fixture
async def station(tmp_path) -> AsyncIterator[Station]:
    path = str(tmp_path / "ether.sock")
    words = ["ether", "--socket", path, "--preset", "ShortTurbo", "--seed", "1"]
    ether = await asyncio.create_subprocess_exec(sys.executable, "-m", "lora_gateway", *words)
    station = Station()
    await station.join(path)
    yield station
    station.leave()
    ether.terminate()
    await ether.wait()


async def test_the_board_hears_shows_and_repeats_with_one_hop_less(tmp_path, station, provisioned, office):
    board = DeskBoard(tmp_path, tmp_path / "ether.sock", **provisioned)
    await board.start()
    warning = payload(office.warn(time=int(time.time())), hops=3)
    assert await station.repetition_of(warning) == envelope.one_hop_on(warning)
    state = await board.until(lambda state: state["relayed"] == 1)
    assert (state["siren"], state["shown"]) == ("severe", 1)
    await board.stop()
