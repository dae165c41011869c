"""What a board says to the machine it is plugged into, and what it is asked. docs/protocol/board-console.md. No I/O."""

import binascii
import json

MAX_REQUEST = 256  # bytes of a line
SHORTEST_GAP_MS = 200  # five states a second: a page cannot show more


def is_press(line: bytes) -> bool:
    """Whether a line asks for a short press of the button; anything else is ignored."""
    if len(line) > MAX_REQUEST:
        return False
    try:
        request = json.loads(line.decode())
    except (ValueError, RuntimeError):  # too deep: RuntimeError on MicroPython, its subclass RecursionError on CPython
        return False
    return isinstance(request, dict) and request.get("press") == "short"


def state(name: str, screen: list[str], siren: str, alarm, receiver, shown: int, relayed: int) -> dict:  # type: ignore[no-untyped-def, type-arg]
    """The state of docs/protocol/board-console.md without the figures that change by themselves."""
    notice = alarm.shown()
    return {
        "board": name,
        "screen": screen,
        "siren": siren,
        "alert": alert_id(notice) if notice else None,
        "acknowledged": bool(notice and notice.acknowledged),
        "frames": receiver.frames,
        "shown": shown,
        "relayed": relayed,
        "refused": dict(receiver.refused),
    }


def alert_id(notice) -> str:  # type: ignore[no-untyped-def]
    """The short id of an alert, for example 4f2a91c0-7."""
    return f"{binascii.hexlify(notice.author_id).decode()}-{notice.seq}"
