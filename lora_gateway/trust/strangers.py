"""Frames whose author nobody here has certified yet. They wait on the disk, within bounds, and are judged later."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lora_gateway.air.seen import Name
from lora_gateway.port.port import Packet, Reception
from lora_gateway.store.database import Database
from lora_gateway.store.trouble import Trouble

MAX_STRANGERS, MAX_OF_ONE = 256, 16
DROP = "DELETE FROM strangers WHERE n IN (SELECT n FROM strangers {} ORDER BY n DESC LIMIT -1 OFFSET {})"


@dataclass(frozen=True, slots=True)
class Stranger:
    n: int
    reception: Reception
    at: int  # UTC seconds


class Strangers:
    """`ids`: the author ids of all that wait."""

    def __init__(self, database: Database, trouble: Trouble, dropped: Counter[str]) -> None:
        self.ids: set[bytes] = set()
        self._database = database
        self._trouble = trouble
        self._dropped = dropped

    async def load(self) -> None:
        rows = await self._trouble.reading(self._database.read("SELECT DISTINCT author_id FROM strangers"), [])
        self.ids = {id for (id,) in rows}

    async def has(self, name: Name) -> bool:
        """Whether this very frame waits already."""
        if name.author_id not in self.ids:
            return False
        reading = self._database.read("SELECT 1 FROM strangers WHERE digest = ?", (name.digest,))
        return bool(await self._trouble.reading(reading, []))

    async def keep(self, name: Name, reception: Reception, utc: float) -> None:
        frame, rssi_dbm, snr_db = reception.packet.frame, reception.rssi_dbm, reception.snr_db
        writing = self._database.write(
            (
                "INSERT INTO strangers (author_id, digest, frame, rssi, snr, at) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (name.author_id, name.digest, frame, rssi_dbm, snr_db, int(utc)),
            ),
            (DROP.format("WHERE author_id = ?", MAX_OF_ONE), (name.author_id,)),
            (DROP.format("", MAX_STRANGERS), ()),
        )
        _, of_one, of_all = await self._trouble.writing(writing, [0, 0, 0])
        if of_one + of_all:
            self._dropped["too many strangers"] += of_one + of_all
            await self.load()
        self.ids.add(name.author_id)

    async def of(self, id: bytes) -> list[Stranger]:
        """Those who wait under an author id, oldest first."""
        sql = "SELECT n, frame, rssi, snr, at FROM strangers WHERE author_id = ? ORDER BY n"
        rows = await self._trouble.reading(self._database.read(sql, (id,)), [])
        return [
            Stranger(n, Reception(Packet(frame, 0, 0, 0, 0), rssi_dbm, snr_db), at)
            for n, frame, rssi_dbm, snr_db, at in rows
        ]

    async def forget(self, id: bytes, judged: Sequence[Stranger]) -> None:
        """These wait no more; another frame of the same author may have come while they were judged."""
        if judged:
            sql = "DELETE FROM strangers WHERE n = ?"
            await self._trouble.writing(self._database.write(*((sql, (one.n,)) for one in judged)), [])
        left = self._database.read("SELECT 1 FROM strangers WHERE author_id = ? LIMIT 1", (id,))
        if not await self._trouble.reading(left, [1]):
            self.ids.discard(id)
