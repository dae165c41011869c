"""What a board says to the machine it is plugged into, and what it is asked. docs/protocol/board-console.md. No I/O."""

import binascii
import json

from node.hardware import LONG, SHORT

INTERRUPT = "\x03"  # Ctrl-C, in the place of a line
WIDTH = 79  # columns of a terminal: in the 80th some wrap and some do not
REQUESTS = ("run", "provision", "update")  # and "press", which is not answered
MAX_ID = 65535
MAX_REQUEST = 256  # bytes of a line
SHORTEST_GAP_MS = 200  # five states a second: a page cannot show more


def request(line: bytes) -> dict | None:  # type: ignore[type-arg]
    """A line of a machine; None when it is no JSON object. With "error" when it cannot be done."""
    if len(line) > MAX_REQUEST:
        return {"error": f"a request of more than {MAX_REQUEST} bytes; send shorter ones"}
    try:
        asked = json.loads(line.decode())
    except (ValueError, RuntimeError):  # too deep: RuntimeError on MicroPython, its subclass RecursionError on CPython
        return None
    if not isinstance(asked, dict):
        return None
    if not press(asked) and not [name for name in REQUESTS if name in asked]:
        asked["error"] = "an unknown request; docs/protocol/board-console.md lists them"
    return asked


def press(asked: dict) -> str | None:  # type: ignore[type-arg]
    """The press of the button that is asked for."""
    return asked["press"] if asked.get("press") in (SHORT, LONG) else None


def done(asked: dict, error: str | None) -> dict:  # type: ignore[type-arg]
    """The object that ends an answer."""
    names = [name for name in REQUESTS if name in asked] + [""]
    name = "".join(str(asked["run"]).split()[:1])[:32] if "run" in asked else names[0]
    said = {"done": name}  # type: dict[str, object]
    number = asked.get("id")
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MAX_ID:
        said["id"] = number
    if error:
        said["error"] = error
    return said


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
