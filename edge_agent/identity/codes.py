"""One-time codes and what limits guessing them. Pure: times are seconds of a clock that never goes back."""

import hmac
from collections import deque
from dataclasses import dataclass

from edge_agent.bus.capability import Trust
from edge_agent.errors import NotTrusted, Unavailable
from edge_agent.identity.scopes import Scope, scope_of
from edge_agent.identity.spelling import tidy

LIFETIME_S = 600.0  # long enough to walk from the console to the browser
MAX_WRONG = 5  # tries at one code; with 40 bits, one guesser in 200 thousand million gets in
GUESSING_S = 3600.0
MAX_GUESSES = 20  # wrong tries in GUESSING_S, over all codes: then somebody is guessing


@dataclass(frozen=True, slots=True)
class Code:
    text: str
    trust: Trust
    scope: Scope
    expires_s: float


class CodeBook:
    """At most one code is open. It ends by use, by time, by wrong tries or by the next code."""

    def __init__(self) -> None:
        self._open: Code | None = None
        self._wrong = 0
        self._guesses: deque[float] = deque(maxlen=MAX_GUESSES)

    def open(self, text: str, trust: Trust, now_s: float, scope: Scope | None = None) -> Code:
        """Without a scope the browser gets that of its trust level."""
        self._open = Code(text, trust, scope or scope_of(trust), now_s + LIFETIME_S)
        self._wrong = 0
        return self._open

    def redeem(self, typed: str, now_s: float) -> Code:
        """The code, which says what it grants, once; NotTrusted or Unavailable say why it does not."""
        if len(self._guesses) == MAX_GUESSES and now_s - self._guesses[0] < GUESSING_S:
            raise Unavailable("too many wrong codes were tried here; pairing is closed for up to an hour")
        if self._open is None or now_s >= self._open.expires_s:
            self._open = None
            raise NotTrusted("no code is open; make a new one with `hearthnet pair`")
        if not hmac.compare_digest(tidy(typed).encode(), self._open.text.encode()):
            self._count_wrong(now_s)
        redeemed, self._open = self._open, None
        return redeemed

    def _count_wrong(self, now_s: float) -> None:
        self._guesses.append(now_s)
        self._wrong += 1
        if self._wrong < MAX_WRONG:
            raise NotTrusted("this is not the code; look at it again")
        self._open = None
        raise NotTrusted("this is not the code, and it was the last try; make a new one with `hearthnet pair`")
