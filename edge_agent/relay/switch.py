"""Who is at the hub, and which stream leads where. It knows keys and sizes, never what is inside. Pure.

Each stream has its own credit in both directions: a reader who is slow stops the one who writes to him and nobody else,
and what waits here for a member is bounded by his streams times the window.
"""

from dataclasses import dataclass, field

from edge_agent.errors import BadRequest
from edge_agent.relay.wire import MAX_STREAMS, WINDOW, Message

MAX_MEMBERS = 1024


@dataclass(slots=True)
class End:
    """One end of a stream. `credit`: bytes that this end may still send."""

    member: "Member"
    number: int
    credit: int = WINDOW
    other: "End | None" = None


@dataclass(eq=False, slots=True)
class Member:
    """One connection. A node that comes again takes the place of its old connection."""

    key: bytes
    community: bytes
    streams: dict[int, End] = field(default_factory=dict)
    next: int = 2  # streams that the hub opens at a member are even, his own are odd


Sent = list[tuple[Member, Message]]


class Switch:
    def __init__(self) -> None:
        self._members: dict[tuple[bytes, bytes], Member] = {}  # by community and key

    def __len__(self) -> int:
        return len(self._members)

    def find(self, community: bytes, key: bytes) -> Member | None:
        return self._members.get((community, key))

    def here(self, community: bytes) -> list[bytes]:
        return [member.key for member in self._members.values() if member.community == community]

    def join(self, member: Member) -> tuple[Member | None, Sent]:
        """The connection that it replaces, and what to tell."""
        old = self._members.get((member.community, member.key))
        told = self.leave(old) if old else []
        others = self.here(member.community)
        self._members[member.community, member.key] = member
        told += [(one, ("here", member.key)) for one in self._members.values() if _shares(one, member)]
        return old, [*told, (member, ("welcome", others))]

    def leave(self, member: Member) -> Sent:
        if self._members.get((member.community, member.key)) is not member:
            return []  # another connection of the same node has taken its place
        del self._members[member.community, member.key]
        told: Sent = []
        for end in list(member.streams.values()):
            told += self._end(end)
        told += [(one, ("gone", member.key)) for one in self._members.values() if one.community == member.community]
        return [(to, message) for to, message in told if to is not member]

    def receive(self, member: Member, message: Message) -> Sent:
        """What a member's message on a stream leads to; BadRequest cuts him off."""
        match message:
            case ("open", int(number), bytes(key)):
                return self._open(member, number, key)
            case ("data", int(number), bytes(data)):
                return self._data(member, number, data)
            case ("more", int(number), int(count)):
                return self._more(member, number, count)
            case ("end", int(number)):
                end = member.streams.get(number)
                return [pair for pair in self._end(end) if pair[0] is not member] if end else []
        raise BadRequest("relay: not now")

    def _open(self, member: Member, number: int, key: bytes) -> Sent:
        if number % 2 == 0 or number in member.streams:
            raise BadRequest("relay: a member's streams have odd numbers, each once")
        other = self.find(member.community, key)
        crowded = other is not None and len(other.streams) >= MAX_STREAMS
        if other is None or other is member or crowded or len(member.streams) >= MAX_STREAMS:
            return [(member, ("end", number))]
        near, far = End(member, number), End(other, other.next)
        other.next += 2
        near.other, far.other = far, near
        member.streams[number], other.streams[far.number] = near, far
        return [(other, ("open", far.number, member.key))]

    def _data(self, member: Member, number: int, data: bytes) -> Sent:
        end = member.streams.get(number)
        if end is None or end.other is None:
            return []  # the other side has ended it in the meantime
        if len(data) > end.credit:
            raise BadRequest("relay: more on a stream than its reader has asked for")
        end.credit -= len(data)
        return [(end.other.member, ("data", end.other.number, data))]

    def _more(self, member: Member, number: int, count: int) -> Sent:
        end = member.streams.get(number)
        if end is None or end.other is None:
            return []
        end.other.credit += count
        if end.other.credit > WINDOW:
            raise BadRequest("relay: more credit than the window")
        return [(end.other.member, ("more", end.other.number, count))]

    def _end(self, end: End) -> Sent:
        """Both ends are gone; whom to tell."""
        told: Sent = []
        for one in (end, end.other):
            if one is not None and one.member.streams.pop(one.number, None) is not None:
                told.append((one.member, ("end", one.number)))
        return told


def _shares(one: Member, member: Member) -> bool:
    return one is not member and one.community == member.community
