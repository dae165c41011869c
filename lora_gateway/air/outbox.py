"""The frames of this node that are being sent. Pure: what is said here is also on disk, see store.py."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from lora_gateway.air.flood import Flight
from lora_gateway.air.priority import Priority, is_full, victim
from lora_gateway.air.replaced import replaced
from lora_gateway.air.seen import Name
from meshwire.frame import age_minutes, with_age

SHOWN = 32  # newest frames whose state the agent is told


@dataclass(slots=True, eq=False)
class Outgoing:
    """`held_from` is when this gateway took it, on the caller's clock that never goes back."""

    id: bytes
    frame: bytes
    name: Name
    priority: Priority
    expires: int  # UTC seconds, 0 never
    order: int
    held_from: float
    flight: Flight
    packet: int = 0  # number of the flood on the air, set at its first transmission
    packet_round: int = -1

    @property
    def state(self) -> str:
        if self.flight.tries == 0:
            return "waiting"
        return "relayed" if self.flight.relayed else "sent"

    @property
    def tries(self) -> int:
        return self.flight.tries

    @property
    def due(self) -> float:
        return inf if self.flight.due is None else self.flight.due

    @property
    def size(self) -> int:
        """Bytes of the frame."""
        return len(self.frame)

    def has_expired(self, utc: float) -> bool:
        return 0 < self.expires <= utc

    def frame_now(self, now: float) -> bytes:
        """The frame with the minutes it was held here added to its age."""
        age_min = age_minutes(self.frame[2])
        if age_min is None:
            return self.frame
        return with_age(self.frame, age_min + int(max(now - self.held_from, 0.0) // 60))


class Outbox:
    def __init__(self) -> None:
        self._waiting: dict[bytes, Outgoing] = {}
        self._shown: dict[bytes, Outgoing] = {}  # the newest, also when they are done

    def __len__(self) -> int:
        return len(self._waiting)

    def waiting(self) -> Iterable[Outgoing]:
        return list(self._waiting.values())

    def shown(self) -> Iterable[Outgoing]:
        return list(self._shown.values())

    def has_room(self, priority: Priority) -> bool:
        waiting = self._waiting.values()
        return not is_full(waiting, priority) or victim(waiting, priority) is not None

    def replaced_by(self, newcomer: Outgoing) -> list[Outgoing]:
        """The alerts that need not be sent any more once this one is."""
        names = replaced(newcomer.frame)
        return [one for one in self._waiting.values() if (one.name.author_id, one.name.topic, one.name.seq) in names]

    def add(self, outgoing: Outgoing) -> Outgoing | None:
        """Take a frame; the one that had to make room for it, if any."""
        waiting = self._waiting.values()
        dropped = victim(waiting, outgoing.priority) if is_full(waiting, outgoing.priority) else None
        if dropped is not None:
            del self._waiting[dropped.id]
        self._waiting[outgoing.id] = outgoing
        self.show(outgoing)
        return dropped

    def show(self, outgoing: Outgoing) -> None:
        self._shown[outgoing.id] = outgoing
        for id in list(self._shown)[:-SHOWN]:
            del self._shown[id]

    def remove(self, id: bytes) -> Outgoing | None:
        return self._waiting.pop(id, None)

    def find(self, name: Name) -> Outgoing | None:
        return next((outgoing for outgoing in self._waiting.values() if outgoing.name == name), None)
