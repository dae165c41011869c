"""What `hearthnet doctor` costs: its whole run beside a node that is well, and beside one of which parts hang.

Hung: the agent takes connections and does not answer, and the settings are a file that never gives its content.
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.agent_process import agent, free_port, process, wait_for_page
from bench.report import figure, write
from edge_agent.identity.community import found

RUNS = 7
LONGEST_S = 10.0  # what a person is promised


def run(home: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run."""
    start = time.monotonic()
    child = subprocess.Popen([sys.executable, "-m", "edge_agent", "--home", home, "doctor"], stdout=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    return time.monotonic() - start, used.ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as home:  # on a disk, not in memory
        asyncio.run(found(Path(home), name="bench"))
        port = free_port()
        with process(*agent(home, port)) as pid:
            wait_for_page(port)
            run(home)  # compiles
            well = [run(home) for _ in range(RUNS)]
            os.kill(pid, signal.SIGSTOP)
            os.mkfifo(Path(home) / "hearthnet.toml")
            hung_s, _ = run(home)
            os.kill(pid, signal.SIGCONT)
    write(
        "agent",
        [
            figure("agent.doctor_s", statistics.median(seconds for seconds, _ in well), "s", "lower", goal=LONGEST_S),
            figure("agent.doctor_hung_s", hung_s, "s", "lower", goal=LONGEST_S),
            figure("agent.doctor_peak_mb", max(megabytes for _, megabytes in well), "MB", "lower"),
        ],
    )


if __name__ == "__main__":
    main()
