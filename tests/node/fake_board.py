"""A board on CPython: its real behaviour on hardware made of lists and a clock that only the test moves."""

import hashlib
import json
from collections.abc import Callable

import nacl.exceptions
from nacl.signing import VerifyKey

from node import settings
from node.board import Board
from node.hardware import SHORT, Hardware
from node.own_key import OwnKey
from tests.node.authority import NOW

PROVISIONED: dict[str, object] = {
    "name": "kitchen",
    "certificates": [],
    "place": {"lat": 48.52, "lon": 9.06, "geocodes": [[5, "08416041"]]},
    "language": "en",
    "network": 0,
    "preset": "ShortTurbo",
}


def random_bytes(count: int) -> bytes:
    """The same on every run."""
    return bytes(range(count))


def own_key_file(name: str) -> bytes:
    """The key of a board that was switched on before."""
    made: dict[str, bytes] = {}
    parts = Parts(made, 0)
    OwnKey(parts, lambda count: hashlib.sha256(name.encode()).digest(), parts)
    return made["key.bin"]


def pynacl_verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public_key).verify(message, signature)
    except nacl.exceptions.BadSignatureError:
        return False
    return True


class Radio:
    def __init__(self) -> None:
        self.arriving: list[bytes] = []
        self.sent: list[bytes] = []
        self.tuned: list[object] = []
        self.busy = False

    def tune(self, settings: object) -> bool:
        self.tuned.append(settings)
        return True

    def heard(self) -> list[bytes]:
        heard, self.arriving = self.arriving, []
        return heard

    def lost(self) -> int:
        return 0

    def is_busy(self) -> bool:
        return self.busy

    async def send(self, payload: bytes) -> bool:
        self.sent.append(payload)
        return True


class Line:
    """A terminal (`keys` are typed, `shown` is what it was sent) and a machine that is connected apart."""

    def __init__(self) -> None:
        self.keys = b""
        self.shown = b""
        self.is_read = True
        self.asked: list[bytes] = []
        self.answers: list[dict[str, object]] = []
        self.states: list[dict[str, object]] = []

    def typed(self) -> bytes:
        typed, self.keys = self.keys[:256], self.keys[256:]
        return typed

    def write(self, data: bytes) -> int:
        self.shown += data if self.is_read else b""
        return len(data) if self.is_read else 0

    def requests(self) -> list[tuple[int, bytes]]:
        asked, self.asked = self.asked, []
        return [(1, line) for line in asked]

    def answer(self, reader: int, text: str) -> None:
        assert reader == 1
        self.answers.append(json.loads(text))

    def say(self, state: dict[str, object]) -> None:
        self.states.append(state)


class Parts:
    """Button, display, siren, flash, clock and log in one."""

    def __init__(self, files: dict[str, bytes], started: int) -> None:
        self.files = files
        self.writes = 0
        self.pressed: list[str] = []
        self.readings: dict[str, Callable[[], float | None]] = {}
        self.percent: int | None = None
        self.fed = 0
        self.reboots = 0
        self.lines: list[str] = []
        self.pattern = ""
        self.notes: list[str] = []
        self.ms = 5000
        self.started = started

    def presses(self) -> list[str]:
        pressed, self.pressed = self.pressed, []
        return pressed

    def show(self, lines: list[str]) -> None:
        self.lines = lines

    def sound(self, pattern: str) -> None:
        self.pattern = pattern

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        self.files[name] = data
        self.writes += 1

    def uptime_ms(self) -> int:
        return self.ms

    def utc(self) -> int:
        return self.started and self.started + self.ms // 1000 - 5

    def note(self, text: str) -> None:
        self.notes.append(text)

    def battery(self) -> int | None:
        return self.percent

    def feed(self) -> None:
        self.fed += 1

    def reboot(self) -> None:
        self.reboots += 1


class FakeBoard:
    """A board that was switched on at NOW; `files` is its flash and survives `restart`."""

    def __init__(
        self,
        *roots: bytes,
        files: dict[str, bytes] | None = None,
        has_clock: bool = True,
        random_ms: Callable[[int, int], int] = lambda low, high: low,
        **provisioned: object,
    ) -> None:
        self._provisioned = json.dumps({**PROVISIONED, "roots": [root.hex() for root in roots], **provisioned}).encode()
        self.files: dict[str, bytes] = {} if files is None else files
        self.files.setdefault("key.bin", own_key_file(str({**PROVISIONED, **provisioned}["name"])))
        self.files.setdefault("board.json", self._provisioned)
        self._random_ms = random_ms
        self.utc = NOW if has_clock else 0
        self.switch_on()

    def restart(self, *, after_s: int = 0) -> None:
        """Lose everything but the flash and the time of day."""
        self.utc = self.parts.utc() and self.parts.utc() + after_s
        self.switch_on()

    def switch_on(self) -> None:
        self.radio = Radio()
        self.line = Line()
        self.parts = parts = Parts(self.files, self.utc)
        hardware = Hardware(
            self.radio, parts, parts, parts, parts, parts, self.line, parts, self._random_ms, self._wait,
            random_bytes, parts.battery, parts.readings, parts.feed, parts.reboot,
        )  # fmt: skip
        self.board = Board(settings.parse(self._provisioned), hardware, pynacl_verify)
        self.step()

    async def _wait(self, ms: int) -> None:
        self.parts.ms += ms

    def step(self, ms: int = 0) -> None:
        """Let time pass and the board look around."""
        self.parts.ms += ms
        self.board.step()

    def hear(self, *payloads: bytes) -> None:
        self.radio.arriving += payloads
        for _ in payloads:
            self.step(200)
        self.step(200)

    def press(self, press: str = SHORT) -> None:
        self.parts.pressed.append(press)
        self.step(200)

    @property
    def state(self) -> dict[str, object]:
        return self.line.states[-1]

    @property
    def siren(self) -> str:
        return self.parts.pattern

    @property
    def refused(self) -> dict[str, int]:
        refused = self.state["refused"]
        assert isinstance(refused, dict)
        return refused

    @property
    def screen(self) -> str:
        return "\n".join(self.parts.lines)
