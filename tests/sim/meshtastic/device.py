"""A fake Meshtastic radio with a TCP port, as a board on the network or the firmware's native build has one.

    async with village(Settings(number=0x10), Settings(number=0x11), speed=20) as (ada, bob):
        await open_port(f"tcp://127.0.0.1:{ada.port}") ...

It has one client, the newcomer; it notices that one has gone only when a write fails, and loses what it wrote.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from lora_gateway.port.meshtastic.framing import encode
from tests.sim.meshtastic.air import Air, hurried
from tests.sim.meshtastic.phone import Phone
from tests.sim.meshtastic.settings import Settings

HOST = "127.0.0.1"
IDLE_MS = 900_000  # without a frame from the client
REBOOT_MS = 10_000
READ_SIZE = 4096


class Device:
    """`noise` is written before each frame, `chunk` is how many bytes are written at once, 0 for all there are."""

    def __init__(self, settings: Settings, air: Air) -> None:
        self.phone = Phone(settings, air)
        self.radio = self.phone.radio
        self.noise: Callable[[], bytes] = bytes
        self.chunk = 0
        self.down_ms = REBOOT_MS
        self.port = 0
        self.clients = 0  # how many have come so far
        self.back = asyncio.Event()  # it listens
        self.left = asyncio.Event()  # its client has gone, and it noticed
        self.air = air
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pieces: asyncio.Queue[tuple[asyncio.StreamWriter, bytes]] = asyncio.Queue()
        self._heard_ms = 0.0
        self.phone.restart = self.reboot

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port, limit=READ_SIZE)
        self.port = self._server.sockets[0].getsockname()[1]
        self.back.set()

    async def write_pieces(self) -> None:
        """Each piece by itself, so that the client reads it so."""
        while True:
            writer, data = await self._pieces.get()
            for at in range(0, len(data), self.chunk or len(data)):
                writer.write(data[at : at + self.chunk])
                await asyncio.sleep(0)

    async def stop(self) -> None:
        """Switched off: the connection breaks, nobody listens."""
        self._close_server()
        self.phone.detach()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks)

    def reboot(self) -> None:
        """Drops its client, refuses others for `down_ms`, comes back with empty queues; the counters start again."""
        self.phone.reboot()
        self.unplug()
        self._close_server()
        self.air.after(self.down_ms, lambda: self._own(asyncio.ensure_future(self.start())))

    def unplug(self) -> None:
        """The connection breaks."""
        self.phone.detach()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def freeze(self) -> None:
        """Takes whatever comes and says nothing any more, until the next client."""
        self.phone.detach()

    def _close_server(self) -> None:
        self.back.clear()
        if self._server is not None:
            self._server.close()
            self._server = None

    def _own(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._own(task)
        self.unplug()
        self.clients += 1
        self.left.clear()
        self._writer = writer
        self._writers.add(writer)
        self._heard_ms = self.air.now_ms()
        self.phone.attach(lambda payloads: self._write(writer, payloads), writer.close)
        self._watch(writer)
        with suppress(ConnectionError):
            while data := await reader.read(READ_SIZE):
                self.air.advance()
                if self.phone.feed(data):
                    self._heard_ms = self.air.now_ms()
            await writer.wait_closed()  # an end of what comes is not noticed
        self._writers.discard(writer)
        if self._writer is writer:
            self.left.set()
            self.unplug()

    def _write(self, writer: asyncio.StreamWriter, payloads: list[bytes]) -> None:
        if writer.is_closing():
            return
        data = b"".join(self.noise() + encode(payload) for payload in payloads)
        if self.chunk:
            self._pieces.put_nowait((writer, data))
        else:
            writer.write(data)

    def _watch(self, writer: asyncio.StreamWriter) -> None:
        """Ends a connection on which no frame came for a quarter of an hour."""
        left_ms = self._heard_ms + IDLE_MS - self.air.now_ms()
        if self._writer is not writer:
            return
        if left_ms <= 0:
            self.unplug()
        else:
            self.air.after(left_ms, lambda: self._watch(writer))


@asynccontextmanager
async def village(
    *settings: Settings, speed: float = 1.0, loss: float = 0.0, delay_ms: int = 0, seed: int = 0
) -> AsyncIterator[tuple[Device, ...]]:
    """Radios that hear each other, all listening for clients. Their common air is `device.radio.air`."""
    air = Air(hurried(speed), speed=speed, loss=loss, delay_ms=delay_ms, seed=seed)
    devices = tuple(Device(one, air) for one in settings)
    for device in devices:
        await device.start()
    running = [asyncio.create_task(one) for one in (air.run(), *(device.write_pieces() for device in devices))]
    try:
        yield devices
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for device in devices:
            await device.stop()
