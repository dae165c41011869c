"""What was sent, kept across restarts and given back with ages that no change of the clock makes too old."""

import secrets
import time
from pathlib import Path
from typing import NamedTuple

from lora_gateway.air.database import Database
from lora_gateway.air.ledger import BIN_S, WINDOW_S
from lora_gateway.air.moment import Moment, age_s

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MAX_ROWS = 2 * WINDOW_S // BIN_S  # minutes with airtime: those of the last hour, and of boots that were as short
ADD = (
    "INSERT INTO spent (boot, minute, utc, own_ms, relayed_ms) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET utc = excluded.utc, own_ms = own_ms + excluded.own_ms,"
    " relayed_ms = relayed_ms + excluded.relayed_ms"
)
DROP = "DELETE FROM spent WHERE n <= (SELECT max(n) FROM spent) - ?"

Charges = list[tuple[float, int]]  # age in seconds, milliseconds


class Left(NamedTuple):
    own: Charges
    relayed: Charges


class Spent:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def charge(self, own_ms: int, relayed_ms: int, now: Moment) -> None:
        """On the disk when this returns; negative for what was charged before and not sent."""
        minute = int(now.steady // BIN_S)
        ended = now.utc + (minute + 1) * BIN_S - now.steady
        await self._database.write(
            (ADD, (now.boot, minute, ended, own_ms, relayed_ms)),
            (DROP, (MAX_ROWS,)),
        )

    async def left(self, now: Moment) -> Left:
        """What may lie within the last hour, as if all of a minute had been sent at its end."""
        rows = await self._database.read("SELECT boot, minute, utc, own_ms, relayed_ms FROM spent")
        left = Left([], [])
        for boot, minute, utc, own_ms, relayed_ms in rows:
            age = age_s(Moment(boot, (minute + 1) * BIN_S, utc), now)
            if age <= WINDOW_S:
                left.own.append((age, own_ms))
                left.relayed.append((age, relayed_ms))
        return left


def here() -> Moment:
    """Now, on this machine. Where a boot has no name every process is one: ages are then smaller, never larger."""
    return Moment(_BOOT, time.monotonic(), time.time())


def _boot() -> bytes:
    try:
        return BOOT_ID.read_bytes().strip()
    except OSError:
        return secrets.token_bytes(16)


_BOOT = _boot()
