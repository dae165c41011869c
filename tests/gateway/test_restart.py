"""`kill -9` of either side at the worst moments: nothing that was acknowledged is lost, nothing is doubled."""

import random

from lora_gateway.ether import wire
from meshwire import envelope
from meshwire.event import PEOPLE
from tests.gateway.frames import event_frame, event_id
from tests.gateway.processes import Radio, running


def on_air(frame, packet=1):
    return envelope.encode(0, 77, packet, 7, 0, frame)


async def test_a_frame_that_was_stored_is_sent_after_kill_9_of_the_gateway(home, start_gateway, connect_agent):
    gateway = await start_gateway()  # no ether: it cannot leave yet
    agent = await connect_agent()
    for seq in (1, 2, 3):
        agent.offer(seq, priority=4)
        await agent.until("stored")

    await gateway.kill()
    async with running(
        "ether", "--socket", str(home / "run/ether.sock"), "--preset", "ShortTurbo", errors=home / "e.log"
    ):
        radio = await Radio.connect(home / "run/ether.sock", "neighbour")
        await start_gateway()

        received = [envelope.decode(await radio.receive()).payload for _ in range(3)]
        radio.close()

    assert received == [event_frame(seq) for seq in (1, 2, 3)]


async def test_what_was_sent_before_kill_9_is_known_and_not_sent_again(radio, start_gateway, connect_agent):
    gateway = await start_gateway()
    agent = await connect_agent()
    agent.offer(1, priority=4)
    await radio.receive()
    await agent.until("status", lambda status: status["sent"] == 1 and status["queue"]["waiting"] == 0)

    await gateway.kill()
    await start_gateway()
    agent = await connect_agent()
    agent.offer(1, priority=4)
    await agent.until("stored")
    agent.offer(2, priority=4)

    assert envelope.decode(await radio.receive()).payload == event_frame(2)
    status = await agent.until("status", lambda status: status["sent"])
    assert [(one["id"], one["tries"]) for one in status["sending"]] == [(event_id(1), 1), (event_id(2), 1)]


async def test_airtime_spent_before_kill_9_is_still_counted(radio, start_gateway, connect_agent):
    gateway = await start_gateway()
    agent = await connect_agent()
    agent.offer(1, priority=4)
    before = await agent.until("status", lambda status: status["sent"] == 1)

    await gateway.kill()
    await start_gateway()
    agent = await connect_agent()
    after = await agent.until("status")

    assert after["airtime"]["used_ms"] >= before["airtime"]["used_ms"] > 0


async def test_a_frame_heard_before_kill_9_is_delivered_after_it_and_its_copies_are_not(
    radio, start_gateway, connect_agent
):
    gateway = await start_gateway()
    agent = await connect_agent()
    await agent.until("status", lambda status: status["radio"]["state"] == "up")
    await radio.transmit(on_air(event_frame(1, topic=PEOPLE)))
    first = await agent.until("heard")  # and no `taken`

    await gateway.kill()
    await start_gateway()
    agent = await connect_agent()
    again = await agent.until("heard")
    agent.tell({"is": "taken", "n": again["n"]})
    await agent.until("status", lambda status: status["radio"]["state"] == "up")
    await radio.transmit(on_air(event_frame(1, topic=PEOPLE), packet=2))
    await radio.transmit(on_air(event_frame(2, topic=PEOPLE), packet=3))

    assert again == first
    assert (await agent.until("heard"))["frame"] == event_frame(2, topic=PEOPLE)
    onlooker = await connect_agent({"is": "hello", "version": 1, "role": "status"})
    assert (await onlooker.until("status"))["dropped"] == {"heard before": 1}


async def test_kill_9_at_any_moment_loses_no_stored_frame_and_leaves_none_half_stored(
    home, start_gateway, connect_agent
):
    chance = random.Random(5)
    stored = set()
    for turn in range(6):
        gateway = await start_gateway()
        agent = await connect_agent()
        for seq in range(turn * 40 + 1, turn * 40 + 41):
            agent.offer(seq, priority=2, size=100)
        for _ in range(chance.randrange(40)):
            stored.add((await agent.until("stored"))["id"])
        await gateway.kill()

    await start_gateway()
    agent = await connect_agent()
    waiting = (await agent.until("status"))["queue"]["waiting"]
    for seq in range(1, 6 * 40 + 1):
        agent.offer(seq, priority=2, size=100)
        stored.add((await agent.until("stored"))["id"])

    assert len(stored) == 240
    assert waiting > 0
    assert (await agent.until("status", lambda status: status["queue"]["waiting"] == 240))["dropped"] == {}


async def test_the_gateway_finds_the_ether_again_after_it_was_away(home, start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()
    path = home / "run/ether.sock"
    for seq in (1, 2):
        arguments = ("ether", "--socket", str(path), "--preset", "ShortTurbo")
        async with running(*arguments, errors=home / "e.log") as ether:
            radio = await Radio.connect(path, "neighbour")
            await agent.until("status", lambda status: status["radio"]["state"] == "up")
            agent.offer(seq, priority=4)
            assert envelope.decode(await radio.receive()).payload == event_frame(seq)
            radio.close()
            await ether.kill()
            await agent.until("status", lambda status: status["radio"]["state"] == "down")


async def test_a_gateway_killed_while_it_transmits_is_on_the_air_again_at_once(
    ether, radio, start_gateway, connect_agent
):
    gateway = await start_gateway()
    agent = await connect_agent()
    agent.offer(1)
    assert await radio.until(wire.CARRIER) == b"\x01"  # it transmits

    await gateway.kill()
    await start_gateway()

    await radio.receive()  # what was on the air when it died
    assert envelope.decode(await radio.receive()).payload == event_frame(1)
