"""Which frame goes first, and which one goes when the outbox is full. Pure."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol, TypeVar


class Priority(IntEnum):
    ALERT = 0
    KEY = 1  # acknowledgements, certificates and revocations
    MESSAGE = 2
    REPAIR = 3
    BULK = 4


MAX_WAITING = 1000  # frames in the outbox: six hours of LongFast at a 10 % duty cycle


class Waiting(Protocol):
    @property
    def priority(self) -> Priority: ...

    @property
    def order(self) -> int:
        """Grows with every frame that is accepted."""


Frame = TypeVar("Frame", bound=Waiting)


def first(due: Iterable[Frame]) -> Frame | None:
    """The frame to send now: the most urgent class, in it the one that waits longest."""
    return min(due, key=lambda frame: (frame.priority, frame.order), default=None)


def victim(waiting: Iterable[Frame], newcomer: Priority) -> Frame | None:
    """What a full outbox gives up: the oldest of the least urgent class, None when that is not below the newcomer."""
    last = max(waiting, key=lambda frame: (frame.priority, -frame.order), default=None)
    return last if last is not None and last.priority > newcomer else None
