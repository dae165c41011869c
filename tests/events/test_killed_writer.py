"""`kill -9` at any moment loses no acknowledged event and leaves no half write."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from edge_agent.events.audit import audit
from meshwire.event import PEOPLE
from tests.events.people import open_store, verify
from tests.events.writer_process import TOGETHER, WRITERS

KILLS = 60
FIRST_LINE_S = 30  # start of the interpreter and recovery of the log on a busy machine
LONGEST_LIFE_S = 0.06  # after the first acknowledgement: dozens of commits, and at times a checkpoint


def life_and_death(path: Path, life_s: float) -> list[bytes]:
    """Run a writer, kill it, return the lines with which it acknowledged."""
    command = [sys.executable, "-m", "tests.events.writer_process", str(path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ) as writer:
        assert writer.stdout is not None
        try:
            ready, _, _ = select.select([writer.stdout], [], [], FIRST_LINE_S)
            assert ready, "the writer acknowledged nothing"
            heard = os.read(writer.stdout.fileno(), 1 << 16)
            end = time.monotonic() + life_s
            while (left := end - time.monotonic()) > 0 and select.select([writer.stdout], [], [], left)[0]:
                heard += os.read(writer.stdout.fileno(), 1 << 16)
        finally:
            writer.send_signal(signal.SIGKILL)
        heard += writer.stdout.read()
        assert writer.wait() == -signal.SIGKILL
    return heard.splitlines()


async def test_no_acknowledged_event_is_lost_and_no_write_is_half(tmp_path: Path) -> None:
    path = tmp_path / "agent.db"
    chance = random.Random(1)
    acknowledged: dict[str, list[int]] = {}
    for _ in range(KILLS):
        for line in life_and_death(path, chance.uniform(0, LONGEST_LIFE_S)):
            tag, *numbers = line.decode().split()
            acknowledged[tag] = [int(number) for number in numbers]

    report = audit(path, verify)  # of the file as the last process left it
    store = await open_store(path)
    stored: dict[str, list[int]] = {}
    for _, event in await store.since(0, [PEOPLE], 10**9):
        stored.setdefault(event.body[0], []).append(event.seq)
    await store.close()

    lost = {tag for tag, numbers in acknowledged.items() if stored.get(tag) != numbers}
    assert not lost
    assert Counter(map(len, stored.values())).keys() == {TOGETHER}
    assert 0 <= len(stored) - len(acknowledged) <= KILLS * WRITERS  # committed, but killed before it could say so
    assert len(acknowledged) > KILLS
    assert (report.events, report.faults, report.forks) == (TOGETHER * len(stored), [], [])
