"""The process that stands for the air: stations connect to its socket. docs/protocol/ether.md."""

import asyncio
import json
import logging
from contextlib import suppress
from pathlib import Path

from lora_gateway.errors import BadMessage, ConfigError, Refused
from lora_gateway.ether import wire
from lora_gateway.ether.channel import Channel, Conditions
from lora_gateway.ether.stations import Stations
from lora_gateway.unix import listen

log = logging.getLogger(__name__)

HELLO_TIMEOUT_S = 5.0  # a connection that never says who it is must not hold a place
MAX_STATIONS = 64


class Ether:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._stations = Stations()
        self._connections: set[asyncio.StreamWriter] = set()
        self._changed = asyncio.Event()

    async def run(self, path: Path) -> None:
        """Serve until cancelled; the socket file is removed at the end."""
        async with listen(path, self._serve):
            log.info("simulated air at %s", path)
            try:
                await self._keep_time()
            finally:
                for connection in self._connections:
                    connection.close()

    async def _keep_time(self) -> None:
        while True:
            self._stations.tell(self._channel.advance(_now_ms()))
            next_ms = self._channel.next_ms()
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if next_ms is None else max(next_ms - _now_ms(), 0) / 1000):
                    await self._changed.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= MAX_STATIONS:
            log.warning("a connection was refused: %d are open", MAX_STATIONS)
            writer.close()
            return
        self._connections.add(writer)
        try:
            async with asyncio.timeout(HELLO_TIMEOUT_S):
                first = await wire.read(reader)
            if first is not None:
                await self._admit(first, reader, writer)
        except BadMessage as error:
            log.warning("a connection was closed: %s", error)
        except TimeoutError:
            log.warning("a connection was closed: it did not say who it is")
        except ConnectionError:
            log.debug("a connection was lost")
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _admit(
        self, first: tuple[bytes, bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        kind, content = first
        if kind == wire.CONDITIONS:
            writer.write(self._set_conditions(content))
            await writer.drain()
        elif kind == wire.HELLO:
            await self._station(_name(content), reader, writer)
        else:
            raise BadMessage("ether: the first message is neither a station's name nor conditions")

    async def _station(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._stations.add(name, writer):
            self._channel.leave(name)  # the same station after a restart
        self._stations.tell(self._channel.join(name))
        log.info("station %s is on the air", name)
        try:
            while (message := await wire.read(reader)) is not None:
                self._take(name, message, writer)
                await writer.drain()
        finally:
            if self._stations.remove(name, writer):
                self._channel.leave(name)
                log.info("station %s is gone", name)

    def _take(self, name: str, message: tuple[bytes, bytes], writer: asyncio.StreamWriter) -> None:
        kind, content = message
        if kind != wire.TRANSMIT:
            raise BadMessage(f"ether: station {name} sent a message of type {kind!r}")
        now_ms = _now_ms()
        self._stations.tell(self._channel.advance(now_ms))
        try:
            self._stations.tell(self._channel.transmit(name, content, now_ms))
        except Refused as error:
            writer.write(wire.encode(wire.REFUSED, str(error).encode()))
        self._changed.set()

    def _set_conditions(self, content: bytes) -> bytes:
        """New conditions from JSON; the answer is what is in force now, or the reason why not."""
        try:
            wanted = json.loads(content)
            if not isinstance(wanted, dict):
                raise ConfigError("conditions are a JSON object")
            now = self._channel.conditions
            loss, partition = wanted.get("loss", now.loss), wanted.get("partition", now.partition_text())
            if isinstance(loss, bool) or not isinstance(loss, int | float) or not isinstance(partition, str):
                raise ConfigError("loss is a number and partition a text")
            self._channel.conditions = Conditions.parse(loss, partition)
        except (ValueError, RecursionError, ConfigError) as error:
            return wire.encode(wire.REFUSED, str(error).encode())
        now = self._channel.conditions
        log.info("loss %s, partition %s", now.loss, now.partition_text() or "none")
        return wire.encode(wire.CONDITIONS, json.dumps({"loss": now.loss, "partition": now.partition_text()}).encode())


def _now_ms() -> float:
    return asyncio.get_running_loop().time() * 1000


def _name(content: bytes) -> str:
    try:
        name = content.decode()
    except UnicodeDecodeError:
        raise BadMessage("ether: a station's name is UTF-8") from None
    if not 1 <= len(content) <= wire.MAX_NAME or not name.isprintable():
        raise BadMessage(f"ether: a station's name is 1 to {wire.MAX_NAME} printable bytes")
    return name
