"""The air between stations, in virtual time: loss, half duplex, collisions, partitions. Pure.

A transmission reaches every station that is in the group of its sender when it starts. It is destroyed where another
audible transmission overlaps it, and where the receiver itself transmits. What is left is lost with the probability
`loss`, drawn from the seed, the number of the transmission and the receiver's name: adding a station changes nothing
for the others.
"""

import hashlib
import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from lora_gateway.errors import ConfigError, Refused
from meshwire.airtime import time_on_air_ms

MAX_PAYLOAD = 255  # of a LoRa packet
WEAKEST_DBM, STRONGEST_DBM = -118, -70  # what the distances in a village give
NOISE_DBM = -117  # thermal noise in 250 kHz and a noise figure of 6 dB (SX1262)
MAX_SNR_DB = 12  # what an SX1262 reports however strong the signal is


@dataclass(frozen=True, slots=True)
class Conditions:
    """`partition`: groups of station names that do not hear each other; stations in no group are one group more."""

    loss: float = 0.0
    partition: tuple[frozenset[str], ...] = ()

    @classmethod
    def parse(cls, loss: float, partition: str) -> "Conditions":
        """From a probability and text such as `a,b|c`; raises ConfigError."""
        if not 0 <= loss <= 1:
            raise ConfigError(f"loss {loss}: give a probability from 0 to 1")
        groups = [frozenset(name.strip() for name in group.split(",")) for group in partition.split("|") if group]
        names = [name for group in groups for name in group]
        if len(names) != len(set(names)):
            raise ConfigError(f"partition {partition}: a station is in two groups")
        return cls(loss, tuple(groups))

    def partition_text(self) -> str:
        return "|".join(",".join(sorted(group)) for group in self.partition)

    def audible(self, sender: str, receiver: str) -> bool:
        return sender != receiver and self._group(sender) == self._group(receiver)

    def _group(self, name: str) -> int:
        return next((at for at, group in enumerate(self.partition) if name in group), -1)


@dataclass(frozen=True, slots=True)
class Done:
    station: str
    airtime_ms: int


@dataclass(frozen=True, slots=True)
class Received:
    station: str
    payload: bytes
    rssi_dbm: int
    snr_db: int


@dataclass(frozen=True, slots=True)
class Carrier:
    station: str
    busy: bool


Notice = Done | Received | Carrier


@dataclass(slots=True, eq=False)
class _Transmission:
    number: int
    sender: str
    payload: bytes
    airtime_ms: int
    audible: set[str]  # stations whose carrier it is
    intact: set[str] = field(default_factory=set)  # stations that can still receive all of it


class Channel:
    """Times are milliseconds of one clock that never goes back."""

    def __init__(self, preset: str, conditions: Conditions, *, seed: int, delay_ms: int = 0) -> None:
        self.conditions = conditions
        self._preset = preset
        self._seed = seed
        self._delay_ms = delay_ms  # between the end of a transmission and its reception
        self._stations: set[str] = set()
        self._on_air: list[_Transmission] = []
        self._count = 0
        self._order = count()
        self._agenda: list[
            tuple[float, int, _Transmission | None, list[Notice]]
        ] = []  # heap: at, order, end of, notices

    def join(self, station: str) -> list[Notice]:
        """A station is switched on; it senses what is on the air but cannot receive the rest of it."""
        self._stations.add(station)
        for other in self._on_air:
            if self.conditions.audible(other.sender, station):
                other.audible.add(station)
        return [Carrier(station, True)] if self._is_busy(station) else []

    def leave(self, station: str) -> None:
        """A station is switched off; what it is transmitting goes on to its end."""
        self._stations.discard(station)
        for other in self._on_air:
            other.audible.discard(station)
            other.intact.discard(station)

    def transmit(self, sender: str, payload: bytes, now_ms: float) -> list[Notice]:
        """Begin a transmission; raises Refused with the reason when the radio could not do it."""
        if not 0 < len(payload) <= MAX_PAYLOAD:
            raise Refused(f"{len(payload)} bytes: a payload has 1 to {MAX_PAYLOAD}")
        if any(other.sender == sender for other in self._on_air):
            raise Refused("already transmitting")
        hearers = {name for name in self._stations if self.conditions.audible(sender, name)}
        airtime_ms = time_on_air_ms(len(payload), self._preset)
        begun = _Transmission(self._count, sender, payload, airtime_ms, hearers, set(hearers))
        self._count += 1
        quiet = sorted(name for name in hearers if not self._is_busy(name))
        for other in self._on_air:
            both = begun.audible & other.audible | {sender, other.sender}
            begun.intact -= both
            other.intact -= both
        self._on_air.append(begun)
        self._plan(now_ms + airtime_ms, begun, [])
        return [Carrier(name, True) for name in quiet]

    def next_ms(self) -> float | None:
        """When `advance` has something to say."""
        return self._agenda[0][0] if self._agenda else None

    def advance(self, now_ms: float) -> list[Notice]:
        """What happened until now, in order."""
        notices: list[Notice] = []
        while self._agenda and self._agenda[0][0] <= now_ms:
            at_ms, _, ended, ready = heapq.heappop(self._agenda)
            notices += self._end(ended, at_ms) if ended else ready
        return notices

    def _end(self, ended: _Transmission, at_ms: float) -> list[Notice]:
        self._on_air.remove(ended)
        receptions = list(self._receptions(ended))
        freed = [Carrier(name, False) for name in sorted(ended.audible) if not self._is_busy(name)]
        done = Done(ended.sender, ended.airtime_ms)
        if self._delay_ms:
            self._plan(at_ms + self._delay_ms, None, receptions)
            return [done, *freed]
        return [done, *receptions, *freed]

    def _receptions(self, ended: _Transmission) -> Iterable[Notice]:
        for name in sorted(ended.intact):
            drawn = hashlib.sha256(f"{self._seed} {ended.number} {name}".encode()).digest()
            if int.from_bytes(drawn[:4], "big") / 2**32 >= self.conditions.loss:
                rssi_dbm = WEAKEST_DBM + drawn[4] % (STRONGEST_DBM - WEAKEST_DBM)
                yield Received(name, ended.payload, rssi_dbm, min(rssi_dbm - NOISE_DBM, MAX_SNR_DB))

    def _plan(self, at_ms: float, ended: _Transmission | None, notices: list[Notice]) -> None:
        heapq.heappush(self._agenda, (at_ms, next(self._order), ended, notices))

    def _is_busy(self, station: str) -> bool:
        return any(station in other.audible for other in self._on_air)
