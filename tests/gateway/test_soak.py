"""A virtual week of a neighbourhood: neither the memory of the gateway nor its file grows, and it still works.

Its tables are made smaller, so that they are full on the second day: from then on only what has no bound can grow.
"""

import gc
import importlib
import tracemalloc
from collections import OrderedDict, deque
from random import Random

import pytest

from bench.airsim.agenda import Agenda
from bench.airsim.community import UTC
from bench.airsim.loop import virtual_time
from tests.gateway.soak import DAY_S, HOUR_S, Week

FULL_DAY, LAST_DAY = 2, 7
SPARE_BYTES = 64 * 1024
SPARE_FILE_BYTES = 64 * 1024
TABLES = {  # of the file, with their bounds
    "events": ("store.archive", "MAX_EVENTS", 600), "strangers": ("trust.strangers", "MAX_STRANGERS", 24),
    "seen": ("store.store", "MAX_SEEN", 200), "inbox": ("store.store", "MAX_INBOX", 60),
    "outbox": ("store.store", "MAX_DONE", 50), "phone_inbox": ("phones.store", "MAX_TEXTS", 20),
    "phone_packet": ("phones.store", "MAX_PACKETS", 50), "phone_alert": ("phones.store", "MAX_ALERTS", 4),
}  # fmt: skip
MEMORY = {
    ("trust.admission", "MAX_AUTHORS"): 24, ("repair.answers", "MAX_SAID"): 64, ("repair.answers", "MAX_WANTED"): 32,
    ("phones.users", "MAX_USERS"): 16,
}  # fmt: skip
LARGEST = 256  # places in any table of the process: most bounds that are not made smaller here
WAITING_IN_OUTBOX = 40


@pytest.fixture
def small(monkeypatch):
    for (module, name), size in (
        MEMORY.items() | {(module, name): size for module, name, size in TABLES.values()}.items()
    ):
        loaded = importlib.import_module(f"lora_gateway.{module}")
        assert hasattr(loaded, name)
        monkeypatch.setattr(loaded, name, size)


@pytest.fixture
def week(small, tmp_path):
    """A week that `until(day)` lives, from virtual midnight to midnight."""
    agenda = Agenda()
    with virtual_time(agenda) as loop:
        week = Week(tmp_path / "gateway.db", Random(1), loop, lambda: int(UTC + loop.time()))
        week.tasks = [loop.create_task(week.live())]

        def until(day):
            while loop.time() < day * DAY_S:
                agenda.run((loop.time() + HOUR_S) * 1000)
                ended = [task for task in loop._tasks if task.done()]
                for task in ended:
                    task.result()
                loop._tasks[:] = [task for task in loop._tasks if task not in ended]

        week.until = until
        yield week


def memory():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def file_bytes(tmp_path):
    return sum(path.stat().st_size for path in tmp_path.glob("gateway.db*"))


def test_a_week_leaves_nothing_behind_in_memory_or_on_the_disk(week, tmp_path):
    tracemalloc.start()
    try:
        week.until(FULL_DAY)
        before, file_before = memory(), file_bytes(tmp_path)

        week.until(LAST_DAY)

        assert memory() - before <= SPARE_BYTES
    finally:
        tracemalloc.stop()
    assert file_bytes(tmp_path) - file_before <= SPARE_FILE_BYTES
    assert {name: rows for name, rows in week.rows(TABLES).items() if rows > bound(name)} == {}
    assert {name: size for name, size in tables(week.forwarder).items() if size > LARGEST} == {}
    assert week.forwarder.keeper.trouble.reason == ""
    assert week.given["frame"] > 0.8 * week.neighbours.said["message"]


def bound(table):
    return TABLES[table][2] + (WAITING_IN_OUTBOX if table == "outbox" else 0)


def tables(root):
    """The largest container of each name that is reachable from there, by its way."""
    sizes, seen, waiting = {}, set(), [("forwarder", root)]
    while waiting:
        name, one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, list | dict | set | deque | OrderedDict):
            sizes[name] = max(sizes.get(name, 0), len(one))
            inside = one.values() if isinstance(one, dict) else one
            waiting += [(f"{name}[]", inner) for inner in inside]
        elif type(one).__module__.startswith(("lora_gateway.", "meshwire.")):
            names = [*vars(one)] if hasattr(one, "__dict__") else list(getattr(type(one), "__slots__", ()))
            waiting += [(f"{name}.{inner}", getattr(one, inner, None)) for inner in names]
    return sizes
