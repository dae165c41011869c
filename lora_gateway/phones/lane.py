"""Which alert texts go out to stock phones, and when. Pure.

An alert goes out twice: once so that phones ring, once as a message that they keep. One gateway of a neighbourhood is
enough: an alert that came over the air waits a moment, and a text that somebody else sends is not sent again. Only the
very same text counts: a forged one with the same short id must not silence ours.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from lora_gateway.air.priority import Priority
from lora_gateway.phones.fitting import one_line

Uniform = Callable[[float, float], float]
HEARD_WAIT_S = (5.0, 20.0)  # a text takes 1.8 s on LongFast and a relay as much again
AGAIN_S = 10.0  # after the radio refused one
MAX_WAITING = 16
MAX_TRIES = 5
REMEMBERED = 256  # texts of others


@dataclass(frozen=True, slots=True)
class AlertText:
    """One alert in words. `replaces` are short ids, `expires` UTC seconds, `own`: this node issued it."""

    id: str
    text: str
    severity: int
    expires: int
    replaces: frozenset[str] = frozenset()
    own: bool = False


@dataclass(slots=True, eq=False)
class Waiting:
    alert: AlertText
    due: float
    rung: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Send `waiting.alert.text` now; `rings`: as an alert."""

    waiting: Waiting
    rings: bool

    @property
    def text(self) -> str:
        return self.waiting.alert.text

    @property
    def priority(self) -> Priority:
        """The message that phones keep never takes what is reserved for the signed frames of alerts."""
        return Priority.ALERT if self.rings else Priority.MESSAGE


class Lane:
    """Times are seconds of one clock that never goes back."""

    def __init__(self, uniform: Uniform) -> None:
        self._uniform = uniform
        self._waiting: dict[str, Waiting] = {}
        self._overheard: deque[str] = deque(maxlen=REMEMBERED)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, alert: AlertText, now: float) -> str:
        """Plan to send it; the reason why another text is dropped for it, or this one is, empty for none."""
        for id in alert.replaces & self._waiting.keys():
            del self._waiting[id]
        if alert.text in self._overheard or alert.id in self._waiting:
            return "text sent by others" if alert.text in self._overheard else ""
        wait_s = 0.0 if alert.own else self._uniform(*HEARD_WAIT_S)
        self._waiting[alert.id] = Waiting(alert, now + wait_s)
        if len(self) <= MAX_WAITING:
            return ""
        least = min(self._waiting.values(), key=lambda one: (one.alert.severity, one.due))
        del self._waiting[least.alert.id]
        return "too many alert texts"

    def overheard(self, text: str) -> list[str]:
        """A broadcast text of another station: the ids of the alerts that need not be sent any more."""
        text = one_line(text)
        self._overheard.append(text)
        same = [id for id, one in self._waiting.items() if one.alert.text == text]
        for id in same:
            del self._waiting[id]
        return same

    def next(self, now: float, utc: float) -> Step | float:
        """What to send now, or the seconds until there is something."""
        for id in [id for id, one in self._waiting.items() if one.alert.expires <= utc]:
            del self._waiting[id]
        due = [one for one in self._waiting.values() if one.due <= now]
        if due:
            first = max(due, key=lambda one: (not one.rung, one.alert.severity, -one.due))
            return Step(first, rings=not first.rung)
        return min((one.due - now for one in self._waiting.values()), default=inf)

    def sent(self, step: Step, now: float) -> bool:
        """It went out; whether that was all of this alert."""
        if step.rings:
            step.waiting.rung, step.waiting.due = True, now
            return False
        self._waiting.pop(step.waiting.alert.id, None)
        return True

    def refused(self, step: Step, now: float) -> bool:
        """The radio did not take it: later; whether it was given up."""
        step.waiting.due, step.waiting.tries = now + AGAIN_S, step.waiting.tries + 1
        if step.waiting.tries < MAX_TRIES:
            return False
        self._waiting.pop(step.waiting.alert.id, None)
        return True
