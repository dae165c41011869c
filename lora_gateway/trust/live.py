"""The alerts that gateways see to that everybody has: verified, not expired, not replaced. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from meshwire import alert
from meshwire.alert import Alert
from meshwire.area import Area
from meshwire.errors import WireError
from meshwire.event import ALERT, CIVDEF, Event, author_id

MAX_HELD = 256  # alerts; beyond it the one that expires first is left to itself

Ref = tuple[bytes, int]  # the author's key, number in its civdef feed
MayIssue = Callable[[bytes, Area], bool]  # whether a key may issue an alert for an area


@dataclass(slots=True, eq=False)
class Notice:
    author: bytes
    seq: int
    expires: int  # UTC seconds
    body: Alert
    ended: bool = False

    @property
    def ref(self) -> Ref:
        return self.author, self.seq


def notice_of(event: Event, age_min: int | None, utc: float) -> Notice | None:
    """The alert in an event that came now; None when it is none. An alert without a time counts from its age."""
    if event.topic != CIVDEF or event.kind != ALERT:
        return None
    try:
        body = alert.decode(event.body)
    except WireError:
        return None
    signed = event.time or int(utc) - 60 * (age_min or 0)
    return Notice(event.author, event.seq, signed + 60 * body.lifetime_min, body)


class Live:
    def __init__(self) -> None:
        self._held: dict[Ref, Notice] = {}

    def add(self, notice: Notice, may_issue: MayIssue) -> list[Ref]:
        """Take an alert; those that have ended by it, and itself when one that is held has replaced it."""
        others = list(self._held.values())
        ended = [other for other in others if not other.ended and _ends(notice, other, may_issue)]
        if any(_ends(other, notice, may_issue) for other in others):
            ended.append(notice)
        for other in ended:
            other.ended = True
        self._held[notice.ref] = notice
        if len(self._held) > MAX_HELD:
            del self._held[min(self._held, key=lambda ref: self._held[ref].expires)]
        return [other.ref for other in ended]

    def current(self, utc: float) -> list[Notice]:
        """In force, by author and number. What has expired is not forgotten: the clock may be corrected."""
        held = (self._held[ref] for ref in sorted(self._held))
        return [notice for notice in held if notice.expires > utc and not notice.ended]


def _ends(newer: Notice, older: Notice, may_issue: MayIssue) -> bool:
    """An exercise never ends an actual alert; another author must be one that could have issued it."""
    named = ((author or author_id(newer.author), seq) for author, seq in newer.body.replaces)
    if newer.body.status != older.body.status or (author_id(older.author), older.seq) not in named:
        return False
    return newer.author == older.author or may_issue(newer.author, older.body.area)
