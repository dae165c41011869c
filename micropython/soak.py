"""Runs a whole board in virtual time on the frames of standard input, and prints what its memory and flash did.

Each frame: seconds since the one before (2 bytes), length (1 byte), payload. Printed are lines of [name, value].
Run with the board's modules in ROM, as on a board; the flash is the interpreter's own file system, outside the heap.
"""

import gc
import json
import os
import sys

import main
from node.files import Files
from node.guard import Guard
from node.hardware import Hardware
from node.heap import largest
from node.keys import Verifiers

LOOK_MS = 20000  # what a board would do every second while an alert is in force costs a real minute per hour here


class Parts:
    """Every part of a board that is no more than a number or nothing."""

    def __init__(self, utc: int) -> None:
        self.ms = 5000
        self.utc_s = utc
        self.arriving = []  # type: list[bytes]
        self.sent = self.notes = self.checks = self.seed = 0
        self.pattern = "off"

    def heard(self) -> list[bytes]:
        heard, self.arriving = self.arriving, []
        return heard

    def lost(self) -> int:
        return 0

    def is_busy(self) -> bool:
        return False

    async def send(self, payload: bytes) -> bool:
        self.sent += 1
        return True

    def presses(self) -> list[str]:
        return []

    def show(self, lines: list[str]) -> None:
        pass

    def sound(self, pattern: str) -> None:
        self.pattern = pattern

    def uptime_ms(self) -> int:
        return self.ms

    def utc(self) -> int:
        return self.utc_s + self.ms // 1000 if self.utc_s else 0

    def typed(self) -> bytes:
        return b""

    def write(self, data: bytes) -> int:
        return len(data)

    def requests(self) -> list:  # type: ignore[type-arg]
        return []

    def say(self, state: dict) -> None:  # type: ignore[type-arg]
        self.state = state

    def note(self, text: str) -> None:
        self.notes += 1

    def random_ms(self, low: int, high: int) -> int:
        self.seed = (1103515245 * self.seed + 12345) & 0x7FFFFFFF
        return low + self.seed % max(high - low, 1)

    def random_bytes(self, count: int) -> bytes:
        return bytes([self.random_ms(0, 256) for _ in range(count)])

    def nothing(self) -> None:
        return None


class Counted(Files):
    """A flash that counts."""

    def __init__(self) -> None:
        Files.__init__(self, "/flash", os, open, None)
        self.writes = {}  # type: dict[str, int]
        self.bytes = 0

    def write_pieces(self, name: str, pieces) -> None:  # type: ignore[no-untyped-def]
        self.writes[name] = self.writes.get(name, 0) + 1
        Files.write_pieces(self, name, pieces)
        self.bytes += os.stat("/flash/" + name)[6]


def boot(parts: Parts, flash: Counted):  # type: ignore[no-untyped-def]
    """As main.start, without the loops."""
    gc.threshold(main.COLLECT_AFTER)
    hardware = Hardware(
        parts, parts, parts, parts, flash, parts, parts, parts, parts.random_ms, None,
        parts.random_bytes, parts.nothing, {}, parts.nothing, parts.nothing,
    )  # fmt: skip
    guard = Guard(hardware, main.VERSION)
    settings = main.read_settings(flash)
    verifiers = Verifiers()

    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        parts.checks += 1
        return verifiers.verify(public_key, message, signature)

    for key in settings.roots[:1] + [certificate.body[0] for certificate in settings.certificates[:1]]:
        verifiers.prepare(key)
    for name in main.LARGEST_FIRST:
        gc.collect()
        __import__(name)
    board = __import__("node.board", None, None, ("Board",)).Board(settings, hardware, verify, guard)
    gc.collect()
    return board


def pass_time(board, parts: Parts, until_ms: int) -> None:  # type: ignore[no-untyped-def]
    while True:
        wait_ms = max(board.step(), LOOK_MS)
        sending = board.transmit()
        try:
            sending.send(None)
        except StopIteration:
            pass
        if parts.ms + wait_ms >= until_ms:
            parts.ms = until_ms
            return
        parts.ms += wait_ms


def sample() -> None:
    gc.collect()
    print(json.dumps(["sample", [gc.mem_free(), largest()]]))


def run(board, parts: Parts, every: int) -> int:  # type: ignore[no-untyped-def]
    """How many frames it took; a board whose memory fails would start again, and that is the end here."""
    frames = 0
    sample()
    head = sys.stdin.buffer.read(3)
    try:
        while head:
            payload = sys.stdin.buffer.read(head[2])
            pass_time(board, parts, parts.ms + 1000 * int.from_bytes(head[:2], "big"))
            parts.arriving.append(payload)
            frames += 1
            if frames % every == 0:
                sample()
            head = sys.stdin.buffer.read(3)
        pass_time(board, parts, parts.ms + 60000)
    except MemoryError as error:
        sys.print_exception(error)  # type: ignore[attr-defined]
        print(json.dumps(["failed", str(error)]))
    return frames


def live(settings: str, utc: int, every: int) -> None:
    """All frames, and then what became of the board."""
    os.mkdir("/flash")
    flash = Counted()
    with open(settings, "rb") as provisioned:
        flash.write("board.json", provisioned.read())
    flash.writes = {}
    parts = Parts(utc)
    board = boot(parts, flash)
    frames = run(board, parts, every)
    said = parts.state
    found = [
        ("frames", frames), ("days", parts.ms / 86400000), ("writes", flash.writes), ("bytes", flash.bytes),
        ("sent", parts.sent), ("checks", parts.checks), ("notes", parts.notes), ("heard", said["frames"]),
        ("shown", said["shown"]), ("refused", said["refused"]),
    ]  # fmt: skip
    for name, value in found:
        print(json.dumps([name, value]))
