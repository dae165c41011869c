"""A fake air for one board: whatever the test puts into it arrives at once. docs/protocol/ether.md."""

import asyncio
from pathlib import Path

LIMIT_S = 20.0


class Air:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.sent: list[bytes] = []
        self.came = asyncio.Event()  # set by the next that is sent
        self.answers = True  # at once; or else a transmission never ends
        self._writer: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, str(self._path))

    async def close(self) -> None:
        self._server.close()
        if self._writer is not None:
            self._writer.close()

    async def put(self, *payloads: bytes) -> None:
        """Let the board hear these, in order."""
        async with asyncio.timeout(LIMIT_S):
            await self._connected.wait()
        assert self._writer is not None
        for payload in payloads:
            self._writer.write(message(b"R", b"\xff\x9c\x05" + payload))  # -100 dBm, 5 dB
        await self._writer.drain()

    def tell(self, data: bytes) -> None:
        """Write a message of the ether to the board."""
        assert self._writer is not None
        self._writer.write(data)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            while True:
                kind, content = await read(reader)
                if kind == b"H":
                    self._connected.set()
                elif kind == b"T":
                    self.sent.append(content)
                    self.came.set()
                    if self.answers:
                        writer.write(message(b"D", (10).to_bytes(4, "big")))
        except asyncio.IncompleteReadError:
            self._connected.clear()
            writer.close()


def message(kind: bytes, content: bytes) -> bytes:
    return (1 + len(content)).to_bytes(2, "big") + kind + content


async def read(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    size = int.from_bytes(await reader.readexactly(2), "big")
    data = await reader.readexactly(size)
    return data[:1], data[1:]
