"""Bytes to and from one radio: over a serial port, or over TCP."""

import asyncio
import errno
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from lora_gateway.errors import PortLost

BAUD = 115200
READ_SIZE = 4096
OPEN_S, CLOSE_S = 10.0, 1.0
MAX_UNSENT = 8192  # bytes that wait for the radio to take them: it has stopped reading
WORDS = {
    errno.EACCES: "may not be opened: add this user to the group dialout",
    errno.EBUSY: "is in use by another program",
    errno.ECONNREFUSED: "refuses the connection: it is starting, or its network server is off",
    errno.EHOSTUNREACH: "cannot be reached",
    errno.EIO: "was unplugged",
    errno.EISDIR: "is no serial port",
    errno.ENODEV: "was unplugged",
    errno.ENOENT: "is not plugged in",
    errno.ENOTTY: "is no serial port",
    errno.ENXIO: "was unplugged",
}


class Transport(Protocol):
    """One connection at a time; after `close` it can be opened again. Every method but `close` raises PortLost."""

    async def open(self) -> None: ...

    async def read(self) -> bytes:
        """What came, b"" when the other end closed."""
        ...

    def write(self, data: bytes) -> None:
        """Hand bytes over; they leave by themselves."""
        ...

    async def close(self) -> None: ...


class Streams(ABC):
    """What serial ports and sockets have in common."""

    def __init__(self) -> None:
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        try:
            async with asyncio.timeout(OPEN_S):
                self._reader, self._writer = await self._connect()
        except TimeoutError:
            raise PortLost(f"{self._where()} does not answer") from None
        except OSError as error:
            raise PortLost(self._said(error)) from None

    async def read(self) -> bytes:
        if self._reader is None:
            return b""
        try:
            return await self._reader.read(READ_SIZE)
        except ConnectionError:  # reset: closed by the other end, too
            return b""
        except OSError as error:
            raise PortLost(self._said(error)) from None

    def write(self, data: bytes) -> None:
        if self._writer is None:
            raise PortLost(f"{self._where()} is not open")
        try:
            self._writer.write(data)
        except OSError as error:
            raise PortLost(self._said(error)) from None
        if self._writer.transport.get_write_buffer_size() > MAX_UNSENT:
            self._writer.transport.abort()
            raise PortLost(f"{self._where()} does not take what is sent to it")

    async def close(self) -> None:
        writer, self._reader, self._writer = self._writer, None, None
        if writer is None:
            return
        writer.close()
        with suppress(OSError):  # what broke the connection is said again here
            try:
                async with asyncio.timeout(CLOSE_S):
                    await writer.wait_closed()
            except TimeoutError:
                writer.transport.abort()

    @abstractmethod
    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises OSError, PortLost."""

    @abstractmethod
    def _where(self) -> str:
        """What is connected to, in words."""

    def _said(self, error: OSError) -> str:
        words = WORDS.get(error.errno or 0)
        return f"{self._where()} {words}" if words else f"{self._where()}: {error.strerror or error}"


class TcpTransport(Streams):
    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._host, self._port = host, port

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port)

    def _where(self) -> str:
        return f"the radio at {self._host}:{self._port}"


class SerialTransport(Streams):
    """`find` names the device each time it is opened, so that a radio is found again wherever it is plugged in."""

    def __init__(self, find: Callable[[], Path]) -> None:
        super().__init__()
        self._find = find
        self._device: Path | None = None

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        import serialx  # 3 MB that a gateway without a serial radio does not need

        self._device = self._find()
        untouched = serialx.PinState.UNDEFINED
        # Linux raises DTR and RTS together when it opens a port: nRF52 boards speak only with DTR up, and ESP32 boards
        # reset only when the two differ. So they stay as they are, also after closing (no HUPCL).
        return await serialx.open_serial_connection(
            str(self._device),
            BAUD,
            dtr_on_open=untouched,
            rts_on_open=untouched,
            dtr_on_close=untouched,
            rts_on_close=untouched,
        )

    def _where(self) -> str:
        return f"the radio at {self._device}" if self._device else "the radio"
