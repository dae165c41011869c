"""A test of the radio: a signed frame that is meant for no person, and what became of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from edge_agent.cli.client import call
from edge_agent.console.reading import Json, number, record, text

MINUTES = 5  # in force; the clocks of boards differ by less
# Status System is CAP's for what concerns only the network: phones get no text of it. In the sea south of Ghana lies
# no board, so that those which know their place show nothing; all repeat the frame.
FIELDS = {
    "status": "System", "event": "other", "headline": "Radio test", "circle": "0,0,1km", "lifetime_min": MINUTES,
}  # fmt: skip
WATCH_S = 20  # four transmissions at LongFast take 10 s
LOOK_S = 1.0  # the gateway tells its state no faster
RELAYED, SENT = "relayed", "sent"


async def send_test(home: Path, tell: Callable[[str], None], *, watch_s: int = WATCH_S) -> str:
    """Send it and watch what becomes of it; the result in words."""
    id = text(await call(home, "civdef.alert.issue", {"fields": FIELDS}), "id")
    radio: Json = {}
    for passed_s in range(watch_s):
        radio = record(await call(home, "civdef.alert.get", {"id": id}), "radio")
        if text(radio, "state") == RELAYED:
            break
        tell(f"{text(radio, 'state')}, transmissions: {number(radio, 'tries')}, {watch_s - passed_s} s to go")
        await asyncio.sleep(LOOK_S)
    return result(radio, watch_s)


def times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def result(radio: Json, watched_s: int) -> str:
    state, tries = text(radio, "state"), number(radio, "tries")
    if state == RELAYED:
        return f"sent {times(tries)}, and another station repeated it: the radio sends and hears"
    if state == SENT:
        return (
            f"sent {times(tries)}, and nobody was heard repeating it within {watched_s} s: no station is in reach,"
            " or an antenna is missing"
        )
    return (
        f"not sent within {watched_s} s ({state or 'the gateway does not tell'}): the channel is busy, no airtime is"
        " left, or the radio is down"
    )
