"""The board at a desk: its hardware is the process that runs the interpreter, micropython/wasm/board.mjs.

Numbers come from there as text, since the bridge cuts integers to 32 bits, and bytes as hexadecimal; bytes go there as
address and length. Screen and siren are seen on the console line, which tells both.
"""

import asyncio
import binascii
import gc
import json

import host  # registered by board.mjs
import uctypes

from node.hardware import Hardware

MAX_HEARD = 16  # payloads between two steps; a radio chip holds one
MAX_REQUESTS = 8
MAX_TYPED = 256  # bytes for one step


class Radio:
    """A station of the simulated air, docs/protocol/ether.md."""

    def __init__(self) -> None:
        self._heard = []
        self._signals = []
        self._given = []
        self._lost = 0
        self._is_busy = False
        self._sent = asyncio.Event()
        self._was_sent = False

    def heard(self) -> list[bytes]:
        heard, self._heard = self._heard, []
        self._given, self._signals = self._signals, []
        return heard

    def signals(self) -> list[tuple[int, int]]:
        return self._given

    def tune(self, settings) -> bool:
        """The simulated air has one channel, which all stations are on."""
        return True

    def lost(self) -> int:
        """How many payloads came while there was no room, since this was last asked."""
        lost, self._lost = self._lost, 0
        return lost

    def is_busy(self) -> bool:
        return self._is_busy

    async def send(self, payload: bytes) -> bool:
        self._sent.clear()
        host.transmit(uctypes.addressof(payload), len(payload))
        await self._sent.wait()  # board.mjs always answers, also when the air is gone
        return self._was_sent

    def told(self, what: str, text: str) -> None:
        if what == "heard" and len(self._heard) >= MAX_HEARD:
            self._lost += 1
        elif what == "heard":
            data = binascii.unhexlify(text)
            rssi, snr = int.from_bytes(data[:2], "big"), data[2]
            self._signals.append((rssi - 2 * (rssi & 0x8000), snr - 2 * (snr & 0x80)))  # both are signed
            self._heard.append(data[3:])
        elif what == "busy":
            self._is_busy = text == "1"
        elif what == "sent":
            self._was_sent = text == "1"
            self._sent.set()


class Button:
    """Pressed through the console line alone."""

    def presses(self) -> list[str]:
        return []


class Display:
    def show(self, lines: list[str]) -> None:
        self.lines = lines


class Siren:
    def sound(self, pattern: str) -> None:
        self.pattern = pattern


class Flash:
    """Files in a folder; a write is whole or not at all."""

    def read(self, name: str) -> bytes | None:
        text = host.read(name)
        return None if text is None else binascii.unhexlify(text)

    def write(self, name: str, data: bytes) -> None:
        _done(host.write(name, uctypes.addressof(data), len(data)))

    def write_pieces(self, name: str, pieces) -> None:
        _done(host.open(name))
        for piece in pieces:
            _done(host.add(uctypes.addressof(piece), len(piece)))
        _done(host.commit())

    def writer(self, name: str):
        _done(host.begin(name))
        return Writer(name)

    def digest(self, name: str) -> bytes:
        return binascii.unhexlify(host.digest(name))

    def remove(self, name: str) -> None:
        _done(host.remove(name))

    def free(self) -> int:
        return int(host.free())


class Writer:
    """A file that comes in pieces."""

    def __init__(self, name: str) -> None:
        self._name = name

    def write(self, data: bytes) -> None:
        _done(host.append(self._name, uctypes.addressof(data), len(data)))

    def close(self) -> None:
        pass


def _done(error: str) -> None:
    if error:
        raise OSError(error)


class Clock:
    def uptime_ms(self) -> int:
        return int(host.uptime_ms())

    def utc(self) -> int:
        return int(host.utc())


class Line:
    """The console sockets, docs/protocol/board-console.md: machines with their lines, and one terminal."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._requests = []

    def typed(self) -> bytes:
        return binascii.unhexlify(host.typed(MAX_TYPED))

    def write(self, data: bytes) -> int:
        return host.show(uctypes.addressof(data), len(data))

    def answer(self, reader: int, text: str) -> None:
        host.answer(reader, text)

    def requests(self) -> list:
        requests, self._requests = self._requests, []
        return requests

    def say(self, state: dict) -> None:
        gc.collect()  # or garbage would count as used
        told = dict(state)
        told["heap_free"] = gc.mem_free()
        told["uptime_s"] = self._clock.uptime_ms() // 1000
        host.say(json.dumps(told))

    def told(self, text: str) -> None:
        if len(self._requests) < MAX_REQUESTS:
            reader, _, line = text.partition(" ")
            self._requests.append((int(reader), line.encode()))


class Log:
    def note(self, text: str) -> None:
        print("board:", text)


def hardware() -> Hardware:
    """The parts of this board, connected to the host."""
    news = asyncio.Event()
    clock = Clock()
    radio = Radio()
    line = Line(clock)

    def told(what: str, text: str) -> None:
        if what == "request":
            line.told(text)
        elif what != "typed":
            radio.told(what, text)
        news.set()

    async def wait(ms: int) -> None:
        try:
            await asyncio.wait_for(news.wait(), ms / 1000)
        except asyncio.TimeoutError:  # noqa: UP041 - MicroPython has no builtin of that name
            pass
        news.clear()

    def random_ms(low: int, high: int) -> int:
        return low + int(host.random() * (high - low))

    def random_bytes(count: int) -> bytes:
        return binascii.unhexlify(host.random_bytes(count))

    host.listen(told)
    return Hardware(
        radio, Button(), Display(), Siren(), Flash(), clock, line, Log(), random_ms, wait,
        random_bytes, lambda: None, {}, lambda: None, host.reboot,
    )  # fmt: skip
