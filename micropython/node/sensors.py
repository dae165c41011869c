"""Sensors: when they are read, thresholds with hysteresis, the local warning, what others are told. docs/sensors.md.

A local warning is this board's own: it never looks or counts like an authority's alert. No I/O of its own, no clock.
"""

from meshwire.event import READING, SENSE

NORMAL, WATCH, ALARM, SILENT = 0, 1, 2, 3
CONFIRM = 3  # readings in a row before a state counts; two of a contact, which is read every two seconds
SILENT_AFTER = 5  # readings without an answer
MARGIN_PERCENT = 3  # of the threshold, that a value has to go back before the state does
SAY_AGAIN_MS = 300000  # between two messages of one sensor; the way up to an alarm does not wait
NAMES = ("", "water-level", "temperature", "smoke", "carbon-monoxide", "rain")  # words of meshwire.registry
UNITS = ("", " cm", " C", "", "", " mm/h")


class _Watched:
    def __init__(self, sensor, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        self.sensor = sensor
        self.value = None  # type: int | None
        self.state = self.told = NORMAL
        self.told_ms = now_ms - SAY_AGAIN_MS
        self.due_ms = now_ms
        self.acknowledged = False
        self._next = NORMAL
        self._count = 0

    def take(self, value: float | None, now_ms: int) -> None:
        """One reading in the sensor's unit, None when it does not answer."""
        self.due_ms = now_ms + self.sensor.every_ms
        if value is not None:
            self.value = min(max(round(value * self.sensor.steps), -(1 << 23)), (1 << 23) - 1)
        state = SILENT if value is None else level(self.sensor, self.value, self.state)
        self._count = self._count + 1 if state == self._next else 1
        self._next = state
        enough = SILENT_AFTER if state == SILENT else 2 if self.sensor.is_contact else CONFIRM
        if state != self.state and self._count >= enough:
            self.state = state
            self.acknowledged = False

    def must_tell(self, now_ms: int) -> bool:
        return self.state != self.told and (self.state == ALARM or now_ms - self.told_ms >= SAY_AGAIN_MS)

    def is_loud(self) -> bool:
        return self.state == ALARM and not self.acknowledged


class Sensors:
    """A part of the board: `readers` gives {name: read()}, `say(topic, kind, body)` signs, or gives None."""

    KINDS = ()
    hops = 3  # of its messages

    def __init__(self, sensors: list, readers: dict, say, now_ms: int) -> None:  # type: ignore[no-untyped-def, type-arg]
        self.watched = [_Watched(sensor, now_ms) for sensor in sensors]
        self._readers = readers
        self._say = say

    def step(self, now_ms: int) -> bool:
        """Read one sensor that is due; whether a state has changed."""
        for one in self.watched:
            if one.due_ms <= now_ms:
                before = one.state
                read = self._readers.get(one.sensor.name)
                one.take(read() if read else None, now_ms)
                return one.state != before
        return False

    def next(self, now_ms: int) -> bytes | None:
        """The EVENT frame that tells of a change."""
        for one in self.watched:
            if one.must_tell(now_ms):
                body = {0: one.sensor.code, 1: one.value or 0, 2: one.state, 3: one.sensor.name}
                said = self._say(SENSE, READING, body)
                if said is not None:
                    one.told, one.told_ms = one.state, now_ms
                return said  # type: ignore[no-any-return]
        return None

    def wait_ms(self, now_ms: int) -> int | None:
        waits = [max(one.due_ms - now_ms, 0) for one in self.watched]
        return min(waits) if waits else None

    def is_loud(self) -> bool:
        return max([one.is_loud() for one in self.watched], default=False)

    def press(self) -> bool:
        """Acknowledge the local warning; whether there was one."""
        was_loud = self.is_loud()
        for one in self.watched:
            one.acknowledged = True
        return was_loud

    def lines(self, phrases, wrap, columns: int) -> list[str]:  # type: ignore[no-untyped-def]
        """The screen of a local warning: what, where, how much, and that no authority says it."""
        lines = wrap("! " + phrases.word("local-warning"), columns)
        for one in self.watched:
            if one.is_loud():
                lines.extend(wrap(told(one, phrases), columns))
        return (lines[:5] + [""] + wrap(phrases.word("sensor-only"), columns))[:8]

    def idle_lines(self, phrases) -> list[str]:  # type: ignore[no-untyped-def]
        """What the idle screen adds: sensors that are not normal."""
        said = [told(one, phrases) for one in self.watched if one.state in (WATCH, ALARM)]
        if SILENT in [one.state for one in self.watched]:
            said.append(phrases.word("sensor-silent"))
        return said

    def readings(self) -> list:  # type: ignore[type-arg]
        """[code, value in steps] of those that answer, for the beacon."""
        return [[one.sensor.code, one.value] for one in self.watched if one.value is not None and one.state != SILENT]


def level(sensor, value: int, before: int) -> int:  # type: ignore[no-untyped-def]
    """NORMAL, WATCH or ALARM; a state that was reached holds until the value is a margin away from its threshold."""
    for state, threshold in ((ALARM, sensor.alarm), (WATCH, sensor.watch)):
        if threshold is None:
            continue
        margin = max(abs(threshold) * MARGIN_PERCENT // 100, 1) if before in (WATCH, ALARM) and before >= state else 0
        if sensor.is_contact:
            margin = 0
        if (value <= threshold + margin) if sensor.below else (value >= threshold - margin):
            return state  # type: ignore[no-any-return]
    return NORMAL


def told(one: _Watched, phrases) -> str:  # type: ignore[no-untyped-def]
    """For example "Water level, mill: 182 cm"."""
    sensor = one.sensor
    text = phrases.word(NAMES[sensor.code]) + ", " + sensor.name
    if sensor.is_contact or one.value is None:
        return text
    number = str(one.value) if sensor.steps == 1 else "%.1f" % (one.value / sensor.steps)
    return text + ": " + number + UNITS[sensor.code]
