"""Which events of the archive neighbours want, and whether to say them again. Pure.

Times are seconds of one clock that never goes back.
"""

from collections import OrderedDict
from dataclasses import dataclass

from lora_gateway.repair.holdings import EventName
from meshwire.event import CIVDEF, ROSTER

MAX_WANTED = 512  # names of each class that wait to be said; who still lacks one asks again
MAX_SAID = 4096  # names remembered as said
FIRST_PAUSE_S = 20.0  # before the same name is said again, then twice as long
MAX_TIMES = 3  # an asker who has not got it by then does not hear us, or it asks to waste our airtime
URGENT_PAUSE_S = 300.0  # after that, for certificates and alerts: who asks may have been switched on just now
FORGOTTEN_S = 3600.0


@dataclass(frozen=True, slots=True)
class Said:
    times: int
    at: float


class Answers:
    def __init__(self) -> None:
        self._urgent: OrderedDict[EventName, None] = OrderedDict()  # certificates and alerts
        self._usual: OrderedDict[EventName, None] = OrderedDict()
        self._said: OrderedDict[EventName, Said] = OrderedDict()  # oldest first

    def __len__(self) -> int:
        return len(self._urgent) + len(self._usual)

    def want(self, name: EventName, now: float) -> None:
        """Somebody lacks it."""
        waiting = self._urgent if _is_urgent(name) else self._usual
        if name not in waiting and len(waiting) < MAX_WANTED and self._may_say(name, now):
            waiting[name] = None

    def heard(self, name: EventName, now: float) -> None:
        """Somebody said it: those who asked have it now."""
        is_wanted = name in self._urgent or name in self._usual
        if is_wanted or name in self._said:
            self._urgent.pop(name, None)
            self._usual.pop(name, None)
            before = self._said.get(name)
            self._remember(name, Said(before.times if before else 0, now))

    def take(self, now: float) -> EventName | None:
        """The next one to say."""
        while waiting := self._urgent or self._usual:
            name, _ = waiting.popitem(last=False)
            if self._may_say(name, now):
                before = self._said.get(name)
                self._remember(name, Said((before.times if before else 0) + 1, now))
                return name
        return None

    def _may_say(self, name: EventName, now: float) -> bool:
        said = self._said.get(name)
        if said is None or now >= said.at + FORGOTTEN_S:
            self._said.pop(name, None)
            return True
        return now >= said.at + _pause_s(name, said.times)

    def _remember(self, name: EventName, said: Said) -> None:
        self._said.pop(name, None)
        self._said[name] = said
        if len(self._said) > MAX_SAID:
            self._said.popitem(last=False)


def _is_urgent(name: EventName) -> bool:
    return name[1] in (ROSTER, CIVDEF)


def _pause_s(name: EventName, times: int) -> float:
    if times < MAX_TIMES:
        return FIRST_PAUSE_S * (1 << max(times - 1, 0))
    return URGENT_PAUSE_S if _is_urgent(name) else FORGOTTEN_S
