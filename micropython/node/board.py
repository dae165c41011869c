"""A board: what it does with what it hears, out of parts that do no I/O and hardware that is passed in."""

import asyncio
import gc

from meshwire import airtime, event, frame, radio_key
from meshwire.area import touches
from meshwire.errors import WireError
from meshwire.gossip import CERTIFICATE
from meshwire.phrasebook import Phrasebook
from node import air, receive, repair, tuning
from node.alarm import OFF, Alarm, Notice
from node.authors import NOT_OURS, Authors
from node.courier import Courier
from node.documents import Documents
from node.face import Face, readable
from node.hardware import SHORT, Hardware
from node.log import Log
from node.receive import Control, Receiver
from node.relay import SHORTEST_WAIT_MS, Budget, Relay
from node.repair import Repair
from node.session import Session
from node.shelf import Kept, Shelf
from node.store import Store
from node.voice import Voice
from node.watch import Watch
from node.windows import Windows

TICK_MS = 1000  # while an alert is in force: ages and ends are shown in minutes, pages turn every four seconds
LATE_MS = 30000  # beyond what it waits for or sends: then a loop stands still; the longest frame takes ten seconds
QUIET_MS = 60000  # while none is, only news change what a board does


class Board:
    def __init__(self, settings, hardware: Hardware, verify, guard=None) -> None:  # type: ignore[no-untyped-def]
        """`settings` is of node.settings; `verify(public_key, message, signature) -> bool`; `guard` of node.guard."""
        self._guard = guard
        self._watch = guard.watch if guard else Watch(hardware.clock.uptime_ms)
        self._settings = settings
        self._hardware = hardware
        now_ms = hardware.clock.uptime_ms()
        self._log = Log(hardware.log, hardware.clock.uptime_ms)
        self._store = Store(hardware.flash, self._log)
        self._authors = Authors(settings, self._store)
        key = radio_key.control_key(settings.roots[0])
        self._voice = Voice(settings, hardware, self._log, self._authors, key, verify, now_ms)
        self._air = air.make(settings, self._voice.own.id, hardware.random_ms, hardware.random_bytes)
        tuning.tune(hardware.radio, settings, self._air.SYNC_WORD)
        self._relay = Relay(Budget(settings.preset, settings.duty_per_mille, now_ms), self._air, hardware.random_ms)
        self._voice.has_airtime = self._relay.has_airtime
        self._alarm = Alarm(self._may_issue)
        self._shelf = Shelf(self._may_issue)
        self._windows = self._restored(now_ms)
        frame_ms = airtime.time_on_air_ms(self._air.LONGEST, settings.preset)
        self._documents = Documents(key, frame_ms, hardware.random_ms, _free_bytes, self._log)
        roster, certificate = self._authors.roster, self._authors.certificate
        self._receiver = Receiver(self._air, key, roster, self._windows, verify, self._documents.with_room)
        self._repair = Repair(key, self._shelf, roster, self._judge, certificate, hardware.random_ms, now_ms)
        self._sensors = self._voice.sensors
        # each: KINDS it hears, hear, next (what it says), wait_ms; perhaps hops and urgent, of what it says
        self._parts = [self._voice, self._repair, self._documents]
        if self._sensors is not None:
            self._parts.append(self._sensors)
        self._courier = Courier(now_ms)
        self._phrases = Phrasebook(readable(hardware.display, settings.language))
        self._session = Session(hardware.line, settings.name, self._open_commands)
        self._face = Face(settings, hardware, self._phrases, now_ms, self._session.say)
        self._face.watched = (self._store, hardware.radio)
        self._verify = verify
        self._listener = None  # told every payload while somebody tests the radio
        self._shown = self._relayed = 0
        self._is_unsaved = False
        self._send_now = asyncio.Event()

    async def run(self) -> None:
        """Until something breaks: a board that does not know what it is doing must not look as if it did."""
        tasks = [asyncio.create_task(loop) for loop in (self._work(), self._transmit())]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    def step(self) -> int:
        """Deal with everything that is there; how many milliseconds it may then take until the next step."""
        now_ms, utc = self._now()
        for payload in self._hardware.radio.heard():
            self._hear(payload, now_ms, utc)
        for _ in range(self._hardware.radio.lost()):
            self._receiver.refuse(receive.TOO_BUSY)
        self._ask_people(now_ms)
        self._verify_one(now_ms, utc)
        self._shelf.expire(now_ms // 1000)
        self._documents.choose(self._alarm.in_force, now_ms)
        self._speak(now_ms)
        if self._alarm.expire(now_ms // 1000):
            self._is_unsaved = True
            self._face.turn(now_ms)
        if self._is_unsaved:
            self._store.save(self._windows, self._alarm.in_force, self._shelf.kept, now_ms // 1000)
            self._is_unsaved = False
        if self._sensors is not None and self._sensors.step(now_ms):
            self._face.turn(now_ms)
        first = self._voice.lines(self._alarm.in_force != [], self._phrases, now_ms)
        self._face.show(self._alarm, first, self._sensors, now_ms)
        self._face.say(self._alarm, self._receiver, self._shown, self._relayed, now_ms)
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

    def facts(self) -> dict:  # type: ignore[type-arg]
        """Numbers and texts for the console; a part adds its own with a method of this name."""
        return __import__("node.workings", None, None, ("facts",)).facts(self)  # type: ignore[no-any-return]

    async def _work(self) -> None:
        while True:
            try:
                wait_ms = self.step()
            except MemoryError:
                if not self._documents.give_way():
                    raise
                wait_ms = 0
            self._watch.expect("step", wait_ms + LATE_MS)
            await self._hardware.wait(wait_ms)

    async def _transmit(self) -> None:
        while True:
            self._watch.rest("transmit")
            await self._send_now.wait()
            self._send_now.clear()
            self._watch.expect("transmit", LATE_MS)
            await self.transmit()

    def _ask_people(self, now_ms: int) -> None:
        for press in self._session.step(now_ms) + self._hardware.button.presses():
            self._press(press, now_ms)

    def _open_commands(self):  # type: ignore[no-untyped-def]
        return __import__("node.workings", None, None, ("open_commands",)).open_commands(self)

    def _restored(self, now_ms: int) -> Windows:
        """What was kept before the start: the alerts to their places, and the numbers that were used."""
        windows, notices, others = self._store.load(now_ms // 1000, self._now()[1])
        for notice in notices:
            self._alarm.add(notice)
        for one in others + [_kept(notice) for notice in notices]:
            self._shelf.add(one)
        return windows

    def _now(self) -> tuple[int, int]:
        now_ms = self._hardware.clock.uptime_ms()
        return now_ms, self._voice.utc(now_ms)

    def _hear(self, payload: bytes, now_ms: int, utc: int) -> None:
        if self._listener is not None:
            self._listener(payload)
        heard = self._receiver.take(payload, self._kinds(), now_ms, utc)
        if heard is None:
            return
        if isinstance(heard, Control):
            self._hear_control(heard, now_ms)
            return
        if self._air.is_repeat(payload):
            self._relay.overheard(heard.name)
        self._repair.hear_copy(heard.frame, now_ms)
        self._voice.overheard(heard.frame, now_ms)
        if heard.frame.author_id != self._voice.own.id and self._courier.takes(heard, now_ms):
            self._relay.offer(heard, False, now_ms)
        if heard.alert and not (utc and heard.frame.fields.time):
            born_s = now_ms // 1000 - receive.age_s(heard, now_ms, utc)
            self._is_unsaved = self._alarm.learn_age(heard.name, born_s) or self._is_unsaved
            self._shelf.learn_age(heard.frame, born_s, now_ms // 1000)

    def _kinds(self) -> tuple:  # type: ignore[type-arg]
        return sum([part.KINDS for part in self._parts], ())

    def _hear_control(self, control: Control, now_ms: int) -> None:
        try:
            for part in self._parts:
                if control.kind in part.KINDS:
                    part.hear(control.body, now_ms)
        except WireError:
            self._receiver.refuse(receive.MALFORMED)
        except MemoryError:
            self._receiver.refuse(receive.TOO_BUSY)

    def _speak(self, now_ms: int) -> None:
        """Hand what one part has to say to the radio's queue: for the neighbours, or as far as the part wants."""
        for part in self._parts:
            said = part.next(now_ms)
            if said is not None:
                break
        else:
            return
        payload = self._air.encode(said, getattr(part, "hops", 0))
        if payload is None:
            return  # it came over another air, which carries longer ones
        name = receive.name_of(frame.decode_event(said)) if said[1] == frame.EVENT else None
        self._relay.say(payload, name, now_ms, getattr(part, "urgent", False))

    def _verify_one(self, now_ms: int, utc: int) -> None:
        if self._receiver.wait_ms(now_ms) != 0:
            return
        gc.collect()  # a verification is slow in a full heap
        verified = self._receiver.next(now_ms, utc)
        if verified is None:
            return
        self._voice.saw(verified.heard.frame.fields, now_ms)
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
        self._face.turn(now_ms)

    def _take_statement(self, verified, now_ms: int, utc: int) -> None:  # type: ignore[no-untyped-def]
        """A certificate or revocation of one of our roots."""
        said = verified.heard.frame
        signed = event.Event(verified.author, said.part, said.signature, *said.fields)
        try:
            reason = self._authors.take(signed)
        except WireError:
            self._receiver.refuse(receive.MALFORMED)
            return
        self._relay.offer(verified.heard, False, now_ms)  # known here or not: a board further on may wait for it
        if reason == NOT_OURS:
            return
        if reason:
            self._receiver.refuse(receive.REPLAYED)  # it says nothing that was not known
            return
        self._voice.recheck()
        self._receiver.reconsider(now_ms, utc)
        self._alarm.recheck()
        self._shelf.recheck()
        self._repair.took((event.author_id(signed.body[0]), CERTIFICATE), now_ms)
        self._is_unsaved = True

    def _may_issue(self, author: bytes, area) -> bool:  # type: ignore[no-untyped-def]
        return not self._authors.reasons_against(author, area, self._now()[1])

    def _judge(self, author_id: bytes, seq: int) -> str:
        return repair.judge(self._authors.roster, self._windows, author_id, seq, self._now()[1])

    def _press(self, press: str, now_ms: int) -> None:
        if self._voice.press(press, now_ms):
            return
        if press == SHORT and self._alarm.siren() == OFF and self._sensors is not None and self._sensors.press():
            return  # it was for the local warning, which was on the screen
        if press == SHORT:
            self._is_unsaved = self._alarm.press() or self._is_unsaved
            self._face.turn(now_ms)

    def _pause_ms(self, now_ms: int) -> int:
        relay_ms = self._relay.wait_ms(now_ms)
        if relay_ms == 0:
            self._send_now.set()
            relay_ms = SHORTEST_WAIT_MS  # look again: the channel may be busy
        tick_ms = TICK_MS if self._alarm.in_force else QUIET_MS
        waits = [tick_ms, self._receiver.wait_ms(now_ms), relay_ms, self._face.unsaid_ms(now_ms)]
        waits.append(self._session.wait_ms(now_ms))
        waits.extend([part.wait_ms(now_ms) for part in self._parts])
        return min([wait for wait in waits if wait is not None])


def _free_bytes() -> int:
    """What the heap has left; CPython, which runs this in tests, does not say."""
    gc.collect()
    return gc.mem_free() if hasattr(gc, "mem_free") else 1 << 20


def _kept(notice: Notice) -> Kept:
    return Kept(notice.author, notice.part, notice.signature, notice.born_s, notice.seq, notice.alert)
