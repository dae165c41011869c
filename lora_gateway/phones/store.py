"""What the gateway keeps for phone users across restarts: their texts for the agent, and which alert texts are out."""

from dataclasses import dataclass

from lora_gateway.phones.commands import URGENT, Verb
from lora_gateway.store.database import Database

MAX_TEXTS = 500  # waiting for the agent: two hours of as many as are taken
MAX_PACKETS = 20000
MAX_ALERTS = 2000


@dataclass(frozen=True, slots=True)
class KeptText:
    """`radio` is the number of the sender's radio, `name` what it calls itself, `at` UTC seconds."""

    n: int
    radio: int
    name: str
    verb: str
    text: str
    at: int


class PhoneStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, radio: int, packet: int, name: str, verb: Verb, text: str, utc: int) -> bool:
        """On the disk when this returns; False when the packet was kept before, perhaps long ago."""
        known = "SELECT 1 FROM phone_packet WHERE radio = ? AND packet = ?"
        if await self._database.read(known, (radio, packet)):
            return False
        await self._database.write(
            ("INSERT INTO phone_packet (radio, packet) VALUES (?, ?) ON CONFLICT DO NOTHING", (radio, packet)),
            ("DELETE FROM phone_packet WHERE n <= (SELECT max(n) FROM phone_packet) - ?", (MAX_PACKETS,)),
            (
                "INSERT INTO phone_inbox (radio, name, verb, text, at, urgent) VALUES (?, ?, ?, ?, ?, ?)",
                (radio, name, verb.value, text, utc, verb in URGENT),
            ),
            (
                "DELETE FROM phone_inbox WHERE n IN (SELECT n FROM phone_inbox ORDER BY urgent, n"
                " LIMIT max((SELECT count(*) FROM phone_inbox) - ?, 0))",
                (MAX_TEXTS,),
            ),
        )
        return True

    async def after(self, n: int, limit: int) -> list[KeptText]:
        sql = "SELECT n, radio, name, verb, text, at FROM phone_inbox WHERE n > ? ORDER BY n LIMIT ?"
        return [KeptText(*row) for row in await self._database.read(sql, (n, limit))]

    async def taken(self, n: int) -> None:
        await self._database.write(("DELETE FROM phone_inbox WHERE n = ?", (n,)))

    async def alert_is_out(self, id: str) -> bool:
        return bool(await self._database.read("SELECT 1 FROM phone_alert WHERE id = ?", (id,)))

    async def mark_alert_out(self, id: str) -> None:
        await self._database.write(
            ("INSERT INTO phone_alert (id) VALUES (?) ON CONFLICT DO NOTHING", (id,)),
            ("DELETE FROM phone_alert WHERE n <= (SELECT max(n) FROM phone_alert) - ?", (MAX_ALERTS,)),
        )
