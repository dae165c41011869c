"""From `hearthnet alert issue` to the screen of a board: real processes, LongFast, every fifth frame lost.

Each alert is issued through the operator's socket, as the command does, and watched for on the board's console. The
rival is physics: the time on air of one frame, the least that any radio of this preset needs.
"""

import json
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from asyncio import run
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.agent_process import free_port
from bench.report import figure, write
from edge_agent.cli.client import call, is_running
from meshwire import envelope
from meshwire.airtime import time_on_air_ms

ALERTS = 15  # they and their relays stay within the quarter of an hour's airtime that may be spent at once
LOSS, PRESET = 0.2, "LongFast"
START_S, ARRIVAL_S = 60.0, 120.0
QUIET_S = 8.0  # the repeats and the relay of one alert are over before the next one
FIELDS = {"event": "flood", "severity": "Severe", "circle": "51.51,-0.9,3km", "lifetime_min": 1, "status": "Exercise"}


@contextmanager
def desk(home: Path) -> Iterator[None]:
    arguments = ["--home", str(home), "run", "--port", str(free_port()), "--loss", str(LOSS), "--seed", "1"]
    child = subprocess.Popen([sys.executable, "-m", "edge_agent", *arguments], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


@contextmanager
def console(home: Path) -> Iterator[Iterator[str]]:
    """The lines that the board says."""
    path = home / "run" / "boards" / "desk.sock"
    end = time.monotonic() + START_S
    while not (path.exists() and is_running(home)):
        if time.monotonic() > end:
            raise TimeoutError("the board did not start")
        time.sleep(0.1)
    with socket.socket(socket.AF_UNIX) as board:
        board.settimeout(ARRIVAL_S)
        board.connect(str(path))
        yield iter(board.makefile(encoding="utf-8"))


def arrival_s(home: Path, lines: Iterator[str], number: int) -> tuple[float, int]:
    """How long one alert took, and its time on air in ms. The button then makes room for the next one."""
    fields = {**FIELDS, "headline": f"Drill {number}: leave the riverside at Alderford, the River Wend rises fast"}
    start = time.monotonic()
    answer = run(call(home, "civdef.alert.issue", {"fields": fields}))
    while json.loads(next(lines))["alert"] != answer["id"]:
        pass
    took_s = time.monotonic() - start
    run(call(home, "board.press", {"board": "desk"}))
    time.sleep(QUIET_S)
    size = answer["payload_bytes"]
    assert isinstance(size, int)
    return took_s, time_on_air_ms(envelope.SIZE + size, PRESET)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, desk(home := Path(name)), console(home) as lines:
        results = [arrival_s(home, lines, number) for number in range(ALERTS)]
    took = sorted(took_s for took_s, _ in results)
    on_air = ("one frame on the air", statistics.median(airtime for _, airtime in results) / 1000)
    in_time = sum(took_s < 10 for took_s in took) / ALERTS
    write(
        "alert",
        [
            figure("alert.to_board_median_s", statistics.median(took), "s", "lower", against=on_air),
            figure("alert.to_board_slowest_s", took[-1], "s", "lower", against=on_air),
            figure("alert.to_board_in_10_s_share", in_time, "of 1", "higher", goal=0.95),
        ],
    )


if __name__ == "__main__":
    main()
