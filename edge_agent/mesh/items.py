"""CBOR that somebody else has sent (RFC 8949): an item, or one after the other out of a stream (RFC 8742). Pure.

Lengths are said in advance, tags are refused: nothing that is read here is endless, deep, or more than a value.
"""

from collections.abc import Iterator
from typing import Any, NoReturn

import cbor2

from edge_agent.errors import BadRequest, TooLarge

MAX_DEPTH = 32
STRINGS, ARRAY, MAP = (2, 3), 4, 5  # major types
BEHIND = {24: 1, 25: 2, 26: 4, 27: 8}  # bytes of a length that follow the first byte of an item


def parse(data: bytes) -> object:
    """What an item says; BadRequest when it cannot be read."""
    try:
        return cbor2.loads(
            data, semantic_decoders=_EveryTag(), max_depth=MAX_DEPTH, allow_indefinite=False,
            allow_duplicate_keys=False, strict_hashable_types=True,
        )  # fmt: skip
    except (cbor2.CBORDecodeError, ValueError) as error:
        raise BadRequest(f"CBOR: {error}") from None


class Items:
    """Cuts a stream into its items, none longer than `max_item` bytes. BadRequest and TooLarge end the stream."""

    def __init__(self, max_item: int) -> None:
        self._max_item = max_item
        self._data = bytearray()
        self._at = 0  # everything before it has been stepped over
        self._lacks: list[int] = []  # values of each array and map that is open

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The items that are complete now."""
        self._data += data
        while self._step():
            if not self._lacks:
                yield bytes(self._data[: self._at])
                del self._data[: self._at]
                self._at = 0

    @property
    def is_between(self) -> bool:
        """Whether nothing of another item has come."""
        return not self._data

    def _step(self) -> bool:
        """Over one head and the string behind it; False while they have not come whole."""
        if self._at >= len(self._data):
            return False
        first = self._data[self._at]
        major, info = first >> 5, first & 0x1F
        end = self._at + 1 + BEHIND.get(info, 0)
        if info > max(BEHIND):
            raise BadRequest("CBOR: a length must be said in advance")
        if end > len(self._data):
            return False
        size = info if info < min(BEHIND) else int.from_bytes(self._data[self._at + 1 : end], "big")
        end += size if major in STRINGS else 0
        values = size * (major - ARRAY + 1) if major in (ARRAY, MAP) else 0
        if end + values > self._max_item or len(self._lacks) > MAX_DEPTH:
            raise TooLarge(f"CBOR: an item has more than {self._max_item} bytes, or more than {MAX_DEPTH} levels")
        if end > len(self._data):
            return False
        self._at = end
        self._close(values)
        return True

    def _close(self, values: int) -> None:
        """One value more has come, which lacks so many others."""
        if self._lacks:
            self._lacks[-1] -= 1
        if values:
            self._lacks.append(values)
        while self._lacks and not self._lacks[-1]:
            self._lacks.pop()


class _EveryTag(dict[int, Any]):
    """Refuses each tag by its number: cbor2 knows some, and each would run code that a stranger has chosen."""

    def __missing__(self, tag: int) -> Any:
        return _refuse


def _refuse(*_: object) -> NoReturn:
    raise ValueError("tags are not taken")
