"""Verified events on the disk, from which repair answers, and the roots of the community."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from lora_gateway.repair.holdings import HORIZON, EventName
from lora_gateway.store.database import Database, Statement
from lora_gateway.trust.live import MAX_HELD
from meshwire.event import CIVDEF, ROSTER
from meshwire.frame import age_minutes, decode_event, with_age

MAX_EVENTS = 100_000  # 35 MB
TRIM_EVERY = 256  # events; a count of all of them takes milliseconds
PAGE = 4000  # rows at a time: a gateway has tens of megabytes, not hundreds
IN_FORCE = f"NOT ended AND (topic = {ROSTER} OR topic = {CIVDEF} AND expires > :utc)"
AUTHOR = "(SELECT n FROM authors WHERE key = ?)"


@dataclass(frozen=True, slots=True)
class Held:
    name: EventName
    frame: bytes
    expires: int  # UTC seconds, 0 never
    ended: bool
    at: int  # UTC seconds


class Archive:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._until_trim = 0

    async def roots(self) -> list[bytes]:
        return [key for (key,) in await self._database.read("SELECT key FROM roots ORDER BY key")]

    async def set_roots(self, roots: Iterable[bytes]) -> None:
        add = "INSERT INTO roots VALUES (?) ON CONFLICT DO NOTHING"
        await self._database.write(("DELETE FROM roots", ()), *((add, (root,)) for root in roots))

    async def numbers(self) -> AsyncIterator[list[EventName]]:
        """The names of all events, some thousand at a time."""
        keys = {n: key for n, key in await self._database.read("SELECT n, key FROM authors")}
        last: Sequence[int] = (0, 0, 0)
        sql = (
            "SELECT author, topic, seq FROM events WHERE (author, topic, seq) > (?, ?, ?)"
            " ORDER BY author, topic, seq LIMIT ?"
        )
        while rows := await self._database.read(sql, (*last, PAGE)):
            last = rows[-1]
            yield [(keys[author], topic, seq) for author, topic, seq in rows]

    async def floors(self) -> list[EventName]:
        """How far each feed has made room."""
        sql = "SELECT key, topic, floor FROM floors JOIN authors ON n = author"
        return [(key, topic, floor) for key, topic, floor in await self._database.read(sql)]

    async def roster(self, roots: Iterable[bytes]) -> list[Held]:
        return [held for root in roots for held in await self._held("key = ? AND topic = ?", (root, ROSTER))]

    async def alerts(self) -> list[Held]:
        """Those that end last, replaced or not, also when they seem to be over: the clock may be corrected."""
        newest = f"SELECT n FROM events WHERE topic = {CIVDEF} AND expires > 0 ORDER BY expires DESC LIMIT ?"
        return await self._held(f"events.n IN ({newest})", (MAX_HELD,))

    async def _held(self, where: str, arguments: Sequence[object]) -> list[Held]:
        sql = "SELECT key, topic, seq, frame, expires, ended, at FROM events JOIN authors ON authors.n = author WHERE "
        rows = await self._database.read(f"{sql} {where} ORDER BY seq", arguments)
        return [Held((key, topic, seq), frame, expires, bool(ended), at)
                for key, topic, seq, frame, expires, ended, at in rows]  # fmt: skip

    async def frame(self, name: EventName, utc: float) -> bytes | None:
        """The frame of an event with the age that it has by now; None when it is not held."""
        rows = await self._database.read(
            f"SELECT frame, at FROM events WHERE author = {AUTHOR} AND topic = ? AND seq = ?", name
        )
        return aged(*rows[0], utc=utc) if rows else None

    async def trim(self, utc: float) -> int:
        """Make room when it is due; how many events had to go: what is too old to be repaired, then the oldest."""
        if self._until_trim > 0:
            return 0
        self._until_trim = TRIM_EVERY
        ((count,),) = await self._database.read("SELECT count(*) FROM events")
        surplus = count - (MAX_EVENTS - TRIM_EVERY)
        if surplus <= 0:
            return 0
        return await self._drop(surplus, int(utc))

    async def _drop(self, surplus: int, utc: int) -> int:
        values = {"utc": utc, "surplus": surplus, "horizon": HORIZON}
        too_old = "seq <= (SELECT max(seq) FROM events e WHERE e.author = o.author AND e.topic = o.topic) - :horizon"
        chosen = f"SELECT n FROM events o WHERE NOT ({IN_FORCE}) ORDER BY {too_old} DESC, n LIMIT :surplus"
        floors = (
            f"INSERT INTO floors SELECT author, topic, max(seq) FROM events WHERE n IN ({chosen})"
            " GROUP BY author, topic ON CONFLICT DO UPDATE SET floor = max(floor, excluded.floor)"
        )
        counts = await self._database.write((floors, values), (f"DELETE FROM events WHERE n IN ({chosen})", values))
        return counts[-1]

    def keeping(self, held: Held) -> list[Statement]:
        """What puts an event on the disk, for a transaction."""
        self._until_trim -= 1
        row = (*held.name, held.frame, held.expires, held.ended, held.at)
        return [
            ("INSERT INTO authors (key) VALUES (?) ON CONFLICT DO NOTHING", (held.name[0],)),
            (
                "INSERT INTO events (author, topic, seq, frame, expires, ended, at)"
                f" VALUES ({AUTHOR}, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                row,
            ),
        ]

    def ending(self, names: Iterable[EventName]) -> list[Statement]:
        """What marks events as replaced."""
        sql = f"UPDATE events SET ended = 1 WHERE author = {AUTHOR} AND topic = ? AND seq = ?"
        return [(sql, name) for name in names]

    async def write(self, statements: Sequence[Statement]) -> bool:
        """True when it is on the disk."""
        if statements:
            await self._database.write(*statements)
        return True


def aged(frame: bytes, at: int, *, utc: float) -> bytes:
    """A frame that was held since `at`. Where the clock cannot say how long, the age becomes unknown, never less."""
    signed = decode_event(frame).fields.time
    age_min = age_minutes(frame[2])
    ages = [int(utc - signed) // 60] if signed else []
    if age_min is not None and utc >= at:
        ages.append(age_min + int(utc - at) // 60)
    age = max(ages, default=-1)
    return with_age(frame, age if age >= (age_min or 0) else None)
