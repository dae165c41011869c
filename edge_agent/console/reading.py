"""Lenient reading of what a capability answered: the console shows what it understands and goes on. Pure."""

from collections.abc import Mapping

Json = Mapping[str, object]


def text(values: Json, key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else "" if value is None else str(value)


def number(values: Json, key: str) -> int:
    value = values.get(key)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def record(values: Json, key: str) -> Json:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def records(values: Json, key: str) -> list[Json]:
    value = values.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(values: Json, key: str) -> list[str]:
    value = values.get(key)
    return [str(one) for one in value] if isinstance(value, list | tuple) else []


def counts(values: Json) -> str:
    """A table of counters in words, the largest first."""
    found = sorted(((number(values, key), key) for key in values), key=lambda one: (-one[0], one[1]))
    return ", ".join(f"{count} {key}" for count, key in found if count) or "none"
