"""One radio station: decides what to transmit and when, and what to do with what it hears. Pure.

The caller passes two clocks: `now`, seconds that never go back, and `utc`, for expiry only. It transmits what `next`
returns, and keeps on disk what the calls change.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lora_gateway.air import flood
from lora_gateway.air.budget import Budget
from lora_gateway.air.flood import Uniform
from lora_gateway.air.outbox import Outbox, Outgoing
from lora_gateway.air.priority import first
from lora_gateway.air.relays import Relay, Relays
from lora_gateway.air.seen import Name, name_of
from meshwire import envelope
from meshwire.airtime import time_on_air_ms
from meshwire.envelope import EVERYONE, Envelope
from meshwire.errors import WireError

LONGEST_CARRIER_S = 30.0  # twice the longest frame (LongSlow, 255 bytes): what lasts longer is noise or a jammer
LONGEST_WAIT_S = 3600.0  # to look again; every change wakes the caller earlier

Subject = Outgoing | Relay


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands in this station's envelopes, and the modem preset it uses."""

    preset: str
    network: int
    sender: int
    hops: int


@dataclass(frozen=True, slots=True)
class Transmission:
    subject: Subject
    payload: bytes
    airtime_ms: int


@dataclass(frozen=True, slots=True)
class Heard:
    """An EVENT frame of another station. It may be one that was heard before: only the disk knows."""

    data: bytes
    envelope: Envelope
    name: Name


class Station:
    def __init__(self, identity: Identity, budget: Budget, *, first_packet: int, uniform: Uniform) -> None:
        self.outbox = Outbox()
        self.budget = budget
        self.dropped: Counter[str] = Counter()
        self._identity = identity
        self._relays = Relays(uniform)
        self._uniform = uniform
        self._packet = first_packet
        self._busy_since: float | None = None
        self._not_before = 0.0

    def next(self, now: float) -> Transmission | float:
        """What to transmit now, or the seconds until it is worth asking again."""
        self._count("relay too late", self._relays.drop_stale(now))
        if self._busy_since is not None and now < self._busy_since + LONGEST_CARRIER_S:
            return self._busy_since + LONGEST_CARRIER_S - now
        if now < self._not_before:
            return self._not_before - now
        waits: dict[Subject, float] = {subject: self._wait_s(subject, now) for subject in self._subjects()}
        chosen = first(subject for subject, wait_s in waits.items() if wait_s <= 0)
        if chosen is None:
            return min(waits.values(), default=LONGEST_WAIT_S)
        return self._transmission(chosen, now)

    def sent(self, transmission: Transmission, now: float) -> None:
        """It went out; `now` is its end."""
        subject = transmission.subject
        if isinstance(subject, Relay):
            self._relays.remove(subject)
            return
        subject.flight = flood.sent(subject.priority, subject.flight, now, self._uniform)
        self._drop_if_done(subject)

    def not_sent(self, now: float) -> None:
        """The port was occupied: try again after a moment."""
        self._not_before = now + self._uniform(*flood.AFTER_BUSY_S)

    def expired(self, utc: float) -> list[Outgoing]:
        """Take out and count what nobody needs any more."""
        late = [outgoing for outgoing in self.outbox.waiting() if outgoing.has_expired(utc)]
        for outgoing in late:
            self.outbox.remove(outgoing.id)
        self._count("expired", len(late))
        return late

    def carrier(self, busy: bool, now: float) -> None:
        if self._busy_since is not None and not busy:
            self._not_before = now + self._uniform(*flood.AFTER_BUSY_S)
        if not busy:
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = now

    def hear(self, data: bytes, now: float) -> tuple[Heard | None, Outgoing | None]:
        """Look at a received radio payload: a frame of others, and the frame of ours that it shows to be relayed."""
        try:
            heard = Heard(data, envelope.decode(data), name_of(envelope.decode(data).payload))
        except WireError:
            self.dropped["not a frame"] += 1
            return None, None
        if heard.envelope.network not in (EVERYONE, self._identity.network) and self._identity.network != EVERYONE:
            self.dropped["other network"] += 1
            return None, None
        self._count(self._relays.overheard(heard.envelope), 1)
        ours = self.outbox.find(heard.name)
        if ours is None:
            return heard, None
        if heard.envelope.sender == self._identity.sender and heard.envelope.hops_left == heard.envelope.hops:
            return None, None  # an echo of what we sent, not a relay
        ours.flight = flood.overheard(ours.priority, ours.flight, now)
        self._drop_if_done(ours)
        return None, ours

    def relay(self, heard: Heard, now: float) -> None:
        """Plan to repeat a frame of others, one that was not heard before."""
        self._count(self._relays.add(heard.data, heard.envelope, heard.name.topic, now), 1)

    def _subjects(self) -> Iterator[Subject]:
        yield from self.outbox.waiting()
        yield from self._relays.waiting()

    def _wait_s(self, subject: Subject, now: float) -> float:
        airtime_ms = time_on_air_ms(subject.size, self._identity.preset)
        relayed = isinstance(subject, Relay)
        return max(subject.due - now, self.budget.wait_s(airtime_ms, subject.priority, now, relayed=relayed))

    def _transmission(self, subject: Subject, now: float) -> Transmission:
        if isinstance(subject, Relay):
            payload = subject.payload
        else:
            if subject.packet_round != subject.flight.round:
                subject.packet, subject.packet_round = self._packet, subject.flight.round
                self._packet = (self._packet + 1) % 65536
            me = self._identity
            frame = subject.frame_now(now)
            payload = envelope.encode(me.network, me.sender, subject.packet, me.hops, me.hops, frame)
        return Transmission(subject, payload, time_on_air_ms(len(payload), self._identity.preset))

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
