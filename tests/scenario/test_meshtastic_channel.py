"""A radio whose channel is not the community's: the node says what to do, and sends its frames on no other channel."""

from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from meshwire.frame import MESHTASTIC_PORT
from meshwire.radio_key import CHANNEL_NAME
from tests.scenario.mesh import FLOOD, HALL, SPEED, make_community, running, without_our_channel
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import PRIMARY

FOREIGN = ChannelSettings(psk=bytes(range(32)), name=CHANNEL_NAME)


@pytest.fixture
async def hall_with(tmp_path):
    """Start a node with a radio that is set up like this."""
    await make_community(tmp_path)
    async with AsyncExitStack() as stack:

        async def begin(settings):
            (radio,) = await stack.enter_async_context(village(settings, speed=SPEED))
            return await stack.enter_async_context(running(tmp_path, radio)), radio

        yield begin


def channels_of_frames(radio):
    """Beside them there are texts on the primary channel, for people with phones."""
    return {packet.channel for packet in radio.phone.received if packet.decoded.portnum == MESHTASTIC_PORT}


async def test_without_our_channel_no_frame_is_sent_and_the_status_says_how_to_make_it(hall_with):
    hall, radio = await hall_with(without_our_channel(HALL))

    await hall.call("civdef.alert.issue", fields=FLOOD)
    await hall.radio(lambda status: status["queue"]["waiting"] >= 1 and status["radio"]["about"])

    said = await hall.command("status")
    assert "down (the radio has no channel HearthNet; run: hearthnet radio setup)" in said
    assert [packet for packet in radio.phone.received if packet.decoded.portnum == MESHTASTIC_PORT] == []


async def test_with_a_foreign_key_the_status_says_so_and_no_other_channel_is_used(hall_with):
    hall, radio = await hall_with(replace(without_our_channel(HALL), channels=(PRIMARY, FOREIGN)))

    await hall.call("civdef.alert.issue", fields=FLOOD)
    await hall.radio(lambda status: status["sent"] >= 1)

    assert "another community: nobody here can read it; run: hearthnet radio setup" in await hall.command(
        "radio", "status"
    )
    assert channels_of_frames(radio) == {1}
