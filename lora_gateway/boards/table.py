"""The boards that this gateway hears: what their beacons say. docs/protocol/beacon.md. Pure.

A beacon is sealed, not signed: whoever knows the community's root can make one up. So the table is bounded, those who
are certified have their places to themselves, and nothing but this list follows from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lora_gateway.port.port import Reception
from meshwire.beacon import Beacon

MAX_CERTIFIED, MAX_STRANGERS = 64, 16
FORGET_S = 7 * 86400


@dataclass(frozen=True, slots=True)
class HeardBoard:
    beacon: Beacon
    rssi_dbm: int
    snr_db: int
    at: int  # UTC seconds of the last beacon
    certified: bool


class BoardTable:
    """`counters`: the highest of each author id, as they were kept; never lowered."""

    def __init__(self) -> None:
        self.counters: dict[bytes, tuple[int, int]] = {}  # with when it came, UTC seconds
        self._boards: dict[bytes, HeardBoard] = {}

    def load(self, counters: Iterable[tuple[bytes, int, int]]) -> None:
        for id, counter, at in counters:
            if counter > self.counters.get(id, (0, 0))[0]:
                self.counters[id] = (counter, at)

    def hear(self, beacon: Beacon, reception: Reception, utc: float, *, certified: bool) -> str | None:
        """Take a beacon; the reason when it does not count."""
        id = bytes(beacon.author_id)
        if beacon.counter <= self.counters.get(id, (0, 0))[0]:
            return "beacon heard before"
        self.counters[id] = (beacon.counter, int(utc))
        self._boards[id] = HeardBoard(beacon, reception.rssi_dbm, reception.snr_db, int(utc), certified)
        self._trim(certified=certified)
        return None

    def listed(self, utc: float) -> list[HeardBoard]:
        """The latest heard first."""
        self._boards = {id: one for id, one in self._boards.items() if utc - one.at < FORGET_S}
        return sorted(self._boards.values(), key=lambda one: -one.at)

    def _trim(self, *, certified: bool) -> None:
        """Of a class that is full the one unheard for longest goes."""
        mine = [id for id, one in self._boards.items() if one.certified == certified]
        if len(mine) > (MAX_CERTIFIED if certified else MAX_STRANGERS):
            del self._boards[min(mine, key=lambda id: self._boards[id].at)]
        if len(self.counters) > 4 * (MAX_CERTIFIED + MAX_STRANGERS):
            kept = (id for id in self.counters if id not in self._boards)
            del self.counters[min(kept, key=lambda id: self.counters[id][1])]
