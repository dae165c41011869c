"""How long a desk board takes until it listens, and the memory it has left then."""

import asyncio
import hashlib
import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from nacl.signing import SigningKey

from bench.report import figure, write
from edge_agent.desk.board import board_command

RUNS = 5
LIMIT_S = 60.0
LOOK_S = 0.005


def provision(flash: Path) -> None:
    root = SigningKey(hashlib.sha256(b"bench").digest())
    flash.mkdir()
    settings = {
        "name": "bench", "roots": [bytes(root.verify_key).hex()], "certificates": [], "place": None,
        "language": "en", "network": 0, "preset": "LongFast",
    }  # fmt: skip
    (flash / "board.json").write_text(json.dumps(settings), encoding="utf-8")


async def boot(folder: Path) -> tuple[float, int]:
    """Milliseconds from the start of the process to the first state on its console, and the free heap it tells."""
    console = folder / "board.sock"
    command = board_command("bench", folder / "flash", folder / "no-ether.sock", console)
    begin = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*command)
    try:
        async with asyncio.timeout(LIMIT_S):
            state = json.loads(await first_line(console))
        return 1000 * (time.perf_counter() - begin), state["heap_free"]
    finally:
        process.terminate()
        await process.wait()


async def first_line(console: Path) -> bytes:
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(str(console))
        except OSError:
            await asyncio.sleep(LOOK_S)
            continue
        line = await reader.readline()
        writer.close()
        return line


def main() -> None:
    with TemporaryDirectory() as folder:
        provision(Path(folder) / "flash")
        found = [asyncio.run(boot(Path(folder))) for _ in range(RUNS)]
    write(
        "boards",
        [
            figure("boards.boot_ms", statistics.median(ms for ms, _ in found), "ms in WebAssembly", "lower"),
            figure("boards.heap_free_after_boot", min(free for _, free in found), "bytes", "higher", goal=32768),
        ],
    )


if __name__ == "__main__":
    main()
