"""A node's radio is restarted, unplugged, frozen or taken by another program in the middle of sending alerts.

The pauses of the gateway are those of every day, so one test has all the mishaps at once, each at a radio of its own.
"""

import asyncio
from contextlib import AsyncExitStack

from tests.gateway.frames import event_frame
from tests.gateway.meshtastic.town import OURS
from tests.gateway.processes import Agent, running
from tests.scenario.mesh import SPEED, frames, until
from tests.sim.meshtastic.device import village
from tests.sim.meshtastic.settings import PRIMARY, Settings

ALERTS = range(1, 6)


async def restart(radio):
    radio.reboot()


async def cable_out(radio):
    await radio.stop()
    await radio.start()


async def freeze(radio):
    radio.freeze()


async def other_program(radio):
    _, writer = await asyncio.open_connection("127.0.0.1", radio.port)
    await asyncio.sleep(0)
    writer.close()


MISHAPS = (restart, cable_out, freeze, other_program)


async def test_no_alert_is_lost_whatever_happens_to_the_radio_in_mid_send(tmp_path):
    alone = [Settings(0x10 + number, channels=(PRIMARY, OURS)) for number in range(len(MISHAPS))]
    async with village(*alone, speed=SPEED) as radios, AsyncExitStack() as stack:
        radios[0].air.only()  # nobody hears anybody
        for radio, mishap in zip(radios, MISHAPS, strict=True):
            agent = await agent_of(tmp_path / mishap.__name__, radio, stack)
            offer_alerts(agent)
            await given_one(radio)
            await mishap(radio)

        for radio in radios:
            await sent_all(radio)


async def agent_of(home, radio, stack):
    """The agent of a gateway that uses this radio."""
    (home / "run").mkdir(mode=0o700, parents=True)
    port = f"tcp://127.0.0.1:{radio.port}"
    await stack.enter_async_context(running("run", "--home", str(home), "--port", port, errors=home / "log"))
    agent = await Agent.connect(home)
    stack.callback(agent.close)
    await agent.until("status", lambda status: status["radio"]["state"] == "up")
    return agent


def offer_alerts(agent):
    for seq in ALERTS:
        agent.offer(seq)


async def given_one(radio):
    await until(lambda: radio.phone.received)


async def sent_all(radio):
    """All alerts were on the air; the age in the third byte may be another."""
    wanted = {event_frame(seq)[3:] for seq in ALERTS}
    await until(lambda: wanted <= {data.payload[3:] for _, data in frames(radio, radio.radio.number)})
