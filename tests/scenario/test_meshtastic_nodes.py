"""Two nodes with Meshtastic radios, and a neighbour with a phone: an alert goes all the way."""

from contextlib import AsyncExitStack

from edge_agent.identity.community import load_identity
from edge_agent.identity.keys import node_id
from meshwire.radio_key import CHANNEL_NAME
from tests.scenario.mesh import FLOOD, HALL, MILL, SPEED, frames, make_community, running, settings_of
from tests.sim.meshtastic.device import village


async def test_an_alert_issued_at_one_node_is_in_force_at_the_other(tmp_path):
    hall_home, mill_home = tmp_path / "hall", tmp_path / "mill"
    await make_community(hall_home, mill_home)
    radios = settings_of(hall_home, HALL), settings_of(mill_home, MILL)
    async with AsyncExitStack() as stack:
        hall_radio, mill_radio = await stack.enter_async_context(village(*radios, speed=SPEED))
        hall = await stack.enter_async_context(running(hall_home, hall_radio))
        mill = await stack.enter_async_context(running(mill_home, mill_radio))
        await hall.is_up()
        await mill.is_up()

        await hall.command("cert", "grant", node_id(load_identity(mill_home).key.public), "--name", "mill")
        await hall.call("civdef.alert.issue", fields=FLOOD)
        await mill.has_in_force(FLOOD["headline"])

    assert {packet.channel.name for packet, _ in frames(hall_radio, HALL)} == {CHANNEL_NAME}
