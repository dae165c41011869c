"""Boards that were heard by radio, as the gateway's status lists them. docs/protocol/beacon.md. Pure."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from edge_agent.text import printable

MAX_HEARD = 80  # as many as a gateway lists
MAX_NAME = 20
ID_LENGTH = 8  # in hexadecimal


@dataclass(frozen=True, slots=True)
class Heard:
    """`id`: author id in hexadecimal; `battery` None: on mains, or unknown; `certified`: the node knows its key."""

    id: str
    board: str
    battery: int | None
    calls: bool
    has_clock: bool
    uptime_h: int
    readings: tuple[tuple[int, int], ...]
    rssi: int
    snr: int
    at: int
    age_s: int
    certified: bool

    def as_json(self) -> dict[str, object]:
        return {"link": "radio", **asdict(self)}


def heard(told: object, utc: float) -> list[Heard]:
    """What a gateway's status says under `boards`; what is not of that shape is left out."""
    return [one for item in (told[:MAX_HEARD] if isinstance(told, list) else []) for one in _parsed(item, int(utc))]


def _parsed(item: object, utc: int) -> Iterator[Heard]:
    match item:
        case {
            "id": str(id), "name": str(name), "battery": int() | None as battery, "calls": bool(calls),
            "has_clock": bool(has_clock), "uptime_h": int(uptime_h), "readings": list(readings),
            "rssi": int(rssi), "snr": int(snr), "at": int(at), "certified": bool(certified),
        }:  # fmt: skip
            shown_id = printable(id, ID_LENGTH)
            name = printable(name, MAX_NAME) or shown_id
            values = tuple(_readings(readings))
            age_s = max(utc - at, 0)
            yield Heard(shown_id, name, battery, calls, has_clock, uptime_h, values, rssi, snr, at, age_s, certified)


def _readings(values: list[object]) -> Iterator[tuple[int, int]]:
    for value in values:
        match value:
            case [int(number), int(reading)]:
                yield number, reading
