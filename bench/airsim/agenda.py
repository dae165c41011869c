"""Virtual time: what is planned happens in order, and hours pass as fast as it can be computed."""

import heapq
from collections.abc import Callable
from functools import partial
from itertools import count

Action = Callable[[], object]


class Agenda:
    """`now_ms` never goes back. What is planned for one moment happens in the order in which it was planned."""

    def __init__(self) -> None:
        self.now_ms = 0.0
        self._order = count()
        self._planned: list[tuple[float, int, Action]] = []

    def plan(self, in_ms: float, action: Action) -> None:
        heapq.heappush(self._planned, (self.now_ms + max(in_ms, 0.0), next(self._order), action))

    def run(self, until_ms: float) -> None:
        while self._planned and self._planned[0][0] <= until_ms:
            self.now_ms, _, action = heapq.heappop(self._planned)
            action()
        self.now_ms = until_ms


class Alarm:
    """One wake-up call of one sleeper: a new one takes the place of the old one."""

    def __init__(self, agenda: Agenda, action: Action) -> None:
        self._agenda = agenda
        self._action = action
        self._call = 0

    def set(self, in_ms: float) -> None:
        self._call += 1
        self._agenda.plan(in_ms, partial(self._ring, self._call))

    def cancel(self) -> None:
        self._call += 1

    def _ring(self, call: int) -> None:
        if call == self._call:
            self._action()
