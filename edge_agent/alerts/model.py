"""An alert as the log holds it, and how people name it. Pure."""

from dataclasses import dataclass

from meshwire import event as names
from meshwire.alert import Alert
from meshwire.event import Event, author_id

RESTRICTED = names.NODE  # alerts of scope Restricted or Private stay in the topic that never leaves the node


@dataclass(frozen=True, slots=True)
class Stored:
    """`expires` is UTC seconds."""

    row: int
    event: Event
    alert: Alert
    expires: int

    @property
    def id(self) -> str:
        return alert_id(author_id(self.event.author), self.event.topic, self.event.seq)


@dataclass(frozen=True, slots=True)
class Document:
    """A CAP document as it came in."""

    sender: str
    identifier: str
    data: bytes


def alert_id(author: bytes, topic: int, seq: int) -> str:
    """What people type, from the author id: `4f2a91c0-7`; an `r` before the number: it never leaves the node."""
    return f"{author.hex()}-{'r' if topic == RESTRICTED else ''}{seq}"


def expiry(event: Event, alert: Alert) -> int:
    """When it ends, UTC seconds."""
    return int(event.time) + 60 * int(alert.lifetime_min)
