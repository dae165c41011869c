"""What the gateway costs while nothing happens: memory and processor time of the real process, with radio and agent.

The processor time includes the status that it sends to the agent every ten seconds.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.report import figure, write
from lora_gateway.link import messages

SETTLE_S = 3.0  # imports, database, connections
IDLE_S = 30.0
START_S = 15.0


@asynccontextmanager
async def running(*arguments: str) -> AsyncIterator[int]:
    """A `lora-gateway` process; its id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "lora_gateway", *arguments, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def connect_agent(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(START_S):
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(path)
            except OSError:  # it is still starting
                await asyncio.sleep(0.05)
                continue
            writer.write(messages.encode({"is": "hello", "version": messages.VERSION, "role": "agent"}))
            return reader, writer


async def idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Be an agent that has nothing to say."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        writer.write(messages.encode({"is": "ping"}))
        try:
            async with asyncio.timeout(min(left, 10.0)):
                while await reader.read(65536):
                    pass
        except TimeoutError:
            continue


def processor_s(pid: int) -> float:
    """Processor time of all threads so far; the first number of schedstat is nanoseconds."""
    return sum(int(task.read_text().split()[0]) for task in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


async def measured() -> tuple[float, float]:
    """Resident memory in MB and share of one processor in percent."""
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder, "run")
        async with running("ether", "--socket", str(run / "ether.sock")), running("run", "--home", folder) as gateway:
            reader, writer = await connect_agent(run / "gateway.sock")
            await idle(reader, writer, SETTLE_S)
            before_s, start = processor_s(gateway), time.monotonic()
            await idle(reader, writer, IDLE_S)
            used_s, elapsed_s = processor_s(gateway) - before_s, time.monotonic() - start
            memory_mb = resident_mb(gateway)
            writer.close()
    return memory_mb, 100 * used_s / elapsed_s


def main() -> None:
    memory_mb, processor_percent = asyncio.run(measured())
    write(
        "agent",
        [
            figure("gateway.idle_rss_mb", memory_mb, "MB", "lower", goal=30),
            figure("gateway.idle_cpu_percent", processor_percent, "% of one core", "lower", goal=0.3),
        ],
    )


if __name__ == "__main__":
    main()
