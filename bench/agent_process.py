"""What `hearthnet agent` costs: processor time to its first page; then memory, processor and disk while it is idle.

The idle agent has a founded home, a gateway on a simulated air, and nobody looks at its page.
"""

import asyncio
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.agent_gateway import processor_s, resident_mb
from bench.report import figure, write
from edge_agent.identity.community import found

STARTS = 5
START_S = 30.0
SETTLE_S = 5.0  # the gateway connects, the first status comes
IDLE_S = 60.0
MINUTE_S = 60.0


@contextmanager
def process(*arguments: str) -> Iterator[int]:
    """`python ARGUMENTS`; its id."""
    child = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.DEVNULL)
    try:
        yield child.pid
    finally:
        child.terminate()
        child.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for_page(port: int) -> None:
    """Until the page answers 200."""
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=START_S):
                return
        except urllib.error.URLError:
            time.sleep(0.005)
    raise TimeoutError("the agent did not serve its page")


def agent(home: str, port: int) -> tuple[str, ...]:
    return ("-m", "edge_agent", "--home", home, "agent", "--port", str(port))


def start_cpu_s(home: str) -> float:
    port = free_port()
    with process(*agent(home, port)) as pid:
        wait_for_page(port)
        return processor_s(pid)


def import_cpu_s() -> float:
    """Python itself and the web library that the agent stands on."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import aiohttp"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def written_bytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("write_bytes")))


def idle(home: str) -> tuple[float, float, float]:
    """Resident MB, percent of one core, bytes written to the disk in a minute."""
    port, ether = free_port(), f"{home}/run/ether.sock"
    with (
        process("-m", "lora_gateway", "ether", "--socket", ether),
        process("-m", "lora_gateway", "run", "--home", home),
        process(*agent(home, port)) as pid,
    ):
        wait_for_page(port)
        time.sleep(SETTLE_S)
        used_s, written, start = processor_s(pid), written_bytes(pid), time.monotonic()
        time.sleep(IDLE_S)
        elapsed_s = time.monotonic() - start
        percent = 100 * (processor_s(pid) - used_s) / elapsed_s
        return resident_mb(pid), percent, (written_bytes(pid) - written) * MINUTE_S / elapsed_s


def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as home:  # on a disk, not in memory
        asyncio.run(found(Path(home), name="bench"))
        (Path(home) / "run").mkdir(mode=0o700, exist_ok=True)
        start_cpu_s(home)  # compiles, fills the cache of the disk
        starts, imports = zip(*[(start_cpu_s(home), import_cpu_s()) for _ in range(STARTS)], strict=True)
        rss_mb, percent, written = idle(home)
    rival = ("python -c 'import aiohttp'", statistics.median(imports))
    write(
        "agent",
        [
            figure("agent.start_cpu_s", statistics.median(starts), "s", "lower", goal=0.45, against=rival),
            figure("agent.idle_rss_mb", rss_mb, "MB", "lower", goal=55),
            figure("agent.idle_cpu_percent", percent, "% of one core", "lower", goal=0.3),
            figure("agent.idle_written_bytes_per_min", written, "B", "lower"),
        ],
    )


if __name__ == "__main__":
    main()
