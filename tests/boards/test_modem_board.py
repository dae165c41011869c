"""A gateway's real modem driver and a real board in modem mode: interpreter, pseudo-terminals, a fake air."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from lora_gateway.errors import PortLost
from lora_gateway.port.modem import ModemPort
from lora_gateway.port.port import Carrier, Dropped, Packet, Reception, State
from lora_gateway.port.transport import SerialTransport
from meshwire import envelope, modem
from meshwire.airtime import time_on_air_ms
from tests.boards.air import Air, message
from tests.boards.modem_board import ModemBoard
from tests.gateway.frames import event_frame

LIMIT_S = 30.0
REBOOT = 3  # exit code of a board that wants to be started again
SETTINGS = modem.Settings(869525000, 250000, 11, 5, 16, 0x12, 22)
PACKET = Packet(event_frame(), 7, 7, 3, 9)
PAYLOAD = envelope.encode(0, 3, 9, 7, 7, PACKET.frame)


@pytest.fixture
async def roof(tmp_path, air: Air) -> AsyncIterator[ModemBoard]:
    board = ModemBoard(tmp_path, tmp_path / "ether.sock")
    await board.start()
    yield board
    await board.stop()


@pytest.fixture
async def port(roof: ModemBoard) -> AsyncIterator[ModemPort]:
    port = ModemPort("modem://roof", SerialTransport(lambda: roof.device), "LongFast", SETTINGS)
    running = asyncio.create_task(port.run())
    yield port
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture
async def events(port: ModemPort):
    """What the port told, once it was up."""
    told = port.events()
    await until(told, State(True))
    return told


async def until(events, wanted):
    async with asyncio.timeout(LIMIT_S):
        while (event := await anext(events)) != wanted and not (callable(wanted) and wanted(event)):
            pass
    return event


async def test_a_packet_goes_over_the_line_and_on_the_air_and_comes_back_as_its_airtime(port, events, air):
    assert await port.send(PACKET, urgent=False) == time_on_air_ms(len(PAYLOAD), "LongFast")
    assert await port.send(PACKET, urgent=True) == time_on_air_ms(len(PAYLOAD), "LongFast")
    assert air.sent == [PAYLOAD, PAYLOAD]


async def test_what_the_board_hears_comes_with_its_strength(port, events, air):
    await air.put(b"somebody else", PAYLOAD)
    assert await until(events, lambda event: isinstance(event, Dropped)) == Dropped("not a frame")
    assert await until(events, lambda event: isinstance(event, Reception)) == Reception(PACKET, -100, 5)


async def test_a_busy_channel_is_told_and_waited_for(port, events, air):
    air.tell(message(b"C", b"\1"))
    await until(events, Carrier(True))
    sending = asyncio.create_task(port.send(PACKET, urgent=False))
    await asyncio.wait([sending], timeout=0.5)
    assert air.sent == []

    air.tell(message(b"C", b"\0"))

    async with asyncio.timeout(LIMIT_S):
        await sending
    await until(events, Carrier(False))
    assert air.sent == [PAYLOAD]


async def test_a_board_that_loses_power_while_it_sends_is_set_up_again(port, events, roof, air):
    air.answers = False
    sending = asyncio.create_task(port.send(PACKET, urgent=False))
    async with asyncio.timeout(LIMIT_S):
        await air.came.wait()
    asked = roof.carried.count(modem.encode(modem.SETTINGS, modem.encode_settings(SETTINGS)))

    await roof.kill()
    roof.noise(to_gateway=b"ets Jul 29 2019 12:21:46\r\nMPY: soft reboot\r\n")
    await roof.start()

    with pytest.raises(PortLost):
        await sending
    await until(events, State(True))
    assert roof.carried.count(modem.encode(modem.SETTINGS, modem.encode_settings(SETTINGS))) > asked
    air.answers = True
    assert await port.send(PACKET, urgent=False) > 0
    assert air.sent == [PAYLOAD, PAYLOAD]


async def test_noise_on_the_line_costs_nothing_but_itself(port, events, roof, air):
    for piece in (b"\xff" * 2000, b"\3\3\4\n" * 100, modem.encode(modem.TRANSMIT, b"\0\1cut off")[:-6], b"\0\0"):
        roof.noise(to_board=piece)
    assert await port.send(PACKET, urgent=False) > 0
    assert air.sent == [PAYLOAD]


async def test_a_flood_of_receptions_and_noise_leaves_it_at_work(port, events, roof, air):
    for at in range(300):
        await air.put(bytes((at & 255,)) * 255)
        if at % 10 == 0:
            roof.noise(to_board=bytes((at & 255 | 1,)) * 3000)
        await until(events, Dropped("not a frame"))
    assert await port.send(PACKET, urgent=False) > 0


async def test_a_tool_gets_the_console_and_makes_it_a_modem_again(roof):
    roof.noise(to_board=modem.encode(modem.LEAVE, modem.LEAVE_WORD))
    await roof.says(b"the console is back")
    roof.noise(to_board=b"status\r")
    await roof.says(b"reboot makes it a modem again")
    roof.noise(to_board=b"reboot\r")
    await roof.says(b"(yes/no)")
    roof.noise(to_board=b"yes\r")
    async with asyncio.timeout(LIMIT_S):
        assert await roof.process.wait() == REBOOT
