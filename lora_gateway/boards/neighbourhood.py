"""Takes the beacons of boards and passes on what time it is. docs/protocol/beacon.md, docs/protocol/time.md.

Times are seconds of one clock that never goes back; `utc` is shown and kept, never judged by.
"""

from lora_gateway.air.priority import Priority
from lora_gateway.air.station import Station
from lora_gateway.boards.table import BoardTable, HeardBoard
from lora_gateway.port.port import Reception
from lora_gateway.store.database import Database
from lora_gateway.trust.keeper import Keeper
from lora_gateway.trust.trusted import verify
from meshwire import beacon, time_frame
from meshwire.errors import WireError
from meshwire.event import community_id
from meshwire.radio_key import control_key, opened, seal
from meshwire.told_time import ToldTime

HEADS = (beacon.HEAD, time_frame.HEAD)
KEEP_S = 3600.0  # between two writes of the counters
PASS_ON_S = (1.0, 5.0)
STALE_S = 30.0  # a time that waited longer is wrong
LOOK_S = 5.0  # between two signatures of times


class Neighbourhood:
    def __init__(self, station: Station, keeper: Keeper, database: Database) -> None:
        self.table = BoardTable()
        self._station = station
        self._keeper = keeper
        self._database = database
        self._kept_at: float | None = None
        self._told: dict[bytes, ToldTime] = {}
        self._look_at = 0.0

    async def load(self) -> None:
        rows = await self._keeper.trouble.reading(self._database.read("SELECT author_id, counter, at FROM beacon"), [])
        self.table.load((id, counter, at) for id, counter, at in rows)

    async def hear(self, reception: Reception, now: float, utc: float) -> None:
        """A BEACON or TIME; what no community of ours has sealed is counted and costs nothing."""
        frame = reception.packet.frame
        for root in self._keeper.roots():
            key = control_key(root)
            try:
                body = opened(key, frame)
            except WireError:
                continue
            try:
                if body[:2] == beacon.HEAD:
                    await self._hear_beacon(beacon.decode(body), reception, now, utc)
                else:
                    self._hear_time(time_frame.decode(body), body, root, now)
            except WireError:
                self._station.dropped["not a frame"] += 1
            return
        self._station.dropped["not of our community"] += 1

    def say_time(self, body: bytes, now: float) -> str:
        """A TIME that the agent has just signed: once, soon or never; the reason when it is not sent."""
        roots = self._keeper.roots()
        if not roots:
            return "no agent has said which community this is"
        try:
            said = time_frame.decode(body)
        except WireError as error:
            return str(error)
        told = self._clock(roots[0])
        told.floor = max(told.floor, said.utc)  # ours need not be passed on when it comes back
        self._say(control_key(roots[0]), body, due=now, now=now)
        return ""

    def boards(self, utc: float) -> list[HeardBoard]:
        return self.table.listed(utc)

    async def _hear_beacon(self, said: beacon.Beacon, reception: Reception, now: float, utc: float) -> None:
        trusted = self._keeper.trusted
        certified = trusted is not None and any(trusted.about(key) for key in trusted.keys(said.author_id))
        if reason := self.table.hear(said, reception, utc, certified=certified):
            self._station.dropped[reason] += 1
            return
        if self._kept_at is None or now >= self._kept_at + KEEP_S:
            self._kept_at = now
            await self._keep()

    async def _keep(self) -> None:
        sql = "INSERT OR REPLACE INTO beacon (author_id, counter, at) VALUES (?, ?, ?)"
        rows = [(sql, (id, counter, at)) for id, (counter, at) in self.table.counters.items()]
        await self._keeper.trouble.writing(self._database.write(("DELETE FROM beacon", ()), *rows), [])

    def _hear_time(self, said: time_frame.TimeFrame, body: bytes, root: bytes, now: float) -> None:
        told, trusted, now_ms = self._clock(root), self._keeper.trusted, int(now * 1000)
        if self._station.says(body):
            self._station.unsay(body)  # a neighbour said it first
        if trusted is None or not told.is_new(said.utc) or now < self._look_at:
            return
        self._look_at = now + LOOK_S
        signer = time_frame.signer_of(said, trusted.roster, community_id(root), verify)
        if signer is None:
            self._station.dropped["forged time"] += 1
        elif told.take(said.utc, signer, told.utc(now_ms), now_ms):
            self._say(control_key(root), body, due=now + self._station.uniform(*PASS_ON_S), now=now)

    def _clock(self, root: bytes) -> ToldTime:
        return self._told.setdefault(root, ToldTime(0, None))

    def _say(self, key: bytes, body: bytes, *, due: float, now: float) -> None:
        self._station.say(seal(key, body), Priority.BULK, due=due, stale=now + STALE_S, key=body)
