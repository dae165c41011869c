"""What a board says in its own name: calls for help, readings, beacons; and what time it is. No I/O of its own.

A part of the board that holds parts. What is seldom needed is loaded when it is: calls on the first long press.
"""

import binascii

from meshwire import need, radio_key
from node import screen
from node.author import BEACON_BLOCK, BEACONS, Author
from node.beacon import Presence
from node.hardware import LONG
from node.own_key import OwnKey
from node.timekeeping import Timekeeping

CALLS_FILE = "sos.cbor"  # of node.sos
ASK_MS = 24 * 3600000  # between two questions for the own certificate, which comes unasked; a call asks too


class Voice:
    KINDS = Timekeeping.KINDS + Presence.KINDS

    def __init__(self, settings, hardware, log, authors, key: bytes, verify, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """`settings` of node.settings, `authors` of node.authors, `key` that of control frames."""
        self.hops = 0  # of the frame that `next` gave last
        self.urgent = False
        self.has_airtime = None  # of node.relay, which needs the own key first
        self._hardware = hardware
        self._authors = authors
        self._name = settings.name
        self._key = key
        self.own = OwnKey(hardware.flash, hardware.random_bytes, log)
        authors.own = self.own.public
        root, flash, random_ms = settings.roots[0], hardware.flash, hardware.random_ms
        self._author = Author(self.own, root, flash, log)
        self.time = Timekeeping(key, root, authors.roster, verify, flash, hardware.clock, random_ms)
        self.calls = None
        self._presence = Presence(
            key, self.own, settings.name, self._state, self._count, self._may_speak, random_ms, now_ms
        )
        self.sensors = self._load_sensors(settings, now_ms) if settings.sensors else None
        self._ask_ms = now_ms + random_ms(ASK_MS // 6, ASK_MS)
        if flash.read(CALLS_FILE):
            self._load_calls().resume(now_ms)

    def sign(self, topic: int, kind: int, body: dict) -> bytes | None:  # type: ignore[type-arg]
        """The EVENT frame of a new event of this board; None without a key."""
        return self._author.say(topic, kind, body, self.time.utc(self._hardware.clock.uptime_ms()))

    def press(self, press: str, now_ms: int) -> bool:
        """Whether a press of the button was about a call for help."""
        if self.calls is None and press != LONG:
            return False
        calls = self._load_calls() if self.calls is None else self.calls
        was_calling = calls.calls
        is_ours = calls.press(press == LONG, now_ms)
        if calls.calls != was_calling:
            self._presence.soon(now_ms)  # tells gateways who calls, also when they do not know its key
            if calls.calls and not self.is_certified(now_ms):
                self._ask_ms = now_ms
        return bool(is_ours)

    def lines(self, has_alerts: bool, phrases, now_ms: int) -> list[str] | None:  # type: ignore[no-untyped-def]
        """What goes before all else on the screen: a question to the person, and what came of it."""
        if self.calls is None:
            return None
        return self.calls.lines(self.is_certified(now_ms), has_alerts, phrases, _wrapped, now_ms)

    def saw(self, fields, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """A verified event."""
        self._author.heard(fields.lamport)
        self.time.saw(fields.time, now_ms)

    def overheard(self, said, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """An EVENT frame of anybody: perhaps ours, repeated."""
        if self.calls is not None and said.author_id == self.own.id:
            self.calls.overheard(said.signature, now_ms)

    def is_certified(self, now_ms: int) -> bool:
        """Whether this board knows that others know it."""
        return self.own.public is not None and self._authors.is_member(self.own.public, self.time.utc(now_ms))

    def facts(self) -> dict:  # type: ignore[type-arg]
        """For the console."""
        now_ms = self._hardware.clock.uptime_ms()
        known = {"time": self.time.source(now_ms), "beacons": self._presence.heard}
        if self.own.public is None:
            known["trouble"] = self.own.trouble
            return known
        known["key"] = binascii.hexlify(self.own.public).decode()
        known["certified"] = self.is_certified(now_ms)
        return known

    def hear(self, body: bytes, now_ms: int) -> None:
        """A control frame; WireError when it cannot be read."""
        for part in (self.time, self._presence):
            if body[1] in part.KINDS:
                part.hear(body, now_ms)

    def next(self, now_ms: int) -> bytes | None:
        """The frame to send now."""
        said = self.calls.next(now_ms) if self.calls is not None else None
        self.hops, self.urgent = (self.calls.HOPS, True) if said is not None else (0, False)
        return said or self.time.next(now_ms) or self._ask(now_ms) or self._presence.next(now_ms)

    def wait_ms(self, now_ms: int) -> int | None:
        waits = [part.wait_ms(now_ms) for part in (self.time, self._presence, self.calls) if part is not None]
        return min([wait for wait in waits if wait is not None], default=None)

    def _ask(self, now_ms: int) -> bytes | None:
        """A NEED for the own certificate, now and then while there is none here."""
        if now_ms < self._ask_ms:
            return None
        self._ask_ms = now_ms + ASK_MS
        if self.own.public is None or self.is_certified(now_ms):
            return None
        return radio_key.seal(self._key, need.encode(need.Need([], [self.own.id], None, None)))

    def _state(self) -> tuple:  # type: ignore[type-arg]
        now_ms = self._hardware.clock.uptime_ms()
        readings = self.sensors.readings() if self.sensors is not None else []
        calls = self.calls is not None and self.calls.calls
        return self._hardware.battery(), calls, self.time.utc(now_ms) != 0, readings

    def _may_speak(self, now_ms: int) -> bool:
        return bool(self.has_airtime(now_ms))  # type: ignore[misc]

    def _load_sensors(self, settings, now_ms: int):  # type: ignore[no-untyped-def]
        """Loaded when there are some: a board without has the memory for alerts."""
        parts = __import__("node.sensors", None, None, ("Sensors",))
        return parts.Sensors(settings.sensors, self._hardware.sensors, self.sign, now_ms)

    def _count(self) -> int:
        return self._author.number(BEACONS, BEACON_BLOCK)

    def _load_calls(self):  # type: ignore[no-untyped-def]
        parts = __import__("node.sos", None, None, ("Calls",))
        self.calls = parts.Calls(self.sign, self._name, self._hardware.flash, self._hardware.random_ms)
        return self.calls


def _wrapped(text: str) -> list[str]:
    return screen.wrap(text, screen.COLUMNS)
