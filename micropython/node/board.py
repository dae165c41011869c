"""A board: what it does with what it hears, out of parts that do no I/O and hardware that is passed in."""

import asyncio
import gc

from meshwire import airtime, envelope, event, frame, radio_key, trust
from meshwire.area import touches
from meshwire.errors import WireError
from meshwire.gossip import CERTIFICATE
from meshwire.phrasebook import Phrasebook
from node import console, documents, receive, repair, screen
from node.alarm import Alarm, Notice
from node.documents import Documents
from node.hardware import Hardware
from node.receive import Control, Receiver
from node.relay import SHORTEST_WAIT_MS, Budget, Relay
from node.repair import Repair
from node.shelf import Kept, Shelf
from node.store import Store
from node.windows import MAX_AUTHORS

TICK_MS = 1000  # while an alert is in force: ages and ends are shown in minutes, pages turn every four seconds
QUIET_MS = 60000  # while none is, only news change what a board does


class Board:
    def __init__(self, settings, hardware: Hardware, verify) -> None:  # type: ignore[no-untyped-def]
        """`settings` is of node.settings; `verify(public_key, message, signature) -> bool`."""
        self._settings = settings
        self._hardware = hardware
        now_ms, utc = self._now()
        self._store = Store(hardware.flash, hardware.log)
        self._roster = trust.Roster(settings.roots, MAX_AUTHORS)
        for signed in settings.certificates + self._store.statements():
            self._roster.add(signed)  # what does not count is older than what does
        self._alarm = Alarm(self._may_issue)
        self._shelf = Shelf(self._may_issue)
        self._windows, notices, others = self._store.load(now_ms // 1000, utc)
        for notice in notices:
            self._alarm.add(notice)
        for one in others + [_kept(notice) for notice in notices]:
            self._shelf.add(one)
        key = radio_key.control_key(settings.roots[0])
        self._receiver = Receiver(settings.network, key, self._roster, self._windows, verify)
        self._repair = Repair(
            key, self._shelf, self._roster, self._judge, self._certificate, hardware.random_ms, now_ms
        )
        frame_ms = airtime.time_on_air_ms(envelope.SIZE + frame.MAX_FRAME, settings.preset)
        self._documents = Documents(key, frame_ms, hardware.random_ms, _free_bytes, hardware.log)
        self._sender, self._packet = hardware.random_ms(1, 65536), hardware.random_ms(0, 65536)
        self._relay = Relay(Budget(settings.preset, now_ms), hardware.random_ms)
        self._phrases = Phrasebook(settings.language)
        self._shown = self._relayed = 0
        self._is_unsaved = False
        self._send_now = asyncio.Event()
        self._page_since_ms = now_ms
        self._screen = []  # type: list[str]
        self._said = None
        self._said_ms = now_ms - console.SHORTEST_GAP_MS

    async def run(self) -> None:
        """Until something breaks: a board that does not know what it is doing must not look as if it did."""
        await asyncio.gather(self._work(), self._transmit())

    def step(self) -> int:
        """Deal with everything that is there; how many milliseconds it may then take until the next step."""
        now_ms, utc = self._now()
        for payload in self._hardware.radio.heard():
            self._hear(payload, now_ms, utc)
        for _ in range(self._hardware.radio.lost()):
            self._receiver.refuse(receive.TOO_BUSY)
        presses = self._hardware.button.presses() + sum(
            console.is_press(line) for line in self._hardware.line.requests()
        )
        for _ in range(presses):
            self._press(now_ms)
        self._verify_one(now_ms, utc)
        self._shelf.expire(now_ms // 1000)
        self._documents.choose(self._alarm.in_force, now_ms)
        self._speak(now_ms)
        if self._alarm.expire(now_ms // 1000):
            self._is_unsaved = True
            self._page_since_ms = now_ms
        if self._is_unsaved:
            self._store.save(self._windows, self._alarm.in_force, self._shelf.kept, now_ms // 1000)
            self._is_unsaved = False
        self._show(now_ms, utc)
        return self._pause_ms(now_ms)

    async def transmit(self) -> None:
        """Send the frame whose turn it is, if the channel is free and there is airtime for it."""
        now_ms, _ = self._now()
        if self._hardware.radio.is_busy():
            self._relay.postpone(now_ms)
            return
        payload = self._relay.next(now_ms)
        if payload is not None and await self._hardware.radio.send(payload):
            self._relayed += 1

    async def _work(self) -> None:
        while True:
            await self._hardware.wait(self.step())

    async def _transmit(self) -> None:
        while True:
            await self._send_now.wait()
            self._send_now.clear()
            await self.transmit()

    def _now(self) -> tuple[int, int]:
        return self._hardware.clock.uptime_ms(), self._hardware.clock.utc()

    def _hear(self, payload: bytes, now_ms: int, utc: int) -> None:
        heard = self._receiver.take(payload, repair.KINDS + documents.KINDS, now_ms, utc)
        if heard is None:
            return
        if isinstance(heard, Control):
            self._hear_control(heard, now_ms)
            return
        self._relay.overheard(heard.name)
        self._repair.hear_copy(heard.frame, now_ms)
        if heard.alert and not (utc and heard.frame.fields.time):
            born_s = now_ms // 1000 - receive.age_s(heard, now_ms, utc)
            self._is_unsaved = self._alarm.learn_age(heard.name, born_s) or self._is_unsaved
            self._shelf.learn_age(heard.frame, born_s, now_ms // 1000)

    def _hear_control(self, control: Control, now_ms: int) -> None:
        part = self._documents if control.kind in documents.KINDS else self._repair
        try:
            part.hear(control.body, now_ms)
        except WireError:
            self._receiver.refuse(receive.MALFORMED)
        except MemoryError:
            self._receiver.refuse(receive.TOO_BUSY)

    def _speak(self, now_ms: int) -> None:
        """Hand what repair and documents have to say to the radio's queue: for the neighbours, with no hop left."""
        said = self._repair.next(now_ms) or self._documents.ask(now_ms)
        if said is None:
            return
        self._packet = (self._packet + 1) % 65536
        payload = envelope.encode(self._settings.network, self._sender, self._packet, 0, 0, said)
        name = receive.name_of(frame.decode_event(said)) if said[1] == frame.EVENT else None
        self._relay.say(payload, name, now_ms)

    def _verify_one(self, now_ms: int, utc: int) -> None:
        if self._receiver.wait_ms(now_ms) != 0:
            return
        gc.collect()  # a verification is slow in a full heap
        verified = self._receiver.next(now_ms, utc)
        if verified is None:
            return
        if verified.heard.alert:
            self._take_alert(verified, now_ms, utc)
        else:
            self._take_statement(verified, now_ms, utc)

    def _take_alert(self, verified, now_ms: int, utc: int) -> None:  # type: ignore[no-untyped-def]
        heard = verified.heard
        self._windows.take(verified.author, heard.frame.fields.seq)
        self._is_unsaved = True
        self._relay.offer(heard, True, now_ms)
        notice = Notice(verified.author, heard, now_ms // 1000 - receive.age_s(heard, now_ms, utc))
        self._shelf.add(_kept(notice))
        self._repair.took((notice.author_id, notice.seq), now_ms)
        place = self._settings.place
        if place is not None and not touches(heard.alert.area, place):
            self._receiver.refuse(receive.OTHER_AREA)
            return
        self._alarm.add(notice)
        self._shown += 1
        self._page_since_ms = now_ms

    def _take_statement(self, verified, now_ms: int, utc: int) -> None:  # type: ignore[no-untyped-def]
        """A certificate or revocation of one of our roots. Plain members are none of a board's business."""
        said = verified.heard.frame
        signed = event.Event(verified.author, said.part, said.signature, *said.fields)
        try:
            concerns_us = self._concerns_us(signed)
        except WireError:
            self._receiver.refuse(receive.MALFORMED)
            return
        self._relay.offer(verified.heard, False, now_ms)  # known here or not: a board further on may wait for it
        if not concerns_us:
            return
        if self._roster.add(signed) is not None:
            self._receiver.refuse(receive.REPLAYED)  # it says nothing that was not known
        else:
            self._store.add_statement(signed)
            self._receiver.reconsider(now_ms, utc)
            self._alarm.recheck()
            self._shelf.recheck()
            self._repair.took((event.author_id(signed.body[0]), CERTIFICATE), now_ms)
            self._is_unsaved = True

    def _concerns_us(self, signed: event.Event) -> bool:
        if signed.kind == event.REVOCATION:
            return bool(trust.decode_revocation(signed).subject)
        certificate = trust.decode_certificate(signed)
        return bool(certificate.roles & trust.AUTHORITY or self._roster.statements(certificate.subject))

    def _may_issue(self, author: bytes, alert) -> bool:  # type: ignore[no-untyped-def]
        return not trust.reasons_against(self._roster, author, alert.area, self._hardware.clock.utc())

    def _judge(self, author_id: bytes, seq: int) -> str:
        return repair.judge(self._roster, self._windows, author_id, seq, self._hardware.clock.utc())

    def _certificate(self, author_id: bytes) -> bytes | None:
        """The newest that was said about a key, as the frame that carries it."""
        newest = repair.newest_about(self._settings.certificates + self._store.statements(), author_id)
        said = frame.encode_event(newest, None) if newest else b""
        return said if 0 < len(said) <= frame.MAX_FRAME else None

    def _press(self, now_ms: int) -> None:
        self._is_unsaved = self._alarm.press() or self._is_unsaved
        self._page_since_ms = now_ms

    def _show(self, now_ms: int, utc: int) -> None:
        notice = self._alarm.shown()
        if notice is None:
            lines = screen.idle(self._settings.name, self._settings.place is not None, self._phrases)
        else:
            others = len(self._alarm.in_force) - 1
            found = screen.pages(notice, others, self._phrases, now_ms // 1000)
            lines = found[(now_ms - self._page_since_ms) // screen.PAGE_MS % len(found)]
        if lines != self._screen:
            self._screen = lines
            self._hardware.display.show(lines)
        self._hardware.siren.sound(self._alarm.siren())
        self._say(now_ms)

    def _say(self, now_ms: int) -> None:
        state = console.state(
            self._settings.name, self._screen, self._alarm, self._receiver, self._shown, self._relayed
        )
        if state != self._said and now_ms - self._said_ms >= console.SHORTEST_GAP_MS:
            self._hardware.line.say(state)
            self._said, self._said_ms = state, now_ms

    def _pause_ms(self, now_ms: int) -> int:
        relay_ms = self._relay.wait_ms(now_ms)
        if relay_ms == 0:
            self._send_now.set()
            relay_ms = SHORTEST_WAIT_MS  # look again: the channel may be busy
        unsaid_ms = console.SHORTEST_GAP_MS - (now_ms - self._said_ms)
        tick_ms = TICK_MS if self._alarm.in_force else QUIET_MS
        waits = (
            tick_ms, self._receiver.wait_ms(now_ms), relay_ms, unsaid_ms if unsaid_ms > 0 else None,
            self._repair.wait_ms(now_ms), self._documents.wait_ms(now_ms),
        )  # fmt: skip
        return min(wait for wait in waits if wait is not None)


def _free_bytes() -> int:
    """What the heap has left; CPython, which runs this in tests, does not say."""
    gc.collect()
    return gc.mem_free() if hasattr(gc, "mem_free") else 1 << 20


def _kept(notice: Notice) -> Kept:
    return Kept(notice.author, notice.part, notice.signature, notice.born_s, notice.seq, notice.alert)
