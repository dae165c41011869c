"""A real gateway process that has to judge and to repair by itself, after `kill -9` and without an agent."""

from meshwire import envelope, need, summary
from meshwire.event import PEOPLE, author_id
from meshwire.frame import decode_event
from meshwire.need import Need
from meshwire.radio_key import control_key, opened, seal
from tests.gateway.sync_lab import Writer, framed

ROOT = Writer("root")
ADA = Writer("ada", ROOT)
CERTIFIED = framed(ROOT.certify(ADA, seq=1))
KEY = control_key(ROOT.key)
ONLOOKER = {"is": "hello", "version": 1, "role": "status"}
COMMUNITY = {"is": "community", "roots": [ROOT.key]}


def on_air(frame, packet=1):
    return envelope.encode(0, 77, packet, 7, 0, frame)


def forged(frame):
    return frame[:-1] + bytes([frame[-1] ^ 1])


async def until_up(agent):
    await agent.until("status", lambda status: status["radio"]["state"] == "up")


async def test_a_gateway_judges_repairs_and_tells_what_it_holds_after_kill_9(radio, start_gateway, connect_agent):
    gateway = await start_gateway()
    agent = await connect_agent()
    assert (await agent.until("status"))["repair"]["reason"] == "no agent has said which community this is"
    agent.tell(COMMUNITY)
    await until_up(agent)
    for number, frame in enumerate((CERTIFIED, framed(ADA.say("yes", seq=1)))):
        await radio.transmit(on_air(frame, number))
        assert (await agent.until("heard", lambda heard, frame=frame: heard["frame"] == frame))["verified"]

    await gateway.kill()
    await start_gateway()
    await until_up_again(connect_agent)
    request = Need([(author_id(ADA.key), PEOPLE, 1, 1)], [author_id(ADA.key)], None, None)
    await radio.transmit(on_air(seal(KEY, need.encode(request)), 9))

    said = {}
    while len(said) < 3:
        frame = envelope.decode(await radio.receive()).payload
        said["summary" if frame[:2] == summary.HEAD else decode_event(frame).author_id] = frame
    assert set(said) == {author_id(ROOT.key), author_id(ADA.key), "summary"}
    assert summary.decode(opened(KEY, said["summary"])).held == []
    onlooker = await connect_agent(ONLOOKER)
    status = await onlooker.until("status")
    assert status["repair"]["reason"] == ""
    assert status["air"]["repair"]["frames"] >= 2


async def until_up_again(connect_agent):
    while True:
        onlooker = await connect_agent(ONLOOKER)
        if (await onlooker.until("status"))["radio"]["state"] == "up":
            return


async def test_forgeries_never_reach_the_agent_and_strangers_do_when_they_are_introduced(
    radio, start_gateway, connect_agent
):
    await start_gateway()
    agent = await connect_agent()
    agent.tell(COMMUNITY)
    await until_up(agent)

    stranger = framed(ADA.say("before my certificate", seq=1))
    lie, truth = forged(framed(ADA.say("a lie", seq=2))), framed(ADA.say("the truth", seq=2))
    for number, frame in enumerate((stranger, CERTIFIED, lie, truth)):
        await radio.transmit(on_air(frame, number))

    assert [(await agent.until("heard"))["frame"] for _ in range(3)] == [CERTIFIED, stranger, truth]
    assert (await agent.until("status", lambda status: status["heard"] == 2))["dropped"]["forged"] == 1
