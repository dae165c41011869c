"""Does what Sync decides: from the archive to the air, for every community of this gateway. docs/protocol/sync.md."""

import logging

from lora_gateway.air.priority import Priority
from lora_gateway.air.seen import Name, name_of
from lora_gateway.air.station import Station
from lora_gateway.repair.sync import Sync
from lora_gateway.trust.keeper import Keeper
from lora_gateway.trust.trusted import Trusted
from meshwire.errors import WireError
from meshwire.event import Event
from meshwire.radio_key import control_key, opened, seal

log = logging.getLogger(__name__)

ANSWER_S = (0.2, 10.0)  # the first of those who have it speaks, the others hear it
AT_ONCE = 3  # answers that wait for airtime: what others say meanwhile need not be said
STALE_S = 600.0  # the bucket may be empty
LONGEST_WAIT_S = 3600.0


class Repair:
    """Times are seconds of one clock that never goes back; `utc` is for expiry only."""

    def __init__(self, station: Station, keeper: Keeper) -> None:
        self._station = station
        self._keeper = keeper
        self._trusted: Trusted | None = None
        self._syncs: list[tuple[bytes, Sync]] = []  # with their control keys
        self._differed = False
        self._before = (0, 0, 0)  # repair's frames, bytes and airtime when the last difference began
        self.came = 0  # events that repair has brought

    def hear(self, frame: bytes, now: float, utc: float) -> None:
        """Take a SUMMARY or NEED; what no community of ours has sealed is counted and costs nothing."""
        for key, sync in self._current(now):
            try:
                body = opened(key, frame)
            except WireError:
                continue
            try:
                sync.hear(body, now, utc)
            except WireError:
                self._station.dropped["not a frame"] += 1
            self._note(sync)
            return
        self._station.dropped["not of our community"] += 1

    def overheard(self, name: Name, now: float) -> None:
        """An EVENT was heard."""
        for _, sync in self._current(now):
            sync.overheard(name.author_id, name.topic, name.seq, now)

    def learned(self, events: list[Event], now: float, *, repaired: bool) -> None:
        """These are held since; `repaired`: a neighbour said them for those who lacked them."""
        self.came += len(events) if repaired else 0
        for _, sync in self._current(now):
            for event in events:
                sync.learned(event, now)

    async def step(self, now: float, utc: float) -> None:
        """Give the station what is to be said now."""
        for key, sync in self._current(now):
            for body in sync.next(now, utc):
                frame = seal(key, body)
                self._station.say(frame, Priority.REPAIR, due=now, stale=now + STALE_S, key=(key, body[1]))
            while self._station.singles(Priority.REPAIR) < AT_ONCE and (name := sync.answers.take(now)):
                answer = await self._keeper.trouble.reading(self._keeper.archive.frame(name, utc), None)
                if answer is not None:
                    due = now + self._station.uniform(*ANSWER_S)
                    self._station.say(answer, Priority.REPAIR, due=due, stale=now + STALE_S, key=name_of(answer))

    def wait_s(self, now: float) -> float:
        """How long until `step` has something to do."""
        return min((sync.wait_s(now) for _, sync in self._current(now)), default=LONGEST_WAIT_S)

    def status(self) -> dict[str, object]:
        return {
            "reason": "" if self._keeper.trusted else "no agent has said which community this is",
            "agrees": bool(self._syncs) and all(sync.agrees for _, sync in self._syncs),
            "came": self.came,
            "wanted": sum(len(sync.answers) for _, sync in self._syncs),
            "unknown_authors": len(self._keeper.strangers.ids),
            "disk": self._keeper.trouble.reason,
        }

    def _current(self, now: float) -> list[tuple[bytes, Sync]]:
        """One for each community that the agent has named."""
        trusted = self._keeper.trusted
        if trusted is not self._trusted:
            self._trusted = trusted
            self._syncs = (
                []
                if trusted is None
                else [
                    (control_key(root), Sync(root, trusted, self._keeper, now=now, uniform=self._station.uniform))
                    for root in trusted.roots
                ]
            )
        return self._syncs

    def _note(self, sync: Sync) -> None:
        """Say in the log what it took to agree again."""
        count = self._station.tally.of_repair()
        now = (count.frames, count.bytes, count.airtime_ms)
        if self._differed and sync.agrees:
            frames, size, airtime_ms = (after - before for after, before in zip(now, self._before, strict=True))
            log.info(
                "in agreement with a neighbour again: %d events came; sent %d frames, %d bytes, %.1f s of airtime",
                self.came, frames, size, airtime_ms / 1000,
            )  # fmt: skip
        elif not self._differed and not sync.agrees:
            self._before = now
        self._differed = not sync.agrees
