"""Which frames this board sends, and when: what it repeats once each, after a random wait, and what it says itself.

All of it within its airtime. No I/O, no clock.
"""

from meshwire import airtime

SHORTEST_WAIT_MS, LONGEST_WAIT_MS = 100, 700  # the neighbours who heard the same frame must not answer together
ENOUGH_COPIES = 2  # heard from others: everybody near has it
ENOUGH_ANSWERS = 1  # its own answer: whoever asked has it
MAX_WAITING = 8
MAX_HELD_MS = 60000  # a frame that found no airtime for so long is left to the repair by others
BURST_MS = 36000  # at most a tenth of an hour's share at once
START_MS = 6000  # three of the longest LongFast frames: a board that restarts all the time stays lawful
RESERVE_MS = 2200  # left for an alert by all else: the longest LongFast frame


class Budget:
    """Airtime that may be used, in milliseconds: fills with time, empties with every transmission."""

    def __init__(self, preset: str, duty_per_mille: int, now_ms: int) -> None:
        self._preset = preset
        self._duty_per_mille = duty_per_mille
        self._left_ms = START_MS
        self._counted_ms = now_ms

    def left_ms(self, now_ms: int) -> int:
        """What may be used now."""
        gained_ms = (now_ms - self._counted_ms) * self._duty_per_mille // 1000
        if gained_ms:
            self._left_ms = min(BURST_MS, self._left_ms + gained_ms)
            self._counted_ms = now_ms
        return self._left_ms

    def spend(self, size: int, now_ms: int, reserve_ms: int = 0) -> bool:
        """Charge the transmission of `size` bytes, or leave the budget as it is and return False."""
        cost_ms = airtime.time_on_air_ms(size, self._preset)
        if cost_ms + reserve_ms > self.left_ms(now_ms):
            return False
        self._left_ms -= cost_ms
        return True


class _Waiting:
    """What is left of a frame once it is verified: it may wait for a minute and memory is short."""

    def __init__(self, payload: bytes, name: bytes | None, enough: int, now_ms: int) -> None:
        self.payload = payload
        self.name = name
        self.enough = enough
        self.urgent = False
        self.since_ms = self.due_ms = now_ms
        self.heard = None  # type: tuple[int | None, int] | None  # age and when, of a frame that is repeated
        self.copies = 0


class Relay:
    """Only frames that were verified are offered to it; `random_ms(low, high)` is the board's source of chance."""

    def __init__(self, budget: Budget, air, random_ms) -> None:  # type: ignore[no-untyped-def]
        """`air` is of node.air."""
        self._budget = budget
        self._air = air
        self._random_ms = random_ms
        self._waiting = []

    def offer(self, heard, urgent: bool, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """Repeat this frame once, later; `urgent` ones (alerts) go before the others and push them out."""
        if not self._air.has_hop(heard.payload):
            return
        one = _Waiting(heard.payload, heard.name, ENOUGH_COPIES, now_ms)
        one.heard = (heard.frame.age_min, heard.at_ms)
        one.urgent = urgent
        one.due_ms += self._random_ms(SHORTEST_WAIT_MS, LONGEST_WAIT_MS)
        self._add(one)

    def say(self, payload: bytes, name: bytes | None, now_ms: int, urgent: bool = False) -> None:
        """Send what is this board's own, once, now; not when the frame of this name is overheard before."""
        one = _Waiting(payload, name, ENOUGH_ANSWERS, now_ms)
        one.urgent = urgent
        self._add(one)

    def has_airtime(self, now_ms: int) -> bool:
        """Whether there is enough to speak of what can wait."""
        return not self._waiting and self._budget.left_ms(now_ms) >= 2 * RESERVE_MS

    def overheard(self, name: bytes) -> None:
        """Somebody else sent the frame of this name again."""
        for waiting in self._waiting:
            if waiting.name == name:
                waiting.copies += 1
        self._waiting = [waiting for waiting in self._waiting if waiting.copies < waiting.enough]

    def postpone(self, now_ms: int) -> None:
        """The channel is busy or the airtime used up: try again after another random wait."""
        for waiting in self._waiting:
            if waiting.due_ms <= now_ms:
                waiting.due_ms = now_ms + self._random_ms(SHORTEST_WAIT_MS, LONGEST_WAIT_MS)

    def facts(self, now_ms: int) -> dict:  # type: ignore[type-arg]
        """For the console."""
        return {"duty_left_ms": self._budget.left_ms(now_ms), "waiting": len(self._waiting)}

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until a frame is due; None while none waits."""
        if not self._waiting:
            return None
        return max(min(waiting.due_ms for waiting in self._waiting) - now_ms, 0)

    def next(self, now_ms: int) -> bytes | None:
        """The radio payload to send now, paid for and no longer waiting; None when none is due or affordable yet."""
        self._waiting = [waiting for waiting in self._waiting if now_ms - waiting.since_ms < MAX_HELD_MS]
        due = [waiting for waiting in self._waiting if waiting.due_ms <= now_ms]
        for waiting in sorted(due, key=lambda waiting: (not waiting.urgent, waiting.since_ms)):
            if self._budget.spend(len(waiting.payload), now_ms, 0 if waiting.urgent else RESERVE_MS):
                self._waiting.remove(waiting)
                return self._sent_on(waiting, now_ms) if waiting.heard else waiting.payload
            if waiting.urgent:
                break  # or what is shorter would use up the airtime for which it waits
        self.postpone(now_ms)
        return None

    def _sent_on(self, waiting: _Waiting, now_ms: int) -> bytes:
        """The payload with one hop less and the minutes it was held added to its age."""
        age_min, heard_ms = waiting.heard
        age_min = None if age_min is None else age_min + (now_ms - heard_ms) // 60000
        return self._air.repeated(waiting.payload, age_min)  # type: ignore[no-any-return]

    def _add(self, one: _Waiting) -> None:
        if len(self._waiting) == MAX_WAITING:
            self._waiting.remove(_least_wanted(self._waiting))
        self._waiting.append(one)


def _least_wanted(waiting: list) -> _Waiting:  # type: ignore[type-arg]
    return min(waiting, key=lambda one: (one.urgent, one.since_ms))
