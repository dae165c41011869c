"""The real board core, node.board.Board, at an antenna of the simulated air.

Its parts are lists and the clock of the agenda. The processor is slow: a signature takes VERIFY_MS, in which the board
does nothing else, though its radio goes on receiving.
"""

from collections.abc import Coroutine, Generator, Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from bench.airsim.agenda import Agenda, Alarm
from bench.airsim.air import Air
from bench.airsim.community import PRESET, Verify
from meshwire.airtime import time_on_air_ms
from meshwire.envelope import SIZE
from node import board, screen
from node.board import Board
from node.hardware import Hardware
from node.settings import Settings

VERIFY_MS = 300.0  # RP2040, from instruction counts; an ESP32 needs 200
MAX_HEARD = 16  # payloads between two steps, as boards/desk.py
SELDOM_MS = 20_000


@contextmanager
def unseen() -> Iterator[None]:
    """Nobody looks at the boards: laying out pages, and turning them every second, would take most of the time."""
    with patch.object(screen, "pages", lambda *_: [[]]), patch.object(board, "TICK_MS", SELDOM_MS):
        yield


class _Pause:
    def __await__(self) -> Generator[None, None, None]:
        yield


class UnusedLine:
    """Nobody is at the console."""

    def typed(self) -> bytes:
        return b""

    def requests(self) -> list[tuple[int, bytes]]:
        return []

    def say(self, state: dict[str, object]) -> None:
        pass


class BoardNode:
    """`shown_ms` is when the alert sounded here, None until then."""

    def __init__(
        self, node: int, agenda: Agenda, air: Air[bytes], settings: Settings, verify: Verify, chance: Random
    ) -> None:
        self.shown_ms: float | None = None
        self._node, self._agenda, self._air, self._chance = node, agenda, air, chance
        self._settings, self._verify = settings, verify
        self._wake = Alarm(agenda, self._step)
        self._transmit = Alarm(agenda, self._transmit_one)
        self._arriving: list[bytes] = []
        self._missed = 0
        self._busy_until_ms = 0.0
        self._sending: Coroutine[None, None, None] | None = None
        self._started_ms = 0.0
        self._files: dict[str, bytes] = {}

    def switch_on(self) -> None:
        self._started_ms = self._agenda.now_ms
        self._air.join(self._node, self)
        hardware = Hardware(
            self, self, self, self, self, self, UnusedLine(), self, self.random_ms, None,
            self._chance.randbytes, lambda: None, {}, lambda: None, lambda: None,
        )  # fmt: skip
        self._board = Board(self._settings, hardware, self._verify_slowly)
        self._step()

    # Told by the air.

    def received(self, payload: bytes, _snr_db: float) -> None:
        if len(self._arriving) >= MAX_HEARD:
            self._missed += 1
        else:
            self._arriving.append(payload)
        self._wake_up()

    def carrier(self, busy: bool) -> None:
        pass  # asked for when it is time to transmit

    def done(self) -> None:
        if self._sending is not None:
            self._go_on(self._sending)
        self._wake_up()

    # The parts of the board.

    def heard(self) -> list[bytes]:
        heard, self._arriving = self._arriving, []
        return heard

    def lost(self) -> int:
        missed, self._missed = self._missed, 0
        return missed

    def is_busy(self) -> bool:
        return self._air.is_busy(self._node)

    async def send(self, payload: bytes) -> bool:
        airtime_ms = time_on_air_ms(len(payload), PRESET)
        self._air.transmit(self._node, payload, airtime_ms, kind_of(payload[SIZE:]))
        await _Pause()
        return True

    def presses(self) -> list[str]:
        return []

    def show(self, lines: list[str]) -> None:
        pass

    def sound(self, pattern: str) -> None:
        if pattern != "off" and self.shown_ms is None:
            self.shown_ms = self._busy_until_ms

    def read(self, name: str) -> bytes | None:
        return self._files.get(name)

    def write(self, name: str, data: bytes) -> None:
        self._files[name] = data

    def uptime_ms(self) -> int:
        return int(self._agenda.now_ms - self._started_ms)

    def utc(self) -> int:
        return 0

    def note(self, text: str) -> None:
        raise RuntimeError(f"board {self._node}: {text}")

    def random_ms(self, low: int, high: int) -> int:
        return self._chance.randrange(low, high)

    # As Board.run() does, in virtual time.

    def _wake_up(self) -> None:
        self._wake.set(self._busy_until_ms - self._agenda.now_ms)

    def _step(self) -> None:
        self._busy_until_ms = self._agenda.now_ms
        pause_ms = self._board.step()
        computing_ms = self._busy_until_ms - self._agenda.now_ms
        self._transmit.set(computing_ms)
        self._wake.set(max(pause_ms, computing_ms, 1.0))

    def _transmit_one(self) -> None:
        if self._sending is None:
            self._go_on(self._board.transmit())

    def _go_on(self, sending: Coroutine[None, None, None]) -> None:
        self._sending = sending
        try:
            sending.send(None)
        except StopIteration:
            self._sending = None

    def _verify_slowly(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        self._busy_until_ms += VERIFY_MS
        return self._verify(public_key, message, signature)


def kind_of(frame: bytes) -> str:
    """What a frame is, for the account of airtime."""
    return KINDS.get(frame[1], "other")


KINDS = {1: "event", 2: "summary", 3: "need", 4: "fragment", 5: "fragment need", 6: "beacon"}
