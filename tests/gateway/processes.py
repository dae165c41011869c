"""Real processes and real sockets: the gateway and the ether under test, an agent's and a radio's end here."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import cbor2

from lora_gateway.ether import wire
from lora_gateway.link import messages
from tests.gateway.frames import event_frame, event_id

LIMIT_S = 15.0  # for anything that takes milliseconds on a machine that is not overloaded
ROOT = Path(__file__).parent.parent.parent
PYTHONPATH = os.pathsep.join((str(ROOT), str(ROOT / "micropython/lib")))


class Process:
    """`python -m lora_gateway ...`; its stderr is kept in `errors`."""

    def __init__(self, child, errors):
        self._child = child
        self._errors = errors

    @classmethod
    async def start(cls, *arguments, errors):
        with errors.open("ab") as output:
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "lora_gateway", *arguments,
                stderr=output, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": PYTHONPATH},
            )  # fmt: skip
        return cls(child, errors)

    @property
    def pid(self):
        return self._child.pid

    @property
    def errors(self):
        return self._errors.read_text()

    async def finish(self, signal_number=None):
        """Exit code and what it printed, after a signal or by itself."""
        if signal_number is not None and self._child.returncode is None:
            self._child.send_signal(signal_number)
        async with asyncio.timeout(LIMIT_S):
            printed, _ = await self._child.communicate()
        return self._child.returncode, printed.decode()

    async def kill(self):
        await self.finish(signal.SIGKILL)


async def connect(path):
    """A connection to a socket whose process is perhaps still starting."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            try:
                return await asyncio.open_unix_connection(path)
            except (FileNotFoundError, ConnectionRefusedError):
                await asyncio.sleep(0.01)


class Agent:
    """The other end of the agent link."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer
        self._status = None  # the latest one

    @classmethod
    async def connect(cls, home, hello=None):
        agent = cls(*await connect(home / "run/gateway.sock"))
        agent.tell(hello or {"is": "hello", "version": 1, "role": "agent"})
        return agent

    def tell(self, message):
        self._writer.write(messages.encode(message))

    def tell_bytes(self, data):
        self._writer.write(data)

    def offer(self, seq=1, *, priority=0, expires=0, **frame):
        fields = {"id": event_id(seq), "frame": event_frame(seq, **frame), "priority": priority, "expires": expires}
        self.tell({"is": "send", **fields})

    async def read(self):
        """The next message, None at the end of the connection."""
        try:
            async with asyncio.timeout(LIMIT_S):
                length = int.from_bytes(await self._reader.readexactly(4), "big")
                return cbor2.loads(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError):
            return None

    async def until(self, kind, matches=lambda message: True):
        """The next message of this kind that matches; of statuses also the latest one."""
        if kind == "status" and self._status is not None and matches(self._status):
            return self._status
        while (message := await self.read()) is not None:
            if message["is"] == "status":
                self._status = message
            if message["is"] == kind and matches(message):
                return message
        raise AssertionError(f"the gateway closed the connection before any {kind}")

    async def ended(self):
        """Whether the gateway closed the connection, sooner than it would for silence."""
        async with asyncio.timeout(LIMIT_S):
            while await self.read() is not None:
                pass
        return True

    def close(self):
        self._writer.transport.abort()


class Radio:
    """A station on the ether, driven by the test."""

    def __init__(self, reader, writer):
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, path, name):
        radio = cls(*await connect(path))
        radio.tell(wire.encode(wire.HELLO, name.encode()))
        return radio

    def tell(self, data):
        self._writer.write(data)

    async def read(self):
        async with asyncio.timeout(LIMIT_S):
            return await wire.read(self._reader)

    async def transmit(self, payload):
        self.tell(wire.encode(wire.TRANSMIT, payload))
        return await self.until(wire.DONE)

    async def until(self, kind):
        while (message := await self.read()) is not None:
            if message[0] == kind:
                return message[1]
        raise AssertionError("the ether closed the connection")

    async def receive(self):
        """The next radio payload."""
        return wire.decode_received(await self.until(wire.RECEIVED))[0]

    async def ended(self):
        while await self.read() is not None:
            pass
        return True

    def close(self):
        self._writer.transport.abort()


@asynccontextmanager
async def running(*arguments, errors):
    process = await Process.start(*arguments, errors=errors)
    try:
        yield process
    finally:
        await process.finish(signal.SIGTERM)
