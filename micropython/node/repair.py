"""A board's part in repair: it tells which alerts it holds, sends what others lack, asks for what it lacks itself.

docs/protocol/sync.md. The bodies that it hears were opened with the community's key before. No I/O, no clock.
"""

from meshwire import event, frame, need, radio_key, summary, trust
from meshwire.gossip import CERTIFICATE, KNOWN, NO_CERTIFICATE, REVOKED, UNKNOWN, Gossip
from meshwire.trickle import Trickle


class Repair:
    KINDS = (summary.TYPE, need.TYPE)  # the types that `hear` understands

    def __init__(self, key: bytes, shelf, roster, judge, certificate, random_ms, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """`judge(author_id, seq)` as meshwire.gossip has it; `certificate(author_id)` -> EVENT frame or None."""
        self._key = key
        self._shelf = shelf
        self._roster = roster
        self._judge = judge
        self._certificate = certificate
        self._gossip = Gossip(random_ms)
        self._trickle = Trickle(random_ms)
        self._trickle.start(now_ms)

    def hear(self, body: bytes, now_ms: int) -> None:
        """A SUMMARY or NEED of a neighbour; WireError when it cannot be read."""
        if body[1] == need.TYPE:
            self._gossip.hear_need(need.decode(body), self._shelf.names(), self._has_certificate, now_ms)
            return
        is_same, is_stale = self._gossip.hear_summary(summary.decode(body), self._shelf.names(), self._judge, now_ms)
        if is_same:
            self._trickle.hear_consistent()
        if is_stale:
            self._trickle.reset(now_ms)  # whoever holds more does not: it answers

    def hear_copy(self, said, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """An EVENT frame: the same as our answer makes that needless; nothing else does, it may be forged."""
        name = (said.author_id, said.fields.seq)
        subject = said.fields.body.get(0)
        if said.fields.topic == event.ROSTER and isinstance(subject, bytes):
            name = (event.author_id(subject), CERTIFICATE)
        ours = self._answer(name, now_ms) if self._gossip.is_answering(name) else None
        if ours is not None and ours[frame.HEADER_SIZE :] == said.part + said.signature:
            self._gossip.hear_answer(name, now_ms)

    def took(self, name: tuple[bytes, int], now_ms: int) -> None:
        """A new alert or certificate was verified: the neighbours may lack it."""
        self._gossip.hear_answer(name, now_ms)
        if name[1] != CERTIFICATE:
            self._trickle.reset(now_ms)

    def next(self, now_ms: int) -> bytes | None:
        """The frame to send now."""
        name = self._gossip.next_answer(now_ms)
        if name is not None:
            return self._answer(name, now_ms)
        asked = self._gossip.next_need(now_ms)
        if asked is not None:
            return radio_key.seal(self._key, need.encode(asked))
        if self._trickle.is_due(now_ms):
            held = self._shelf.names()
            said = summary.alerts_only(held, self._gossip.declined(held, now_ms))
            return radio_key.seal(self._key, summary.encode(said))
        return None

    def wait_ms(self, now_ms: int) -> int:
        """How long until `next` may have something."""
        gossip_ms = self._gossip.wait_ms(now_ms)
        trickle_ms = self._trickle.wait_ms(now_ms)
        return trickle_ms if gossip_ms is None else min(gossip_ms, trickle_ms)

    def _has_certificate(self, author_id: bytes) -> bool:
        return max([len(self._roster.statements(key)) for key in self._roster.find(author_id)], default=0) > 0

    def _answer(self, name: tuple[bytes, int], now_ms: int) -> bytes | None:
        if name[1] == CERTIFICATE:
            return self._certificate(name[0])  # type: ignore[no-any-return]
        one = self._shelf.find(name)
        return None if one is None else one.frame(now_ms // 1000)


def judge(roster: trust.Roster, windows, author_id: bytes, seq: int, utc: int) -> str:  # type: ignore[no-untyped-def]
    """What a board thinks of an alert that a neighbour holds and it does not."""
    keys = roster.find(author_id)
    refusals = [trust.reasons_against(roster, key, None, utc) for key in keys]
    if keys and min([reasons == ["revoked"] for reasons in refusals]):
        return REVOKED
    for key in keys:
        if not windows.is_new(key, seq):
            return KNOWN
    return UNKNOWN if [] in refusals else NO_CERTIFICATE


def newest_about(statements: list, author_id: bytes) -> event.Event | None:  # type: ignore[type-arg]
    """Of certificates and revocations the newest whose subject has this author id."""
    found = [one for one in statements if event.author_id(one.body[0]) == author_id]
    return max(found, key=lambda one: one.seq) if found else None
