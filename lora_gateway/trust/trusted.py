"""Whose frames count: signatures and certificates, checked here so that repair works while the agent is away. Pure.

A signature costs the smallest of our computers some 0.3 ms, so their number is bounded: a flood of forgeries fills its
bucket and no more, and what claims to be an authority's alert has a bucket of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from meshwire.event import (
    CERTIFICATE,
    CIVDEF,
    ROSTER,
    Event,
    assemble,
    author_id,
    community_id,
    is_authentic,
)
from meshwire.frame import EventFrame
from meshwire.trust import Roster, reasons_against

VERIFIED, UNKNOWN, FORGED = "verified", "unknown author", "forged"
NOT_CERTIFIED, BUSY = "not certified", "too many signatures to check"
MAX_STATEMENTS = 4096  # as many as the agent takes
MAX_ROOTS = 8
PER_SECOND, BURST = 20, 100  # signatures checked; the fastest preset carries ten full frames a second


@dataclass(frozen=True, slots=True)
class Verdict:
    reason: str
    event: Event | None = None  # when its signature holds


class Trusted:
    """Times are seconds of one clock that never goes back."""

    def __init__(self, roots: Iterable[bytes]) -> None:
        self.roots = tuple(sorted(set(roots)))
        self.roster = Roster(list(self.roots), MAX_STATEMENTS)
        self._in_force: dict[tuple[bytes, bytes], int] = {}  # number of a root's newest statement about a subject
        self._certified: dict[bytes, set[bytes]] = {}  # the roots that certify a key now
        self._keys: dict[bytes, list[bytes]] = {}  # by author id
        self._may: dict[tuple[bytes, int], bool] = {}
        self.changes = 0  # of the roster
        self._urgent, self._usual = _Tokens(), _Tokens()
        for root in self.roots:
            self._remember(root)

    def judge(self, heard: EventFrame, now: float | None) -> Verdict:
        """Who wrote a frame and whether it counts here; `now` None: it is one of few, check it in any case."""
        candidates = self.keys(heard.author_id)
        if not candidates:
            return Verdict(UNKNOWN)
        topic = heard.fields.topic
        urgent = topic == CIVDEF and any(self.may(key, CIVDEF) for key in candidates)
        for key in candidates:
            for community in self._communities(key, topic):
                if now is not None and not (self._urgent if urgent else self._usual).take(now):
                    return Verdict(BUSY)
                event = assemble(key, heard.part, heard.signature)
                if is_authentic(event, community, verify):
                    return Verdict(VERIFIED if self.may(key, topic) else NOT_CERTIFIED, event)
        return Verdict(FORGED)

    def keys(self, id: bytes) -> list[bytes]:
        """The keys that an author id can stand for."""
        return self._keys.get(id, [])

    def may(self, key: bytes, topic: int) -> bool:
        """Whether events of this key and topic belong to the community. Expiry is not looked at: clocks differ."""
        known = self._may.get((key, topic))
        if known is None:
            known = self._may[key, topic] = self._judged(key, topic)
        return known

    def learn(self, event: Event) -> list[tuple[bytes, int]]:
        """Take a verified roster event; (root, number) of what does not count any more, perhaps its own."""
        if self.roster.add(event) is not None:
            return [(event.author, event.seq)]
        subject = event.body[0]
        before = self._in_force.get((event.author, subject))
        self._in_force[event.author, subject] = event.seq
        certifying = self._certified.setdefault(subject, set())
        (certifying.add if event.kind == CERTIFICATE else certifying.discard)(event.author)
        self._remember(subject)
        for topic in [topic for key, topic in self._may if key == subject]:
            del self._may[subject, topic]
        self.changes += 1
        return [] if before is None else [(event.author, before)]

    def statements(self, root: bytes) -> list[int]:
        """The numbers of a root's statements in force, ascending."""
        return sorted(seq for (issuer, _), seq in self._in_force.items() if issuer == root)

    def about(self, key: bytes) -> list[tuple[bytes, int]]:
        """(root, number) of the newest statement of each root about a key."""
        found = ((root, self._in_force.get((root, key))) for root in self.roots)
        return [(root, seq) for root, seq in found if seq is not None]

    def index(self, root: bytes) -> list[bytes]:
        """The keys of a community, its root first, in the order that all gateways with this roster share."""
        certified = (key for key, certifying in self._certified.items() if root in certifying and key != root)
        return [root, *sorted(certified, key=lambda key: (author_id(key), key))]

    def _judged(self, key: bytes, topic: int) -> bool:
        if topic == ROSTER:
            return key in self.roots
        if topic == CIVDEF:
            return not reasons_against(self.roster, key, None, 0)
        return bool(self._certified.get(key))

    def _communities(self, key: bytes, topic: int) -> list[bytes]:
        """The communities in which this key can have signed; for alerts any one stands for all."""
        if key in self.roots and topic in (ROSTER, CIVDEF):
            return [community_id(key)]
        named = [root for root in self.roots if (root, key) in self._in_force or root == key]
        return [community_id(root) for root in (named[:1] if topic == CIVDEF else named)]

    def _remember(self, key: bytes) -> None:
        known = self._keys.setdefault(author_id(key), [])
        if key not in known:
            known.append(key)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message; libsodium refuses small-order keys and a non-canonical S."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


class _Tokens:
    def __init__(self) -> None:
        self._level = float(BURST)
        self._at = 0.0

    def take(self, now: float) -> bool:
        self._level = min(self._level + max(now - self._at, 0.0) * PER_SECOND, BURST)
        self._at = max(now, self._at)
        if self._level < 1:
            return False
        self._level -= 1
        return True
