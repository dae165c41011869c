"""The agent link, from the agent's end of a real socket."""

import signal

import cbor2
import pytest

from lora_gateway.link.messages import MAX_MESSAGE
from meshwire import envelope
from meshwire.event import PEOPLE
from tests.gateway.frames import event_frame, event_id
from tests.gateway.sync_lab import Writer, framed

ROOT = Writer("root")
ADA = Writer("ada", ROOT)


def on_air(frame, packet=1):
    return envelope.encode(0, 77, packet, 7, 0, frame)


async def test_a_frame_is_stored_sent_and_reported(radio, start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()

    agent.offer(1)

    assert (await agent.until("stored"))["id"] == event_id(1)
    assert envelope.decode(await radio.receive()).payload == event_frame(1)
    status = await agent.until("status", lambda status: status["sent"] >= 1)
    assert status["sending"] == [{"id": event_id(1), "state": "sent", "tries": status["sent"]}]
    assert status["radio"] == {"url": "sim://", "state": "up", "reason": "", "preset": "ShortTurbo", "about": {}}
    assert status["airtime"]["used_ms"] > 0


async def test_a_relay_shows_in_the_status_and_ends_the_quick_repeats(radio, start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()
    agent.offer(1)

    await radio.transmit(envelope.one_hop_on(await radio.receive()))

    status = await agent.until("status", lambda status: [one["state"] for one in status["sending"]] == ["relayed"])
    assert status["sent"] <= 2
    assert status["heard"] == 0


async def test_a_frame_offered_twice_is_stored_twice_and_sent_as_one(radio, start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()

    for _ in range(3):
        agent.offer(1, priority=4)
        await agent.until("stored")

    await agent.until("status", lambda status: status["queue"]["waiting"] == 0 and status["sent"])
    agent.offer(1, priority=4)
    await agent.until("stored")
    agent.offer(2, priority=4)
    status = await agent.until("status", lambda status: len(status["sending"]) == 2 and status["queue"]["waiting"] == 0)
    assert status["sent"] == 2


async def test_a_cancelled_frame_is_not_sent(start_gateway, connect_agent):
    await start_gateway()  # no ether yet: nothing can leave
    agent = await connect_agent()
    agent.offer(1)
    await agent.until("status", lambda status: status["queue"]["waiting"] == 1)

    agent.tell({"is": "cancel", "ids": [event_id(1), b"unknown"]})

    status = await agent.until("status", lambda status: status["queue"]["waiting"] == 0)
    assert status["radio"]["state"] == "down"
    assert "ether.sock" in status["radio"]["reason"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"frame": b"noise"}, "cannot be an event"),
        ({"frame": event_frame(size=245)}, "at most 231"),
        ({"expires": 1}, "expired"),
    ],
)
async def test_what_cannot_be_sent_is_refused_with_the_reason(start_gateway, connect_agent, change, reason):
    await start_gateway()
    agent = await connect_agent()
    send = {"is": "send", "id": b"1", "frame": event_frame(), "priority": 0, "expires": 0}

    agent.tell({**send, **change})

    assert reason in (await agent.until("refused"))["reason"]


async def test_a_heard_frame_is_repeated_after_a_reconnect_until_it_is_taken(radio, start_gateway, connect_agent):
    await start_gateway()
    first = await connect_agent()
    await first.until("status", lambda status: status["radio"]["state"] == "up")
    await radio.transmit(on_air(event_frame(1, topic=PEOPLE)))
    heard = await first.until("heard")
    first.close()

    second = await connect_agent()
    again = await second.until("heard")
    second.tell({"is": "taken", "n": again["n"]})
    await radio.transmit(on_air(event_frame(2, topic=PEOPLE), packet=2))
    await second.until("heard")
    second.close()

    third = await connect_agent()
    assert again == heard
    assert heard["frame"] == event_frame(1, topic=PEOPLE)
    assert (await third.until("heard"))["frame"] == event_frame(2, topic=PEOPLE)


async def test_a_frame_that_came_from_the_air_is_stored_and_not_sent_as_ours(radio, start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()
    await agent.until("status", lambda status: status["radio"]["state"] == "up")
    await radio.transmit(on_air(event_frame(1)))
    await agent.until("heard")

    agent.offer(1, age_min=3)  # what it heard, a little later
    await agent.until("stored")
    agent.offer(2, priority=4)
    await agent.until("stored")

    assert envelope.decode(await radio.receive()).payload == event_frame(2)
    status = await agent.until("status", lambda status: status["sent"])
    assert status["sending"] == [{"id": event_id(2), "state": "sent", "tries": 1}]


async def test_a_store_has_a_name_that_stays_with_its_file(home, start_gateway, connect_agent):
    names = []
    for again in ("first", "same file", "new file"):
        gateway = await start_gateway()
        names.append((await (await connect_agent()).until("hello"))["store"])
        await gateway.kill()
        if again == "same file":
            (home / "gateway.db").unlink()
            (home / "gateway.db-wal").unlink(missing_ok=True)

    assert names[0] == names[1] != names[2]
    assert [len(name) for name in names] == [16, 16, 16]


async def test_a_second_agent_replaces_the_first(start_gateway, connect_agent):
    await start_gateway()
    first = await connect_agent()
    await first.until("status")

    second = await connect_agent()
    second.offer(1)

    assert await first.ended()
    assert (await second.until("stored"))["id"] == event_id(1)


async def test_somebody_who_looks_at_the_status_does_not_disturb_the_agent(start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()
    await agent.until("status")

    onlooker = await connect_agent(hello={"is": "hello", "version": 1, "role": "status"})
    assert (await onlooker.until("status"))["queue"]["waiting"] == 0
    assert await onlooker.ended()

    agent.offer(1)
    assert await agent.until("stored")


@pytest.mark.parametrize(
    "garbage",
    [
        (MAX_MESSAGE + 1).to_bytes(4, "big"),
        b"\xff" * 1_000_000,
        b"\x00\x00\x00\x01\xff",
        b"\x00\x00\x00\x06" + b"\x9f" * 6,
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x00\x00\x00\x00" * 1000,
    ],
)
async def test_garbage_ends_its_connection_and_harms_nobody(start_gateway, connect_agent, garbage):
    gateway = await start_gateway()
    for hello in ({"is": "hello", "version": 1, "role": "agent"}, {"is": "send"}):
        attacker = await connect_agent(hello=hello)
        attacker.tell_bytes(garbage)
        assert await attacker.ended()

    agent = await connect_agent()
    agent.offer(1)
    assert await agent.until("stored")
    assert "Traceback" not in gateway.errors


@pytest.mark.parametrize(
    "message",
    [
        {"is": "send", "id": b"1", "frame": b"", "priority": 9, "expires": 0},
        {"is": "send", "id": b"x" * 49, "frame": b"", "priority": 0, "expires": 0},
        {"is": "taken", "n": -1},
        {"is": "taken", "n": 1 << 70},
        {"is": "cancel", "ids": [7]},
        {"is": 7},
        {},
    ],
)
async def test_a_malformed_message_ends_the_connection(start_gateway, connect_agent, message):
    await start_gateway()
    agent = await connect_agent()
    agent.tell(message)
    assert await agent.ended()


async def test_an_unknown_message_and_unknown_keys_are_ignored(start_gateway, connect_agent):
    await start_gateway()
    agent = await connect_agent()
    agent.tell({"is": "weather", "wind": 3})
    agent.tell({"is": "ping", "more": cbor2.CBORTag(1, 0)})
    agent.offer(1)
    assert await agent.until("stored")


async def test_only_the_owner_may_open_socket_and_database_and_the_socket_goes_at_the_end(
    home, start_gateway, connect_agent
):
    gateway = await start_gateway()
    await connect_agent()
    socket = home / "run/gateway.sock"

    modes = [path.stat().st_mode & 0o777 for path in (socket, home / "gateway.db", socket.parent)]
    code, _ = await gateway.finish(signal.SIGTERM)

    assert modes == [0o600, 0o600, 0o700]
    assert code == 0
    assert sorted(path.name for path in home.iterdir()) == ["gateway.db", "gateway.log", "hearthnet.toml", "run"]
    assert list(socket.parent.iterdir()) == []
    assert "Traceback" not in gateway.errors


async def test_a_certificate_from_the_agent_brings_it_at_once_what_its_owner_said_before(
    radio, start_gateway, connect_agent
):
    await start_gateway()
    agent = await connect_agent()
    agent.tell({"is": "community", "roots": [ROOT.key]})
    call = framed(ADA.say("help", seq=1))
    await radio.transmit(on_air(call))
    await agent.until("status", lambda status: status["repair"]["unknown_authors"] == 1)

    certificate = framed(ROOT.certify(ADA, seq=1))
    agent.tell({"is": "send", "id": b"certificate", "frame": certificate, "priority": 1, "expires": 0})

    heard = await agent.until("heard")  # nothing else is on the air
    assert (heard["frame"], heard["verified"]) == (call, True)
