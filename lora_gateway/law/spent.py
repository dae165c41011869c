"""What was sent, kept across restarts and given back with ages that no change of the clock on the wall can touch."""

import secrets
import time
from pathlib import Path
from typing import NamedTuple

from lora_gateway.law.ledger import BIN_S, WINDOW_S
from lora_gateway.law.uptime import Minute, Moment, begin_of
from lora_gateway.store.database import Database

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MAX_ROWS = 2 * WINDOW_S // BIN_S  # minutes with airtime: those of the last hour, and of boots that were as short
ADD = (
    "INSERT INTO spent (boot, minute, ends, own_ms, relayed_ms) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET own_ms = own_ms + excluded.own_ms, relayed_ms = relayed_ms + excluded.relayed_ms"
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
        ends = await self._begin(now.boot) + (minute + 1) * BIN_S
        await self._database.write((ADD, (now.boot, minute, ends, own_ms, relayed_ms)), (DROP, (MAX_ROWS,)))

    async def left(self, now: Moment) -> Left:
        """What may lie within the last hour, as if all of a minute had been sent at its end."""
        here = await self._begin(now.boot) + now.steady
        rows = await self._database.read(
            "SELECT ends, own_ms, relayed_ms FROM spent WHERE ends >= ?", (here - WINDOW_S,)
        )
        left = Left([], [])
        for ends, own_ms, relayed_ms in rows:
            left.own.append((max(here - ends, 0.0), own_ms))
            left.relayed.append((max(here - ends, 0.0), relayed_ms))
        return left

    async def _begin(self, boot: bytes) -> float:
        rows = await self._database.read("SELECT boot, minute, ends FROM spent")
        return begin_of(boot, [Minute(*row) for row in rows])


def here() -> Moment:
    """Now, on this machine. Where a boot has no name every process is one: less time is counted, never more."""
    return Moment(_BOOT, time.monotonic())


def _boot() -> bytes:
    try:
        return BOOT_ID.read_bytes().strip()
    except OSError:
        return secrets.token_bytes(16)


_BOOT = _boot()
