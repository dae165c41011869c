"""What board.json says of sensors: kind, name and thresholds. Needed once; wiring is the drivers' part."""

from collections import namedtuple

# kind: (code on the air, steps of a unit, milliseconds between readings, whether it is a contact that is 0 or 1)
KINDS = {
    "water-level": (1, 1, 60000, False),  # cm
    "temperature": (2, 10, 60000, False),  # 0.1 degree Celsius
    "smoke": (3, 1, 2000, True),
    "carbon-monoxide": (4, 1, 2000, True),
    "rain": (5, 10, 60000, False),  # 0.1 mm in the last hour
}
MAX_NAME = 20  # bytes in UTF-8, of the event's body
MAX_VALUE = 1 << 23  # three signed bytes on the air

# Thresholds in steps, None when there is none; `below`: the danger is a value under them.
Sensor = namedtuple("Sensor", ("code", "name", "watch", "alarm", "below", "every_ms", "is_contact", "steps"))


def parse(entries: list) -> list[Sensor]:  # type: ignore[type-arg]
    """ValueError in words for whoever provisions the board."""
    sensors = [_sensor(entry) for entry in entries]
    names = [sensor.name for sensor in sensors]
    if len(set(names)) != len(names):
        raise ValueError("two sensors have the same name")
    return sensors


def _sensor(entry: object) -> Sensor:
    if not isinstance(entry, dict) or entry.get("kind") not in KINDS:
        raise ValueError("a sensor is an object with a kind: " + ", ".join(sorted(KINDS)))
    name, below = entry.get("name"), entry.get("below", False)
    if not isinstance(name, str) or not 0 < len(name.encode()) <= MAX_NAME or not isinstance(below, bool):
        raise ValueError(f"a sensor has a name of 1 to {MAX_NAME} bytes, and below is true or false")
    code, steps, every_ms, is_contact = KINDS[entry["kind"]]
    watch, alarm = _threshold(entry, "watch", steps), _threshold(entry, "alarm", steps)
    if is_contact:
        watch, alarm = None, 1  # whoever connects it says what is closed; a smoke detector needs no number
    if watch is not None and alarm is not None and (watch < alarm) == below:
        raise ValueError(f"sensor {name}: watch comes before alarm")
    return Sensor(code, name, watch, alarm, below, every_ms, is_contact, steps)


def _threshold(entry: dict, key: str, steps: int) -> int | None:  # type: ignore[type-arg]
    value = entry.get(key)
    if value is None:
        return None
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not -MAX_VALUE < value * steps < MAX_VALUE:
        raise ValueError(f"sensor {entry['name']}: {key} is a number in the unit of its kind")
    return round(value * steps)
