"""The ether process, from stations' ends of its socket."""

import asyncio
import json
import signal
import socket

import pytest

from lora_gateway.ether import wire
from lora_gateway.ether.channel import Received
from lora_gateway.ether.stations import Stations
from meshwire.airtime import time_on_air_ms
from tests.gateway.processes import Process, Radio, connect


@pytest.fixture
async def join(ether):
    """Connect a station; every connection is closed at the end."""
    radios = []

    async def connect_station(name):
        radios.append(await Radio.connect(ether.path, name))
        return radios[-1]

    yield connect_station
    for radio in radios:
        radio.close()


async def test_a_payload_reaches_the_other_station_and_the_sender_learns_its_airtime(join):
    ada, bob = await join("ada"), await join("bob")
    await bob.transmit(b"bob is on the air")
    await ada.receive()

    airtime = await ada.transmit(b"flood")

    assert int.from_bytes(airtime, "big") == time_on_air_ms(5, "ShortTurbo")
    assert await bob.receive() == b"flood"


async def test_a_station_that_is_transmitting_is_told_why_it_cannot(join):
    ada = await join("ada")
    ada.tell(wire.encode(wire.TRANSMIT, bytes(200)) * 2)
    assert await ada.until(wire.REFUSED) == b"already transmitting"
    ada.tell(wire.encode(wire.TRANSMIT, bytes(256)))
    assert b"256 bytes" in await ada.until(wire.REFUSED)


async def test_a_station_that_comes_back_replaces_its_earlier_connection(join):
    first, bob = await join("ada"), await join("bob")
    await first.transmit(b"1")
    second = await join("ada")
    assert await first.ended()
    await bob.transmit(b"2")
    assert await second.receive() == b"2"


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x00",
        b"\xff\xff" + bytes(70000),
        wire.encode(b"?"),
        wire.encode(wire.HELLO, b"\xff"),
        wire.encode(wire.HELLO, b"\x1b[2J"),
        wire.encode(wire.HELLO, b""),
        wire.encode(wire.HELLO, b"a" * 33),
        wire.encode(wire.HELLO, b"eve") + wire.encode(wire.RECEIVED, b"forged"),
    ],
)
async def test_garbage_ends_its_connection_and_harms_nobody(ether, join, garbage):
    reader, writer = await connect(ether.path)
    writer.write(garbage)
    eve = Radio(reader, writer)
    assert await eve.ended()
    eve.close()

    ada = await join("ada")
    assert await ada.transmit(b"still here")
    assert "Traceback" not in ether.errors
    assert "\x1b" not in ether.errors


async def test_endless_input_of_a_station_is_answered_and_bounded(ether, join):
    eve, bob = await join("eve"), await join("bob")
    await bob.transmit(b"ready")
    eve.tell(wire.encode(wire.TRANSMIT, bytes(255)) * 20000)  # and it does not read what it is told

    await bob.receive()
    assert await bob.transmit(b"still here")
    assert peak_memory_mb(ether.pid) < 60


def peak_memory_mb(pid):
    with open(f"/proc/{pid}/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


async def test_a_station_that_never_reads_is_put_off_the_air():
    ours, theirs = socket.socketpair()
    deaf, far = [(await asyncio.open_unix_connection(sock=end))[1] for end in (ours, theirs)]
    stations = Stations()
    stations.add("deaf", deaf)

    for _ in range(3000):  # three times what the kernel and MAX_UNREAD take
        stations.tell([Received("deaf", bytes(255), -100, 5)])

    assert deaf.transport.is_closing()
    assert stations.remove("deaf", deaf)
    far.transport.abort()


async def test_loss_and_partition_change_while_it_runs(home, ether, join):
    ada, bob = await join("ada"), await join("bob")
    await bob.transmit(b"ready")

    code, printed = await set_conditions(home, ether, "--partition", "ada|bob")
    assert (code, printed) == (0, "loss 0.0, partition ada|bob\n")
    await ada.transmit(b"unheard")
    code, printed = await set_conditions(home, ether, "--partition", "", "--loss", "0")
    assert (code, printed) == (0, "loss 0.0, partition none\n")
    await ada.transmit(b"heard")

    assert await bob.receive() == b"heard"


@pytest.mark.parametrize("wrong", [("--loss", "1.5"), ("--partition", "a,b|b"), ("--loss", "nan")])
async def test_wrong_conditions_are_refused_with_the_reason(home, ether, wrong):
    code, _ = await set_conditions(home, ether, *wrong)
    assert code == 2
    assert ("probability" in (home / "set.log").read_text()) or ("two groups" in (home / "set.log").read_text())


async def test_conditions_that_are_not_json_are_refused(ether):
    for content in (b"[" * 1000, b"[]", b'{"loss": "much"}', b'{"partition": 3}', b"\xff"):
        reader, writer = await connect(ether.path)
        writer.write(wire.encode(wire.CONDITIONS, content))
        assert (await wire.read(reader))[0] == wire.REFUSED
        writer.transport.abort()


async def set_conditions(home, ether, *options):
    process = await Process.start("ether", "set", "--socket", str(ether.path), *options, errors=home / "set.log")
    return await process.finish()


async def test_an_ether_that_is_not_there_is_named(home):
    process = await Process.start("ether", "set", "--socket", str(home / "run/x.sock"), errors=home / "set.log")
    assert (await process.finish())[0] == 1
    assert "no ether answers there" in process.errors


async def test_it_ends_cleanly_and_takes_its_socket_along(home, ether, join):
    await join("ada")
    second = await Process.start("ether", "--socket", str(ether.path), errors=home / "second.log")
    assert (await second.finish())[0] == 2
    assert "another process is listening" in second.errors

    code, _ = await ether.finish(signal.SIGINT)

    assert code == 0
    assert not ether.path.exists()
    assert "Traceback" not in ether.errors


def test_conditions_are_json_that_anybody_can_write():
    assert wire.encode(wire.CONDITIONS, json.dumps({"loss": 0.5}).encode()) == b'\x00\x0eS{"loss": 0.5}'
