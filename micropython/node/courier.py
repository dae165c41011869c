"""Which frames of people a board repeats although it cannot verify them. No I/O, no clock.

A board knows the keys of authorities, not of members. A call for help must come further than one gateway all the same:
calls and check-ins are repeated once, a few in ten minutes, and alerts keep their airtime.
"""

from meshwire.event import CHECK_IN, PEOPLE, SOS

MAX_NAMES = 16
NAME_SIZE = 8
MAX_TOKENS, TOKEN_MS = 6, 100000  # six at once, then six in ten minutes
OF_ONE_MS = 60000  # between two of one author
MAX_AUTHORS = 8


class Courier:
    def __init__(self, now_ms: int) -> None:
        self._names = b""
        self._authors = {}  # type: dict[bytes, int]  # when one was repeated last
        self._tokens = MAX_TOKENS
        self._counted_ms = now_ms

    def takes(self, heard, now_ms: int) -> bool:  # type: ignore[no-untyped-def]
        """Whether to repeat this frame; `heard` is of node.receive."""
        fields, author = heard.frame.fields, heard.frame.author_id
        if fields.topic != PEOPLE or fields.kind not in (SOS, CHECK_IN) or self._knows(heard.name):
            return False
        gained = (now_ms - self._counted_ms) // TOKEN_MS
        self._tokens = min(self._tokens + gained, MAX_TOKENS)
        self._counted_ms += gained * TOKEN_MS
        if not self._tokens or now_ms - self._authors.get(author, now_ms - OF_ONE_MS) < OF_ONE_MS:
            return False
        self._tokens -= 1
        self._names = self._names[NAME_SIZE * (1 - MAX_NAMES) :] + heard.name
        if len(self._authors) >= MAX_AUTHORS:
            self._authors = {}
        self._authors[author] = now_ms
        return True

    def _knows(self, name: bytes) -> bool:
        known = self._names
        return any(known[at : at + NAME_SIZE] == name for at in range(0, len(known), NAME_SIZE))
