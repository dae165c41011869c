"""A desk board that is told to start anew is started at once, however often; one that fails waits longer each time."""

import asyncio
import logging
import sys

import pytest

from edge_agent.desk import children
from edge_agent.desk.board import REBOOT, board_child
from edge_agent.desk.children import Child, keep

LIMIT_S = 20.0
STARTS = 4


class Pauses:
    """In place of the clock: what was waited for between two starts."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.enough = asyncio.Event()

    async def sleep(self, pause_s: float) -> None:
        self.taken.append(pause_s)
        if len(self.taken) == STARTS:
            self.enough.set()
            await asyncio.Event().wait()


async def pauses_of(monkeypatch: pytest.MonkeyPatch, child: Child) -> list[float]:
    pauses = Pauses()
    monkeypatch.setattr(children, "asyncio", _Asyncio(pauses))
    keeping = asyncio.create_task(keep(child))
    async with asyncio.timeout(LIMIT_S):
        await pauses.enough.wait()
    keeping.cancel()
    await asyncio.wait([keeping])
    return pauses.taken


class _Asyncio:
    """asyncio with that clock."""

    def __init__(self, pauses: Pauses) -> None:
        self.sleep = pauses.sleep

    def __getattr__(self, name: str) -> object:
        return getattr(asyncio, name)


def ends_with(code: int) -> Child:
    return Child("board", [sys.executable, "-c", f"raise SystemExit({code})"], again=REBOOT)


async def test_a_reboot_is_no_failure(monkeypatch, caplog):
    caplog.set_level(logging.INFO, "edge_agent.desk.children")
    assert await pauses_of(monkeypatch, ends_with(REBOOT)) == [children.FIRST_PAUSE_S] * STARTS
    assert {record.levelname for record in caplog.records} == {"INFO"}
    assert "board starts anew, as it was told" in caplog.text


async def test_a_board_that_fails_waits_longer_each_time(monkeypatch):
    taken = await pauses_of(monkeypatch, ends_with(1))
    assert taken == sorted(set(taken))


def test_the_desk_board_is_kept_so(tmp_path):
    assert board_child(tmp_path, tmp_path / "ether.sock").again == REBOOT
