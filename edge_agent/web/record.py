"""Typed reading of what a capability answered. An absent key is empty; a value of another type is a bug and raises."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


class Record:
    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, key: str) -> bool:
        """Whether it says anything about that."""
        return self._values.get(key) is not None

    def text(self, key: str) -> str:
        return self._get(key, str, "")

    def number(self, key: str) -> int:
        value = self._values.get(key, 0)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return int(value)
        raise TypeError(f"{key} is {type(value).__name__}, not a number")

    def flag(self, key: str) -> bool:
        return self._get(key, bool, False)

    def record(self, key: str) -> "Record":
        return Record(self._get(key, dict, {}))

    def records(self, key: str) -> "list[Record]":
        return [Record(_typed(key, item, dict)) for item in self.items(key)]

    def texts(self, key: str) -> list[str]:
        return [_typed(key, item, str) for item in self.items(key)]

    def numbers(self, key: str) -> list[int]:
        return [_typed(key, item, int) for item in self.items(key)]

    def items(self, key: str) -> list[object]:
        value = self._values.get(key)
        return list(value) if isinstance(value, tuple) else self._get(key, list, [])

    def counts(self) -> list[tuple[str, int]]:
        """The record as a table of counters, the largest first."""
        return sorted(((key, self.number(key)) for key in self._values), key=lambda pair: (-pair[1], pair[0]))

    def _get(self, key: str, kind: type[T], empty: T) -> T:
        value = self._values.get(key)
        return empty if value is None else _typed(key, value, kind)


def _typed(key: str, value: object, kind: type[T]) -> T:
    if isinstance(value, kind):
        return value
    raise TypeError(f"{key} is {type(value).__name__}, not {kind.__name__}")
