"""A neighbour with a stock Meshtastic radio and its phone app, beside a node with its agent and gateway."""

from contextlib import AsyncExitStack

import pytest

from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum
from tests.scenario.mesh import (
    ANNA,
    FLOOD,
    HALL,
    SPEED,
    Phone,
    make_community,
    on_air,
    running,
    settings_of,
    until,
    without_our_channel,
)
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import PRIMARY

LONGEST_ANSWER, LONGEST_ALERT = 190, 200  # bytes


@pytest.fixture
async def street(tmp_path):
    """A node on the air, and a neighbour's phone."""
    await make_community(tmp_path)
    async with AsyncExitStack() as stack:
        radios = settings_of(tmp_path, HALL), without_our_channel(ANNA)
        radio, hers = await stack.enter_async_context(village(*radios, speed=SPEED))
        hall = await stack.enter_async_context(running(tmp_path, radio))
        await hall.is_up()
        yield hall, Phone(hers)


def alert_texts(phone):
    found = on_air(phone.device, HALL, PortNum.ALERT, PortNum.TEXT)
    readable = [(packet, data) for packet, data in found if packet.channel == PRIMARY]
    return [(data.portnum, data.payload) for packet, data in readable if packet.to == BROADCAST]


async def test_an_alert_rings_a_stock_phone_and_stays_there_as_an_unverified_copy(street):
    hall, phone = street

    alert = await hall.call("civdef.alert.issue", fields=FLOOD)
    await until(lambda: len(alert_texts(phone)) == 2)

    (first, rung), (second, kept) = alert_texts(phone)
    assert (first, second) == (PortNum.ALERT, PortNum.TEXT)
    assert rung == kept
    assert kept.decode().endswith(f"Unverified copy {alert['id']}")
    assert len(kept) <= LONGEST_ALERT


async def test_who_writes_to_the_radio_is_answered_and_a_call_for_help_shows_in_the_status(street):
    hall, phone = street
    await hall.call("civdef.alert.issue", fields=FLOOD)
    phone.type("help", to=BROADCAST)  # is for people

    answers = {}
    for words in ("help", "alerts", "ok at the school", "sos roof of Mill Lane 3", "ask is the water clean"):
        phone.type(words)
        answers[words.split()[0]] = await phone.answer()

    assert "sos" in answers["help"]
    assert "Leave the river side" in answers["alerts"]
    assert "safe" in answers["ok"]
    assert "112" in answers["sos"]
    assert "no model" in answers["ask"]
    assert all(len(answer.encode()) <= LONGEST_ANSWER for answer in phone.answers())
    assert "roof of Mill Lane 3" in await hall.command("status")
    assert len(phone.answers()) == len(answers)
