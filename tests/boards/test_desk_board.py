"""The whole board in the real interpreter: what it shows, refuses, keeps and repeats."""

import time

from meshwire import envelope
from tests.node.authority import payload


def now() -> int:
    return int(time.time())


async def test_a_valid_alert_shows_sounds_and_is_repeated_once(board, air, office):
    warning = payload(office.warn(time=now()))
    await air.put(warning)
    state = await board.until(lambda state: state["relayed"] == 1)
    assert state["screen"][:4] == ["SEVERE            1/2", "Flood", "Flood: leave the", "river side"]
    assert state["siren"] == "severe"
    assert state["alert"] == f"{office.id.hex()}-1"
    assert state["acknowledged"] is False
    assert air.sent == [envelope.one_hop_on(warning)]
