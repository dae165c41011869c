"""A day of one gateway at full load, in virtual time: the real station, budget and outbox, and what they sent when.

Every class always has something to send, the radio relays on its own, the gateway and the machine are restarted. With
`greed` there are alerts without end as well; else one comes now and then, and its wait is measured. `plain`: the radio
sends what it is told and nothing else, and the gateway relays for others.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, count
from math import inf
from random import Random

from bench.law.machine import Machine
from bench.law.radio import REPORT_S
from bench.law.radio import Radio as Flooding
from lora_gateway.air.flood import Flight
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.radio import Radio
from lora_gateway.air.seen import Name
from lora_gateway.air.station import Heard, Identity, Station, Transmission
from lora_gateway.law.budget import Budget
from lora_gateway.law.regions import Limits
from lora_gateway.port.port import Packet
from meshwire.airtime import time_on_air_ms
from meshwire.frame import EVENT, VERSION

HOUR_S = 3600.0
RESERVE = 0.3
OFFERED = 2  # frames that always wait, of each class
SIZES = (40, 120, 182, 231)
ALERTS_S = (600.0, 1800.0)
RESTARTS_S = (1800.0, 10800.0)
ROUNDING_S = 1e-6
LOOK_S, TICK_S = 60.0, 0.001


@dataclass
class Day:
    limits: Limits
    preset: str
    hours: float = 24.0
    greed: bool = False
    plain: bool = False
    seed: int = 0
    alert_waits_s: list[float] = field(default_factory=list)
    sent: dict[Priority, int] = field(default_factory=lambda: dict.fromkeys(Priority, 0))

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.machine = Machine(self.chance)
        relay_s = time_on_air_ms(100, self.preset) / 1000
        self.radio = Flooding(self.limits.duty_cycle, relay_s, self.chance, relays=not self.plain)
        self.now = 0.0
        self._numbers = count(1)
        self._submitted: dict[bytes, float] = {}
        self._alert_at = inf if self.greed else self.chance.uniform(*ALERTS_S)
        self._restart_at = self.chance.uniform(*RESTARTS_S)
        self.station = self._started()

    def run(self) -> "Day":
        while self.now < self.hours * HOUR_S:
            self._offer()
            step = self.station.next(self._steady())
            if isinstance(step, Transmission):
                self._transmit(step)
            else:
                self._sleep(min(max(step, TICK_S), LOOK_S, max(self._alert_at - self.now, TICK_S)))
        return self

    @property
    def busiest_hour(self) -> float:
        """The share of the busiest hour, wherever it starts, that was spent on the air."""
        seconds = Seconds(self.radio.log)
        lefts = [start for start, _ in self.radio.log] + [end - HOUR_S for _, end in self.radio.log]
        return max(seconds.between(left, left + HOUR_S) for left in lefts) / HOUR_S

    @property
    def violations(self) -> int:
        """Transmissions with which the gateway took the hour before their end beyond the law, or that took too long."""
        seconds = Seconds(self.radio.log)
        limit_s = self.limits.duty_cycle * HOUR_S + ROUNDING_S
        over = sum(seconds.between(end - HOUR_S, end) > limit_s for _, end in self.radio.told)
        return over + sum((end - start) * 1000 > self.limits.longest_ms + 1 for start, end in self.radio.told)

    @property
    def longest_s(self) -> float:
        return max(end - start for start, end in self.radio.log)

    def _started(self) -> Station:
        budget = Budget(
            duty_cycle=self.limits.duty_cycle, reserve=RESERVE, now=self._steady(),
            longest_ms=self.limits.longest_ms, pause_s=self.limits.pause_s,
        )  # fmt: skip
        own, relayed = self.machine.left(self.now)
        budget.restore(own, self._steady(), relayed)
        identity = Identity(network=0, sender=1, hops=7)
        radio = Radio(self.preset, floods=not self.plain, signs=not self.plain)
        return Station(identity, budget, radio, first_packet=0, uniform=self.chance.uniform)

    def _steady(self) -> float:
        return self.machine.here(self.now).steady

    def _offer(self) -> None:
        waiting = [outgoing.priority for outgoing in self.station.outbox.waiting()]
        wanted = {Priority.MESSAGE: OFFERED, Priority.BULK: OFFERED, Priority.REPAIR: OFFERED, Priority.KEY: 0}
        wanted[Priority.ALERT] = OFFERED if self.greed else 0
        for priority, number in wanted.items():
            for _ in range(number - waiting.count(priority)):
                self._submit(priority)
        self._overhear()
        if self.now >= self._alert_at:
            self._alert_at = self.now + self.chance.uniform(*ALERTS_S)
            self._submitted[self._submit(Priority.ALERT)] = self.now
            self._submit(Priority.KEY)

    def _submit(self, priority: Priority) -> bytes:
        number = next(self._numbers)
        size = self.chance.choice(SIZES)
        frame = bytes((VERSION, EVENT, 0)) + number.to_bytes(4, "big") + bytes(size - 7)
        name = Name(frame[3:7], 2, number, frame[:8])
        now = self._steady()
        self.station.outbox.add(Outgoing(frame[3:7], frame, name, priority, 0, number, now, Flight(now)))
        return frame[3:7]

    def _overhear(self) -> None:
        """Somebody else's frame, which a station on a plain radio relays."""
        number = next(self._numbers)
        frame = bytes((VERSION, EVENT, 0)) + number.to_bytes(4, "big") + bytes(self.chance.choice(SIZES) - 7)
        heard = Heard(Packet(frame, 7, 6, 2, number % 65536), Name(frame[3:7], 2, number, frame[:8]))
        self.station.relay(heard, self._steady())

    def _transmit(self, transmission: Transmission) -> None:
        """As forwarder.py does it: charged on the disk first, given back when the radio refuses."""
        airtime_ms = transmission.airtime_ms
        self.station.budget.charge(airtime_ms, self._steady())
        self.machine.charge(airtime_ms, 0, self.now)
        sent = self.radio.send(airtime_ms / 1000, self.now)
        if sent is None:
            self.station.budget.refund(airtime_ms, self._steady())
            self.machine.charge(-airtime_ms, 0, self.now)
            self.station.not_sent(self._steady())
            return
        start, end = sent
        subject = transmission.subject
        self.sent[subject.priority] += 1
        if isinstance(subject, Outgoing) and (asked := self._submitted.pop(subject.id, None)) is not None:
            self.alert_waits_s.append(start - asked)
        while self.now < end:
            self._pass(end, told=True)
        self.station.sent(transmission, self._steady())

    def _sleep(self, seconds: float) -> None:
        """Let the world go on, until the radio tells something."""
        self._pass(self.now + seconds, told=True)
        if self.now >= self._restart_at:
            self._restart()

    def _pass(self, until: float, *, told: bool) -> None:
        while (at := min(self.radio.next_relay, self.radio.next_report)) < until:
            self.now = max(at, self.now)
            if self.radio.next_relay <= self.now:
                self.radio.relay(self.now)
            if self.radio.next_report <= self.now:
                self.radio.next_report += REPORT_S
                if told:
                    self._report()
                    return
        self.now = until

    def _report(self) -> None:
        use = self.radio.transmit_use(self.now)
        relayed_ms = self.station.budget.measured(self.radio.channel_use, use, self._steady())
        self.machine.charge(0, relayed_ms, self.now)

    def _restart(self) -> None:
        self._restart_at = self.now + self.chance.uniform(*RESTARTS_S)
        self._pass(self.machine.restart(self.now), told=False)
        waiting = list(self.station.outbox.waiting())
        self.station = self._started()
        for outgoing in waiting:
            if outgoing.flight.tries == 0:
                outgoing.flight = Flight(self._steady())
                self.station.outbox.add(outgoing)


class Seconds:
    """Seconds of transmission in any stretch of time, exactly; a radio sends one thing after the other."""

    def __init__(self, log: Sequence[tuple[float, float]]) -> None:
        self._log = log
        self._starts = [start for start, _ in log]
        self._total = [0.0, *accumulate(end - start for start, end in log)]

    def between(self, left: float, right: float) -> float:
        return self._before(right) - self._before(left)

    def _before(self, at: float) -> float:
        whole = bisect_right(self._starts, at)
        return self._total[whole] - (max(self._log[whole - 1][1] - at, 0.0) if whole else 0.0)
