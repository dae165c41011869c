"""What neighbours hold and this gateway lacks, and when to ask for it. Pure.

A claim proves nothing: who claims what nobody has is asked six times, then not for an hour. While answers come in,
nothing is asked. Times are seconds of one clock that never goes back.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lora_gateway.repair.holdings import NOTHING, Feed, Holdings, Run, Window

SILENCE_S = 40.0  # after an answer, before asking for the rest: the answerer's airtime is short, too
ANSWER_S = 20.0  # within which an answer begins
MAX_TIMES = 6
FORGOTTEN_S = 3600.0
CREDIT, CREDIT_S = 10, 120.0  # requests, and seconds for one more; each answer gives one back


@dataclass(frozen=True, slots=True)
class Asked:
    """`left` numbers up to `top` were missing when it was asked for the `times`th time without getting one of them."""

    left: int
    top: int
    times: int
    again: float


class Lacking:
    def __init__(self, credit_s: float = CREDIT_S) -> None:
        self._credit_s = credit_s
        self._claims: dict[Feed, Window] = {}
        self._asked: dict[Feed, Asked] = {}
        self._not_before = 0.0
        self._credit, self._credit_at = float(CREDIT), 0.0

    def claimed(self, feed: Feed, window: Window, ours: Window) -> bool:
        """A neighbour says what it holds; whether that is more than we do."""
        if not window.minus(ours):
            return False
        self._claims[feed] = self._claims.get(feed, NOTHING).joined(window)
        return True

    def came(self, feed: Feed, now: float) -> None:
        """An event came that may have been missing."""
        if feed in self._claims:
            self._not_before = max(self._not_before, now + SILENCE_S)
            self._credit = min(self._credit + 1, CREDIT)

    def due(self, holdings: Holdings, now: float) -> dict[Feed, list[Run]]:
        """What to ask for now."""
        self._credit = min(self._credit + max(now - self._credit_at, 0.0) / self._credit_s, CREDIT)
        self._credit_at = now
        if now < self._not_before or self._credit < 1:
            return {}
        found = {}
        for feed, claim in list(self._claims.items()):
            runs = claim.minus(holdings[feed])
            if not runs:
                del self._claims[feed]
                self._asked.pop(feed, None)
            elif self._is_due(feed, runs, now):
                found[feed] = runs
        return found

    def wait_s(self, now: float) -> float | None:
        """How long until something may be due, None when nothing is missing."""
        times = [self._asked[feed].again if feed in self._asked else now for feed in self._claims]
        credit_at = now + (1 - self._credit) * self._credit_s + 0.001  # a sum of many small steps is never exactly one
        return max(min(times), self._not_before, credit_at) - now if times else None

    def spend(self) -> None:
        """This gateway asks now."""
        self._credit -= 1

    def asked(self, feed: Feed, runs: list[Run], now: float) -> None:
        """This gateway asked, or another one for at least the same."""
        left, top = _extent(runs)
        before = self._asked.get(feed)
        is_again = before is not None and left >= before.left and top <= before.top and now < before.again + FORGOTTEN_S
        times = before.times + 1 if before is not None and is_again else 1
        pause_s = SILENCE_S * 2 ** (times - 1) if times < MAX_TIMES else FORGOTTEN_S
        self._asked[feed] = Asked(left, top, times, now + pause_s)
        self._not_before = max(self._not_before, now + ANSWER_S)
        if times >= MAX_TIMES:
            self._claims.pop(feed, None)  # until somebody claims it again

    def overheard(self, feed: Feed, runs: list[Run], ours: Window, now: float) -> None:
        """Another gateway asked for these; when that is all that is missing here, it need not be asked again."""
        claim = self._claims.get(feed)
        mine = claim.minus(ours) if claim is not None else []
        if mine and all(any(_covers(run, one) for run in runs) for one in mine):
            self.asked(feed, mine, now)

    def forget(self, is_over: Callable[[Feed], bool]) -> None:
        """What is said of these feeds does not matter any more."""
        self._claims = {feed: claim for feed, claim in self._claims.items() if not is_over(feed)}
        self._asked = {feed: asked for feed, asked in self._asked.items() if not is_over(feed)}

    def _is_due(self, feed: Feed, runs: list[Run], now: float) -> bool:
        before = self._asked.get(feed)
        return before is None or now >= before.again or _extent(runs)[1] > before.top


def _covers(outer: Run, inner: Run) -> bool:
    return outer[0] <= inner[0] and inner[0] + inner[1] <= outer[0] + outer[1]


def _extent(runs: list[Run]) -> tuple[int, int]:
    """How many numbers, and the highest."""
    return sum(count for _, count in runs), runs[-1][0] + runs[-1][1] - 1
