"""One radio station: decides what to transmit and when, and what to do with what it hears. Pure.

The caller passes two clocks: `now`, seconds that never go back, and `utc`, for expiry only. It transmits what `next`
returns, and keeps on disk what the calls change.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lora_gateway.air import flood
from lora_gateway.air.flood import Uniform
from lora_gateway.air.outbox import Outbox, Outgoing
from lora_gateway.air.priority import Priority, first
from lora_gateway.air.radio import Radio
from lora_gateway.air.relays import Relay, Relays
from lora_gateway.air.seen import Name, name_of
from lora_gateway.air.singles import Key, Single, Singles
from lora_gateway.air.tally import Tally, kind_of
from lora_gateway.law.budget import Budget
from lora_gateway.port.port import Packet
from meshwire.envelope import EVERYONE
from meshwire.errors import WireError

LONGEST_CARRIER_S = 30.0  # twice the longest frame (LongSlow, 255 bytes): what lasts longer is noise or a jammer
LONGEST_REST_S = 60.0  # a radio that asks for more is asked again: its hour may have room for a shorter frame
MAX_DOUBLINGS = 5  # of the moment: a quarter of a minute for a radio that refuses whatever it is given
LONGEST_WAIT_S = 3600.0  # to look again; every change wakes the caller earlier

Subject = Outgoing | Relay | Single


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands in this station's packets."""

    network: int
    sender: int
    hops: int


@dataclass(frozen=True, slots=True)
class Transmission:
    subject: Subject
    packet: Packet
    airtime_ms: int

    @property
    def urgent(self) -> bool:
        """Whether a radio that floods should repeat it until it overhears a relay."""
        return isinstance(self.subject, Outgoing) and self.subject.priority is Priority.ALERT


@dataclass(frozen=True, slots=True)
class Heard:
    """An EVENT frame of another station. It may be one that was heard before: only the disk knows."""

    packet: Packet
    name: Name


class Station:
    """`radio` is what its port said last."""

    def __init__(
        self, identity: Identity, budget: Budget, radio: Radio, *, first_packet: int, uniform: Uniform
    ) -> None:
        self.outbox = Outbox()
        self.budget = budget
        self.radio = radio
        self.dropped: Counter[str] = Counter()
        self.tally = Tally()
        self._identity = identity
        self._relays = Relays(uniform)
        self._singles = Singles()
        self.uniform = uniform
        self._packet = first_packet
        self._busy_since: float | None = None
        self._not_before = 0.0
        self._refusals = 0  # in a row

    @property
    def sender(self) -> int:
        """The number in its packets."""
        return self._identity.sender

    def next(self, now: float) -> Transmission | float:
        """What to transmit now, or the seconds until it is worth asking again."""
        self._count("relay too late", self._relays.drop_stale(now))
        self._count("repair too late", self._singles.drop_stale(now))
        if self._busy_since is not None and now < self._busy_since + LONGEST_CARRIER_S:
            return self._busy_since + LONGEST_CARRIER_S - now
        if now < self._not_before:
            return self._not_before - now
        waits: dict[Subject, float] = {subject: self._wait_s(subject, now) for subject in self._subjects()}
        chosen = first((subject for subject, wait_s in waits.items() if wait_s <= 0), now)
        if chosen is None:
            return min(waits.values(), default=LONGEST_WAIT_S)
        return self._transmission(chosen, now)

    def sent(self, transmission: Transmission, now: float) -> None:
        """It went out; `now` is its end."""
        self._refusals = 0
        subject = transmission.subject
        frame = transmission.packet.frame
        self.tally.add(kind_of(subject, frame), len(frame), transmission.airtime_ms)
        if isinstance(subject, Relay):
            self._relays.remove(subject)
        elif isinstance(subject, Single):
            self._singles.remove(subject)
        else:
            quick = not self.radio.floods
            subject.flight = flood.sent(subject.priority, subject.flight, now, self.uniform, quick=quick)
            self._drop_if_done(subject)

    def not_sent(self, now: float, retry_s: float | None = None) -> None:
        """The port was occupied: try again after a moment, or later when it has said so or says it again and again."""
        pause_s = self.uniform(*flood.AFTER_BUSY_S) * (1 << min(self._refusals, MAX_DOUBLINGS))
        self._refusals += 1
        self._not_before = now + pause_s + min(retry_s or 0.0, LONGEST_REST_S)

    def expired(self, utc: float) -> list[Outgoing]:
        """Take out and count what nobody needs any more."""
        late = [outgoing for outgoing in self.outbox.waiting() if outgoing.has_expired(utc)]
        for outgoing in late:
            self.outbox.remove(outgoing.id)
        self._count("expired", len(late))
        return late

    def carrier(self, busy: bool, now: float) -> None:
        if self._busy_since is not None and not busy:
            self._not_before = now + self.uniform(*flood.AFTER_BUSY_S)
        if not busy:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = now

    def is_ours(self, packet: Packet) -> bool:
        """Whether it comes from our network; counted when not."""
        if packet.network in (EVERYONE, self._identity.network) or self._identity.network == EVERYONE:
            return True
        self.dropped["other network"] += 1
        return False

    def hear(self, packet: Packet, now: float) -> tuple[Heard | None, Outgoing | None]:
        """Look at a received EVENT: a frame of others, and the frame of ours that it shows to be relayed."""
        try:
            heard = Heard(packet, name_of(packet.frame))
        except WireError:
            self.dropped["not a frame"] += 1
            return None, None
        self._count(self._relays.overheard(packet), 1)
        self.unsay(heard.name)
        ours = self.outbox.find(heard.name)
        if ours is None:
            return heard, None
        if packet.sender == self._identity.sender and packet.hops_left == packet.hops:
            return None, None  # an echo of what we sent, not a relay
        return None, self._overheard(ours, now)

    def relayed(self, number: int, now: float) -> Outgoing | None:
        """The radio overheard a neighbour repeating our packet: the frame in it, if that is still being sent."""
        ours = next((ours for ours in self.outbox.waiting() if ours.flight.tries and ours.packet == number), None)
        return None if ours is None else self._overheard(ours, now)

    def radio_lost(self, now: float) -> list[Outgoing]:
        """The radio went away; the frames that are sent again because of that."""
        waiting = {ours: flood.radio_lost(ours.priority, ours.flight, now) for ours in self.outbox.waiting()}
        lost = [ours for ours, flight in waiting.items() if flight != ours.flight]
        for ours in lost:
            ours.flight = waiting[ours]
        return lost

    def relay(self, heard: Heard, now: float) -> None:
        """Plan to repeat a frame of others, one that was not heard before, unless the radio does that."""
        if not self.radio.floods or self.radio.joins:
            self._count(self._relays.add(heard.packet, heard.name.topic, now), 1)

    def say(self, frame: bytes, priority: Priority, *, due: float, stale: float, key: Key | None = None) -> None:
        """Plan a frame for the neighbours, sent once; it replaces one with the same key."""
        if self._singles.add(frame, priority, due=due, stale=stale, key=key) is not None:
            self.dropped["too many to say"] += 1

    def singles(self, priority: Priority) -> int:
        """How many frames for the neighbours wait in this class."""
        return sum(single.priority is priority for single in self._singles.waiting())

    def says(self, key: Key) -> bool:
        """Whether a frame of that key waits or is on its way."""
        return self._singles.holds(key)

    def unsay(self, key: Key) -> bool:
        """Somebody else said it: whether ours still waited."""
        return self._singles.remove_key(key)

    def _overheard(self, ours: Outgoing, now: float) -> Outgoing:
        ours.flight = flood.overheard(ours.priority, ours.flight, now)
        self._drop_if_done(ours)
        return ours

    def _subjects(self) -> Iterator[Subject]:
        yield from self.outbox.waiting()
        yield from self._relays.waiting()
        yield from self._singles.waiting()

    def _wait_s(self, subject: Subject, now: float) -> float:
        airtime_ms = self.radio.airtime_ms(subject.size)
        relayed, overdue_s = isinstance(subject, Relay), max(now - subject.due, 0.0)
        wait_s = self.budget.wait_s(airtime_ms, subject.priority, now, relayed=relayed, overdue_s=overdue_s)
        return max(subject.due - now, wait_s)

    def _transmission(self, subject: Subject, now: float) -> Transmission:
        if isinstance(subject, Relay):
            packet = subject.packet
        elif isinstance(subject, Single):
            packet = self._own(subject.frame, 0, self._next_number())
        else:
            if subject.packet_round != subject.flight.round:
                subject.packet, subject.packet_round = self._next_number(), subject.flight.round
            packet = self._own(subject.frame_now(now), self._identity.hops, subject.packet)
        return Transmission(subject, packet, self.radio.airtime_ms(len(packet.frame)))

    def _own(self, frame: bytes, hops: int, number: int) -> Packet:
        return Packet(frame, hops, hops, self._identity.sender, number, self._identity.network)

    def _next_number(self) -> int:
        number, self._packet = self._packet, (self._packet + 1) % 65536
        return number

    def _drop_if_done(self, outgoing: Outgoing) -> None:
        if outgoing.flight.due is None:
            self.outbox.remove(outgoing.id)

    def _count(self, reason: str | None, times: int) -> None:
        if reason and times:
            self.dropped[reason] += times


def resumed(outgoing: Outgoing, now: float) -> Outgoing:
    """A frame read from the disk, with its pauses begun again."""
    before = outgoing.flight
    flight = flood.resume(outgoing.priority, round=before.round, tries=before.tries, relayed=before.relayed, now=now)
    return replace(outgoing, flight=flight)
