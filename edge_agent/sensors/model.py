"""Readings of boards' sensors, as events of the topic sense. docs/sensors.md. Pure."""

from dataclasses import dataclass

from edge_agent.text import printable
from meshwire.event import READING, SENSE, Event

CODE, VALUE, STATE, NAME = 0, 1, 2, 3  # keys of the body
STATES = ("normal", "watch", "alarm", "silent")
# code: (name, unit, steps of a unit, whether it is a contact)
KINDS = {
    1: ("water level", "cm", 1, False),
    2: ("temperature", "°C", 10, False),
    3: ("smoke", "", 1, True),
    4: ("carbon monoxide", "", 1, True),
    5: ("rain", "mm/h", 10, False),
}
MAX_NAME = 20  # bytes
MAX_VALUE = 1 << 23


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sensor of one board said when its state changed; `value` in steps of its kind."""

    code: int
    name: str
    value: int
    state: str

    @property
    def kind(self) -> str:
        return KINDS[self.code][0] if self.code in KINDS else f"sensor of kind {self.code}"

    def shown(self) -> str:
        """Value and unit, for example `182 cm`; empty for a contact and for a sensor that does not answer."""
        name, unit, steps, is_contact = KINDS.get(self.code, ("", "", 1, False))
        if is_contact or self.state == "silent":
            return ""
        number = str(self.value) if steps == 1 else f"{self.value / steps:.1f}"
        return f"{number} {unit}".strip()


def parse(event: Event) -> Reading | None:
    """None when the event is no reading, or one that no board would say."""
    match event.body:
        case {0: int(code), 1: int(value), 2: int(state), 3: str(name)} if (
            (event.topic, event.kind) == (SENSE, READING)
            and 0 < code < 256
            and abs(value) <= MAX_VALUE
            and 0 <= state < len(STATES)
            and 0 < len(name.encode()) <= MAX_NAME
        ):
            return Reading(code, printable(name, MAX_NAME), value, STATES[state])
    return None
