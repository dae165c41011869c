"""A real gateway process under attack, on a disk that takes nothing, and with an agent that does not listen."""

import asyncio
import random
import resource
import sys
from contextlib import suppress

import pytest

from meshwire import envelope, summary
from meshwire.event import CIVDEF
from meshwire.radio_key import seal
from meshwire.summary import alerts_only
from tests.gateway.frames import event_frame, event_id
from tests.gateway.processes import LIMIT_S, PYTHONPATH
from tests.gateway.sync_lab import Writer, framed

ROOT = Writer("root")
OFFICE = Writer("office", ROOT)
CERTIFIED = framed(ROOT.certify(OFFICE, roles=16, seq=1))
ALERT = framed(OFFICE.warn("Leave the river side", seq=1, time=0))
COMMUNITY = {"is": "community", "roots": [ROOT.key]}
ONLOOKER = {"is": "hello", "version": 1, "role": "status"}
ATTACKS = 60  # frames: five seconds of a channel that never rests
CROWD = 5000  # messages whose answers fill every buffer between two processes


def packet(frame, number):
    return envelope.encode(0, 77, number, 7, 0, frame)


def attack(chance, number):
    """Noise, an author that nobody knows, a forgery under a known name, a summary that no member sealed."""
    forgery = bytearray(ALERT)
    forgery[-1 - number % 64] ^= 1 + number // 64
    return (
        lambda: chance.randbytes(chance.randrange(1, 240)),
        lambda: packet(event_frame(number, topic=CIVDEF, author=b"nobody %d" % number), number),
        lambda: packet(bytes(forgery), number),
        lambda: packet(seal(chance.randbytes(32), summary.encode(alerts_only([(chance.randbytes(4), 1)], []))), number),
    )[number % 4]()


def limit_files(process, size):
    """From now on the process cannot make a file longer than this, as on a disk that is full."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.fixture
async def started(radio, start_gateway, connect_agent):
    """Gateway and agent of a community whose office may warn."""
    gateway = await start_gateway()
    agent = await connect_agent()
    agent.tell(COMMUNITY)
    await agent.until("status", lambda status: status["radio"]["state"] == "up")
    await radio.transmit(packet(CERTIFIED, 1))
    await agent.until("heard")
    return gateway, agent


async def test_an_alert_passes_a_channel_full_of_forgeries(started, radio, connect_agent):
    _, agent = started
    chance = random.Random(3)
    for number in range(ATTACKS):
        await radio.transmit(attack(chance, number))

    await radio.transmit(packet(ALERT, 1000))

    heard = await agent.until("heard")
    assert (heard["frame"], heard["verified"]) == (ALERT, True)
    dropped = (await (await connect_agent(ONLOOKER)).until("status"))["dropped"]
    assert dropped["forged"] == ATTACKS // 4
    assert dropped["unknown author"] + dropped.get("too many strangers", 0) >= ATTACKS // 4
    assert dropped["not of our community"] == ATTACKS // 4


async def test_on_a_full_disk_alerts_are_sent_and_heard_and_the_status_says_so(started, radio, connect_agent):
    gateway, agent = started
    limit_files(gateway, 1)

    agent.offer(1)
    refused = await agent.until("refused")
    while envelope.decode(await radio.receive()).payload != event_frame(1):
        pass  # what it says to its neighbours
    await radio.transmit(packet(ALERT, 1000))

    assert "sent but not kept" in refused["reason"]
    assert (await agent.until("heard"))["frame"] == ALERT
    assert "disk" in (await (await connect_agent(ONLOOKER)).until("status"))["repair"]["disk"]


async def test_when_there_is_room_on_the_disk_again_frames_are_kept_again(started, connect_agent):
    gateway, agent = started
    limit_files(gateway, 1)
    agent.offer(1)
    await agent.until("refused")

    limit_files(gateway, resource.RLIM_INFINITY)
    agent.offer(2)

    assert (await agent.until("stored"))["id"] == event_id(2)
    assert (await (await connect_agent(ONLOOKER)).until("status"))["repair"]["disk"] == ""


async def test_a_disk_that_takes_nothing_at_the_start_is_named_with_what_to_do(home):
    start = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1)); "
        "sys.argv[0] = 'lora-gateway'; runpy.run_module('lora_gateway', run_name='__main__')"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", start, "run", "--home", str(home),
        stderr=asyncio.subprocess.PIPE, env={"PYTHONPATH": PYTHONPATH},
    )  # fmt: skip

    async with asyncio.timeout(LIMIT_S):
        _, said = await process.communicate()

    assert process.returncode == 2
    assert b"make room, or have the disk checked" in said
    assert b"Traceback" not in said


async def test_an_agent_that_reads_nothing_holds_nobody_up(started, radio, connect_agent):
    _, deaf = started
    for seq in range(CROWD):
        deaf.tell({"is": "send", "id": event_id(seq), "frame": bytes(300), "priority": 2, "expires": 0})
    with suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            await deaf._writer.drain()

    assert deaf._writer.transport.get_write_buffer_size() > 0  # the gateway waits for it

    await radio.transmit(packet(ALERT, 1000))
    agent = await connect_agent()

    assert (await agent.until("heard"))["frame"] == CERTIFIED  # which the first one has not taken
    assert (await agent.until("heard"))["frame"] == ALERT
