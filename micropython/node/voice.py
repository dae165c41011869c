"""What a board says in its own name: calls for help, readings, beacons; and what time it is. No I/O of its own.

A part of the board that holds parts. What is seldom needed is loaded when it is: calls for help on the first long
press, timekeeping with the first TIME, a beacon when it is due.
"""

import binascii

from meshwire import need, radio_key
from node import screen
from node.author import BEACON_BLOCK, BEACONS, Author
from node.hardware import LONG
from node.own_key import OwnKey, forget

BEACON, TIME = 6, 7  # the types of meshwire.beacon and meshwire.time_frame
CALLS_FILE, TIME_FILE = "sos.cbor", "time.cbor"  # of node.sos and node.timekeeping
FIRST_MS = (30000, 120000)  # until the first beacon
EARLIEST = 1767225600  # of meshwire.time_frame: a clock that shows less was never set
SOON_MS = (3000, 8000)  # after a call for help, which goes first
ASK_MS = 24 * 3600000  # between two questions for the own certificate, which comes unasked; a call asks too


class Voice:
    KINDS = (BEACON, TIME)

    def __init__(self, settings, hardware, log, authors, key: bytes, verify, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """`settings` of node.settings, `authors` of node.authors, `key` that of control frames."""
        self.hops = 0  # of the frame that `next` gave last
        self.urgent = False
        self.has_airtime = None  # of node.relay, which needs the own key first
        self._settings = settings
        self._hardware = hardware
        self._authors = authors
        self._verify = verify
        self._key = key
        self.own = OwnKey(hardware.flash, hardware.random_bytes, log)
        authors.own = self.own.public
        root, flash, random_ms = settings.roots[0], hardware.flash, hardware.random_ms
        self._author = Author(self.own, root, flash, log)
        self.calls = None
        self._started_ms = now_ms
        self._beacon_ms = now_ms + random_ms(*FIRST_MS)
        self._beacons = self._beacons_before = 0  # heard, and when the last one was sent
        self._newest = 0  # of a verified event's times
        self._time = self._load_time() if flash.read(TIME_FILE) else None
        self.sensors = self._load_sensors(settings, now_ms) if settings.sensors else None
        self._ask_ms = now_ms + random_ms(ASK_MS // 6, ASK_MS)
        if flash.read(CALLS_FILE):
            self._load_calls().resume(now_ms)

    def sign(self, topic: int, kind: int, body: dict) -> bytes | None:  # type: ignore[type-arg]
        """The EVENT frame of a new event of this board; None without a key."""
        return self._author.say(topic, kind, body, self.utc(self._hardware.clock.uptime_ms()))

    def utc(self, now_ms: int) -> int:
        """UTC seconds, 0 when this board does not know."""
        if self._time is not None:
            return self._time.utc(now_ms)  # type: ignore[no-any-return]
        own = self._hardware.clock.utc()
        return own if own >= EARLIEST else 0  # type: ignore[no-any-return]

    def recheck(self) -> None:
        """The roster has changed."""
        if self._time is not None:
            self._time.recheck()

    def press(self, press: str, now_ms: int) -> bool:
        """Whether a press of the button was about a call for help."""
        if self.calls is None and press != LONG:
            return False
        calls = self._load_calls() if self.calls is None else self.calls
        was_calling = calls.calls
        is_ours = calls.press(press == LONG, now_ms)
        if calls.calls != was_calling:
            soon_ms = now_ms + self._hardware.random_ms(*SOON_MS)
            self._beacon_ms = min(
                self._beacon_ms, soon_ms
            )  # tells gateways who calls, whether they know its key or not
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
        self._newest = max(self._newest, fields.time)
        if self._time is not None:
            self._time.saw(fields.time, now_ms)

    def overheard(self, said, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """An EVENT frame of anybody: perhaps ours, repeated."""
        if self.calls is not None and said.author_id == self.own.id:
            self.calls.overheard(said.signature, now_ms)

    def is_certified(self, now_ms: int) -> bool:
        """Whether this board knows that others know it."""
        return self.own.public is not None and self._authors.is_member(self.own.public, self.utc(now_ms))

    def facts(self) -> dict:  # type: ignore[type-arg]
        """For the console."""
        now_ms = self._hardware.clock.uptime_ms()
        utc = self.utc(now_ms)
        source = self._time.source(now_ms) if self._time is not None else "clock" if utc else "none"
        known = {"time": source, "beacons": self._beacons}
        if self.own.public is None:
            known["trouble"] = self.own.trouble
            return known
        known["key"] = binascii.hexlify(self.own.public).decode()
        known["certified"] = self.is_certified(now_ms)
        return known

    def hear(self, body: bytes, now_ms: int) -> None:
        """A control frame; WireError when it cannot be read."""
        if body[1] == BEACON:
            self._beacons += 1  # only how many there are counts here: gateways keep a table
            return
        if self._time is None:
            self._time = self._load_time()
        self._time.hear(body, now_ms)

    def next(self, now_ms: int) -> bytes | None:
        """The frame to send now."""
        said = self.calls.next(now_ms) if self.calls is not None else None
        self.hops, self.urgent = (self.calls.HOPS, True) if said is not None else (0, False)
        if said is None and self._time is not None:
            said = self._time.next(now_ms)
        return said or self._ask(now_ms) or self._beacon(now_ms)

    def wait_ms(self, now_ms: int) -> int | None:
        waits = [part.wait_ms(now_ms) for part in (self._time, self.calls) if part is not None]
        if self.own.public is not None:
            waits.append(max(self._beacon_ms - now_ms, 0))
        return min([wait for wait in waits if wait is not None], default=None)

    def _ask(self, now_ms: int) -> bytes | None:
        """A NEED for the own certificate, now and then while there is none here."""
        if now_ms < self._ask_ms:
            return None
        self._ask_ms = now_ms + ASK_MS
        if self.own.public is None or self.is_certified(now_ms):
            return None
        return radio_key.seal(self._key, need.encode(need.Need([], [self.own.id], None, None)))

    def _beacon(self, now_ms: int) -> bytes | None:
        """The frame to send now; what finds no airtime is not sent later."""
        if self.own.public is None or now_ms < self._beacon_ms:
            return None
        parts = __import__("node.beacon", None, None, ("made",))
        self._beacon_ms = now_ms + parts.pause_ms(self._beacons - self._beacons_before, self._hardware.random_ms)
        self._beacons_before = self._beacons
        said = None
        if self.has_airtime(now_ms):  # type: ignore[misc]
            calls = self.calls is not None and self.calls.calls
            readings = self.sensors.readings() if self.sensors is not None else []
            uptime_h = (now_ms - self._started_ms) // 3600000
            said = parts.made(
                self._key, self.own.id, self._author.number(BEACONS, BEACON_BLOCK), self._hardware.battery(), calls,
                self.utc(now_ms) != 0, uptime_h, self._settings.name, readings,
            )  # fmt: skip
        forget("node.beacon")
        forget("meshwire.beacon")
        return said  # type: ignore[no-any-return]

    def _load_time(self):  # type: ignore[no-untyped-def]
        parts = __import__("node.timekeeping", None, None, ("Timekeeping",))
        hardware = self._hardware
        loaded = parts.Timekeeping(
            self._key, self._settings.roots[0], self._authors.roster, self._verify, hardware.flash, hardware.clock,
            hardware.random_ms,
        )  # fmt: skip
        loaded.saw(self._newest, hardware.clock.uptime_ms())
        return loaded

    def _load_sensors(self, settings, now_ms: int):  # type: ignore[no-untyped-def]
        """Loaded when there are some: a board without has the memory for alerts."""
        parts = __import__("node.sensors", None, None, ("Sensors",))
        return parts.Sensors(settings.sensors, self._hardware.sensors, self.sign, now_ms)

    def _load_calls(self):  # type: ignore[no-untyped-def]
        parts = __import__("node.sos", None, None, ("Calls",))
        self.calls = parts.Calls(self.sign, self._settings.name, self._hardware.flash, self._hardware.random_ms)
        return self.calls


def _wrapped(text: str) -> list[str]:
    return screen.wrap(text, screen.COLUMNS)
