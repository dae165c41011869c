"""How long ago something was, counted by clocks that nobody sets. Pure.

A Pi has no clock of its own: it wakes up in the past and is set forward hours later. What seems older than it is might
be sent again too early. So only the time is counted in which the machine ran: the last boot begins where the boot
before was last seen, and the time in which it was off does not count.
"""

from collections.abc import Iterable
from typing import NamedTuple

from lora_gateway.law.ledger import BIN_S


class Moment(NamedTuple):
    """`boot` names the run of the machine, `steady` is its clock that never goes back."""

    boot: bytes
    steady: float


class Minute(NamedTuple):
    """A minute of a boot, and when it ended, counted over all boots."""

    boot: bytes
    number: int
    ends: float


def begin_of(boot: bytes, known: Iterable[Minute]) -> float:
    """When the steady clock of a boot stood at 0, counted over all boots; never too late."""
    last = float(BIN_S)
    for minute in known:
        if minute.boot == boot:
            return minute.ends - (minute.number + 1) * BIN_S
        last = max(last, minute.ends)
    return last - BIN_S
