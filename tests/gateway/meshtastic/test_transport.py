"""Bytes to and from a radio: over a pseudo terminal and over TCP."""

import asyncio
import os
import socket
import struct
import termios

import pytest

from lora_gateway.errors import PortLost
from lora_gateway.port.transport import SerialTransport, TcpTransport


class Line:
    """A pseudo terminal: `radio` is the file of the radio's end, `path` the port that a driver opens."""

    def __init__(self):
        self.radio, self._port = os.openpty()
        self.path = os.ttyname(self._port)
        os.set_blocking(self.radio, False)

    async def read(self, size):
        """What the driver wrote, once there are so many bytes."""
        data = b""
        async with asyncio.timeout(5):
            while len(data) < size:
                try:
                    data += os.read(self.radio, size)
                except BlockingIOError:
                    await asyncio.sleep(0)
        return data

    def flags(self):
        return termios.tcgetattr(self._port)

    def unplug(self):
        for file in (self.radio, self._port):
            if file is not None:
                os.close(file)
        self.radio = self._port = None


@pytest.fixture
def line():
    line = Line()
    yield line
    if line.radio is not None:
        line.unplug()


@pytest.fixture
async def port(line):
    port = SerialTransport(lambda: line.path)
    await port.open()
    yield port
    await port.close()


async def test_a_serial_port_carries_every_byte_both_ways(line, port):
    every = bytes(range(256))
    os.write(line.radio, every)
    port.write(every)

    heard = b""
    while len(heard) < 256:
        heard += await port.read()

    assert heard == every
    assert await line.read(256) == every


async def test_the_control_lines_are_left_alone_when_a_port_is_closed(line, port):
    flags = line.flags()

    assert not flags[2] & termios.HUPCL
    assert flags[2] & termios.CLOCAL


async def test_the_speed_is_the_firmware_s(line, port):
    assert line.flags()[4:6] == [termios.B115200, termios.B115200]


async def test_a_radio_that_is_unplugged_is_lost(line, port):
    line.unplug()

    with pytest.raises(PortLost, match="was unplugged"):
        await port.read()


async def test_a_port_that_is_not_there_says_so(tmp_path):
    with pytest.raises(PortLost, match="is not plugged in"):
        await SerialTransport(lambda: tmp_path / "ttyACM0").open()


async def test_what_is_no_serial_port_says_so(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(PortLost, match="is no serial port"):
        await SerialTransport(lambda: tmp_path / "file").open()


async def test_a_port_that_another_program_has_open_says_so(line, port):
    with pytest.raises(PortLost, match="is in use by another program"):
        await SerialTransport(lambda: line.path).open()


async def test_a_port_can_be_opened_again(line, port):
    await port.close()
    await port.open()

    os.write(line.radio, b"again")

    assert await port.read() == b"again"


@pytest.fixture
async def radios():
    """Connections that a TCP server on this machine accepted, and its port as `radios.port`."""
    accepted = asyncio.Queue()
    writers = []

    async def accept(reader, writer):
        writers.append(writer)
        accepted.put_nowait((reader, writer))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    accepted.port = server.sockets[0].getsockname()[1]
    yield accepted
    server.close()
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0)  # the sockets are closed in the next round


async def test_tcp_carries_bytes_both_ways(radios):
    port = TcpTransport("127.0.0.1", radios.port)
    await port.open()
    reader, writer = await radios.get()

    port.write(b"to the radio")
    writer.write(b"from the radio")

    assert await port.read() == b"from the radio"
    assert await reader.read(100) == b"to the radio"
    await port.close()


@pytest.mark.parametrize("linger", [struct.pack("ii", 0, 0), struct.pack("ii", 1, 0)], ids=["FIN", "RST"])
async def test_a_connection_that_the_radio_ends_is_at_its_end(radios, linger):
    port = TcpTransport("127.0.0.1", radios.port)
    await port.open()
    _, writer = await radios.get()

    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.close()

    assert await port.read() == b""
    await port.close()


async def test_a_radio_that_refuses_the_connection_is_lost(radios):
    port = TcpTransport("127.0.0.1", 1)

    with pytest.raises(PortLost, match="refuses the connection"):
        await port.open()


async def test_a_radio_that_stops_reading_is_lost(radios):
    port = TcpTransport("127.0.0.1", radios.port)
    await port.open()
    await radios.get()

    with pytest.raises(PortLost, match="does not take what is sent"):
        port.write(bytes(16_000_000))

    await port.close()
