"""Which frame goes first, and which one goes when its class is full. Pure."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol, TypeVar


class Priority(IntEnum):
    ALERT = 0
    KEY = 1  # acknowledgements, certificates and revocations
    MESSAGE = 2
    REPAIR = 3
    BULK = 4


# Frames in the outbox. At a 10 % duty cycle LongFast carries 170 full frames an hour; a certificate is repeated for
# eleven hours, an alert is done within minutes.
MAX_WAITING = {
    Priority.ALERT: 200, Priority.KEY: 300, Priority.MESSAGE: 300, Priority.REPAIR: 100, Priority.BULK: 100,
}  # fmt: skip
AGEING_S = 300.0  # of waiting count as one class more urgent: a bulk frame is a message's equal after ten minutes


class Waiting(Protocol):
    @property
    def priority(self) -> Priority: ...

    @property
    def order(self) -> int:
        """Grows with every frame that is accepted."""

    @property
    def due(self) -> float:
        """When its next transmission may start."""


class Held(Waiting, Protocol):
    @property
    def tries(self) -> int:
        """Transmissions so far."""


Frame = TypeVar("Frame", bound=Waiting)
HeldFrame = TypeVar("HeldFrame", bound=Held)


def aged(priority: Priority, overdue_s: float) -> Priority:
    """The class that a frame has risen to by waiting; never that of alerts and keys."""
    if priority <= Priority.MESSAGE:
        return priority
    return Priority(max(priority - int(max(overdue_s, 0.0) // AGEING_S), Priority.MESSAGE))


def first(due: Iterable[Frame], now: float) -> Frame | None:
    """The frame to send now: the most urgent class; below the keys the one that waits longest, else the oldest."""

    def rank(frame: Frame) -> tuple[int, float, int]:
        risen = aged(frame.priority, now - frame.due)
        return risen, frame.due if risen >= Priority.MESSAGE else 0.0, frame.order

    return min(due, key=rank, default=None)


def is_full(waiting: Iterable[Waiting], priority: Priority) -> bool:
    return sum(frame.priority is priority for frame in waiting) >= MAX_WAITING[priority]


def victim(waiting: Iterable[HeldFrame], newcomer: Priority) -> HeldFrame | None:
    """What a full class gives up for a newcomer: the oldest that was sent before.

    Repairs and bulk give up the oldest in any case: the newer is worth more. None when the newcomer has to wait.
    """
    own = [frame for frame in waiting if frame.priority is newcomer]
    sent = [frame for frame in own if frame.tries]
    candidates = sent or (own if newcomer >= Priority.REPAIR else [])
    return min(candidates, key=lambda frame: frame.order, default=None)
