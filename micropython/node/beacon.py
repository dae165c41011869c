"""One beacon of this board. docs/protocol/beacon.md. Loaded when one is due and let go: no I/O, no clock."""

from meshwire import beacon
from meshwire.radio_key import seal

EVERY_MS = 600000
LONGEST_MS = 6 * EVERY_MS
CROWD = 8  # beacons heard between two of one's own; with more neighbours everybody speaks less often


def pause_ms(heard: int, random_ms) -> int:  # type: ignore[no-untyped-def]
    """How long until the next one, when so many were heard since the last."""
    every_ms = min(EVERY_MS * max(heard // CROWD, 1), LONGEST_MS)
    return random_ms(every_ms, every_ms + every_ms // 5)  # type: ignore[no-any-return]


def made(key: bytes, *told) -> bytes:  # type: ignore[no-untyped-def]
    """The sealed frame; `key` is that of control frames, the rest as in meshwire.beacon.Beacon."""
    return seal(key, beacon.encode(beacon.Beacon(*told)))
