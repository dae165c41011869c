"""The air: who receives what of what is transmitted at the same time.

Every frame fades for every receiver by itself. It is received when it is above the noise limit, no other frame that
overlaps it is within CAPTURE_DB of it, the receiver neither transmits meanwhile nor was switched on later, and the dice
do not say `loss`. A carrier is sensed some symbols after its start: who begins within that time does not see it.
"""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Generic, Protocol, TypeVar

from bench.airsim.agenda import Agenda
from bench.airsim.topology import Topology

FADING_DB = 2.0  # standard deviation from frame to frame
CAPTURE_DB = 6.0  # of the same spreading factor: SX1276 measurements, Croce et al. 2018, and most simulators
SENSE_MS = 20.0  # two LongFast symbols for channel activity detection, and the turnaround of the radio
FAINT_DB = 14.0  # below the limit: less disturbs nothing, even when it fades up by four standard deviations

Payload = TypeVar("Payload")
Heard = TypeVar("Heard", contravariant=True)


class Listener(Protocol[Heard]):
    """A station, told what happens at its antenna."""

    def received(self, payload: Heard, snr_db: float) -> None: ...

    def carrier(self, busy: bool) -> None: ...

    def done(self) -> None:
        """Its transmission has ended."""


@dataclass(slots=True, eq=False)
class Transmission(Generic[Payload]):
    sender: int
    payload: Payload
    kind: str
    start_ms: float
    airtime_ms: int
    snr_db: dict[int, float]
    rivals: list["Transmission[Payload]"] = field(default_factory=list)  # that overlap it in time


class Air(Generic[Payload]):
    def __init__(
        self, agenda: Agenda, topology: Topology, *, loss: float, chance: Random, fading_db: float = FADING_DB
    ) -> None:
        self.log: list[Transmission[Payload]] = []
        self.fates: Counter[str] = Counter()
        self._agenda = agenda
        self._limit_db = topology.limit_db
        self._loss = loss
        self._fading_db = fading_db
        self._chance = chance
        self._listeners: dict[int, Listener[Payload]] = {}
        self._since_ms: dict[int, float] = {}
        self._on_air: list[Transmission[Payload]] = []
        self._sensed: dict[int, int] = {}
        self._links = [
            [(near, snr_db) for near, snr_db in enumerate(row) if near != node and snr_db > self._limit_db - FAINT_DB]
            for node, row in enumerate(topology.snr_db)
        ]

    def join(self, node: int, listener: Listener[Payload]) -> None:
        self._listeners[node], self._since_ms[node], self._sensed[node] = listener, self._agenda.now_ms, 0

    def is_busy(self, node: int) -> bool:
        return self._sensed[node] > 0

    def transmit(self, node: int, payload: Payload, airtime_ms: int, kind: str) -> None:
        """Begin; the listener is told when it is done. A radio that transmits already is a fault of the caller."""
        if any(other.sender == node for other in self._on_air):
            raise RuntimeError(f"station {node} transmits already")
        faded = {near: snr_db + self._chance.gauss(0, self._fading_db) for near, snr_db in self._links[node]}
        begun = Transmission(node, payload, kind, self._agenda.now_ms, airtime_ms, faded)
        begun.rivals.extend(self._on_air)
        for other in self._on_air:
            other.rivals.append(begun)
        self._on_air.append(begun)
        self.log.append(begun)
        hearers = [near for near, snr_db in faded.items() if snr_db >= self._limit_db and near in self._listeners]
        self._agenda.plan(SENSE_MS, lambda: self._sense(hearers, 1))
        self._agenda.plan(airtime_ms, lambda: self._end(begun, hearers))

    def _sense(self, hearers: list[int], change: int) -> None:
        for node in hearers:
            before = self._sensed[node]
            self._sensed[node] = before + change
            if not before or not self._sensed[node]:
                self._listeners[node].carrier(not before)

    def _end(self, ended: Transmission[Payload], hearers: list[int]) -> None:
        self._on_air.remove(ended)
        self._listeners[ended.sender].done()
        for node in hearers:
            fate = self._fate(ended, node)
            self.fates[fate] += 1
            if fate == "received":
                self._listeners[node].received(ended.payload, ended.snr_db[node])
        self._sense(hearers, -1)
        ended.rivals.clear()

    def _fate(self, ended: Transmission[Payload], node: int) -> str:
        if self._since_ms[node] > ended.start_ms:
            return "switched on later"
        if any(rival.sender == node for rival in ended.rivals):
            return "own transmission"
        threshold_db = ended.snr_db[node] - CAPTURE_DB
        if any(rival.snr_db.get(node, -999.0) > threshold_db for rival in ended.rivals):
            return "collision"
        return "lost" if self._chance.random() < self._loss else "received"
