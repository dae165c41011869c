"""Whatever breaks a board is noted, shown and survived; after three crashes in a row it only answers its console."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from node import crash_log, guard, slots
from node.hardware import Hardware
from node.line import SerialLine
from node.safe import RETRY_MS, SafeMode
from tests.node.disk import Disk, every_cut
from tests.node.fake_board import Parts, Radio, random_bytes

REASON = "ValueError: pages of nothing"
PROVISIONED = {"name": "attic", "updaters": ["ab" * 32], "roots": ["cd" * 32]}


class Rig:
    """A guard on a disk; its clock moves with its sleep."""

    def __init__(self, disk: Disk | None = None, *, fell: str = "") -> None:
        self.disk = disk or Disk()
        self.parts = Parts({}, 0)
        self.parts.ms = 0
        self.radio = Radio()
        self.typed = b""
        self.said = b""
        self.waits = 0
        parts, line = self.parts, SerialLine(self._read, self._write)
        self.hardware = Hardware(
            self.radio, parts, parts, parts, self.disk.flash, parts, line, parts, lambda low, high: low, self._wait,
            random_bytes, parts.battery, {}, parts.feed, self._reboot,
        )  # fmt: skip
        self.guard = guard.Guard(self.hardware, "1.0", fell, sleep=self._sleep)

    def run(self, start: Callable[[], Awaitable[None]]) -> None:
        asyncio.run(self.guard.run(start))

    def crash(self, error: Exception) -> None:
        async def start() -> None:
            raise error

        with pytest.raises(type(error)):
            self.run(start)

    def _read(self, limit: int) -> bytes:
        typed, self.typed = self.typed[:limit], self.typed[limit:]
        return typed

    def _write(self, data: bytes) -> int:
        self.said += data
        return len(data)

    def _reboot(self) -> None:
        raise SystemExit

    async def _sleep(self, seconds: float) -> None:
        self.parts.ms += int(1000 * seconds)
        await asyncio.sleep(0)

    async def _wait(self, ms: int) -> None:
        self.waits += 1
        self.parts.ms += ms
        await asyncio.sleep(0)


def safe_mode(disk: Disk, typed: bytes = b"") -> Rig:
    """A start into safe mode, until the console reboots it or an hour is over."""
    rig = Rig(disk)
    rig.typed = typed
    with pytest.raises(SystemExit):
        rig.run(never)
    return rig


async def never() -> None:
    raise AssertionError("the program was started")


def crashed(times: int) -> Disk:
    disk = Disk({"board.json": json.dumps(PROVISIONED).encode()})
    for _ in range(times):
        Rig(disk).crash(ValueError("pages of nothing"))
    return disk


def log(disk: Disk) -> crash_log.CrashLog:
    return crash_log.CrashLog(disk.flash)


def test_a_crash_is_noted_shown_and_raised_again():
    rig = Rig()
    rig.crash(ValueError("pages of nothing"))
    text = rig.disk.files["crash.log"].decode()
    assert text.startswith("in a row: 1\n--- " + REASON + "\nversion 1.0, up ")
    assert rig.parts.lines[:3] == ["CRASHED", "starting again", "in 1 s"]
    assert "ValueError: pages of " in rig.parts.lines
    assert rig.parts.pattern == "off"


def test_the_pauses_between_crashes_grow_and_stay_below_a_minute():
    assert [guard.pause_s(in_a_row) for in_a_row in (1, 2, 3, 6, 7, 1000)] == [1, 2, 4, 32, 60, 60]


def test_after_three_crashes_in_a_row_the_program_is_left_alone():
    rig = safe_mode(crashed(3))
    assert rig.parts.lines[0] == "SAFE MODE"
    assert "pages of nothing" in " ".join(rig.parts.lines)
    assert rig.parts.pattern == "off"
    assert rig.radio.sent == []


def test_after_safe_mode_the_program_is_tried_once():
    disk = crashed(3)
    safe_mode(disk)
    Rig(disk).crash(ValueError("pages of nothing"))
    safe_mode(disk)


def test_a_board_that_nobody_looks_after_tries_again_after_an_hour():
    rig = safe_mode(crashed(3))
    assert RETRY_MS < rig.parts.ms < 2 * RETRY_MS


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (b'{"run": "status"}\n', b'"safe": true'),
        (b'{"run": "log crash"}\n', b"pages of nothing"),
        (b'{"run": "alerts"}\n', b"no such command"),
        (b"status\r", b"safe"),
    ],
)
def test_the_console_answers_in_safe_mode(typed, answer):
    assert answer in safe_mode(crashed(3), typed).said


def test_reboot_leaves_safe_mode_at_once():
    assert safe_mode(crashed(3), b'{"run": "reboot yes"}\n').parts.ms < 60000


def test_safe_mode_can_be_asked_for_and_is_over_with_the_next_start():
    disk = Disk({"board.json": json.dumps(PROVISIONED).encode(), "safe.json": b"{}"})
    assert "asked for at the console"[:21] in " ".join(safe_mode(disk).parts.lines)
    ran = []

    async def start() -> None:
        ran.append(True)

    Rig(disk).run(start)
    assert ran == [True]


def test_ten_minutes_begin_the_count_anew():
    disk = crashed(2)
    rig = Rig(disk)
    rig.guard.look(guard.STEADY_MS - 1)
    assert log(disk).in_a_row == 2
    rig.guard.look(guard.STEADY_MS)
    assert log(disk).in_a_row == 0
    assert REASON in log(disk).text()


def test_what_cannot_be_mended_by_a_restart_goes_to_safe_mode_and_counts_no_crash():
    rig = Rig()

    async def start() -> None:
        raise guard.Unfit("board.json: missing; provision the board first")

    with pytest.raises(SystemExit):
        rig.run(start)
    assert "board.json: missing;" in rig.parts.lines
    assert "crash.log" not in rig.disk.files


def test_a_loop_that_stands_still_is_named_and_ends_the_feeding():
    rig = Rig()

    async def start() -> None:
        rig.guard.watch.expect("transmit", 30000)
        await asyncio.get_running_loop().create_future()

    with pytest.raises(guard.Stuck, match="the transmit loop stands still"):
        rig.run(start)
    assert 15 <= rig.parts.fed <= 20  # every two seconds for half a minute
    assert "the transmit loop stands still" in log(rig.disk).text()


def test_a_loop_that_rests_or_goes_on_is_not_missed():
    rig = Rig()
    watch = rig.guard.watch
    watch.rest("transmit")
    for _ in range(100):
        watch.expect("step", 60000)
        rig.parts.ms += 59999
        assert watch.late() is None
    rig.parts.ms += 2
    assert watch.late() == "step"


def test_a_watchdog_reset_counts_as_a_crash():
    disk = Disk()
    Rig(disk, fell="the watchdog started the board again")
    assert log(disk).in_a_row == 1
    assert "watchdog" in log(disk).text()


def test_the_log_keeps_the_newest_in_four_kilobytes():
    disk = Disk()
    for number in range(60):
        log(disk).add(f"error {number} " + "\N{SNOWMAN}" * 400, "line\n" * 500, "facts")
        assert len(disk.files["crash.log"]) <= crash_log.MAX_BYTES
    assert "error 59" in log(disk).text()
    assert "error 0 " not in log(disk).text()
    assert log(disk).in_a_row == 60


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"in a row: -5\n", b"in a row: 99999999\n", b"x" * 5000])
def test_a_damaged_log_counts_nothing_and_takes_the_next_crash(data):
    disk = Disk({"crash.log": data})
    assert log(disk).in_a_row == 0
    log(disk).add("reason", "", "facts")
    assert log(disk).in_a_row == 1


def test_a_power_cut_while_a_crash_is_noted_leaves_the_log_before_or_after():
    before = crashed(1)
    for cut in every_cut(before, lambda disk: log(disk).add("second", "trace", "facts")):
        assert log(cut).in_a_row in (1, 2)
        assert REASON in log(cut).text()


@pytest.mark.parametrize("break_it", ["full", "broken"])
def test_a_flash_that_takes_nothing_is_said_and_the_board_waits_a_minute(break_it):
    rig = Rig()
    if break_it == "full":
        rig.disk.full_at = 0
    else:
        rig.disk.broken = True
    rig.crash(ValueError("pages of nothing"))
    assert any("the flash fails or is full" in note for note in rig.parts.notes)
    assert "in 60 s" in rig.parts.lines
    assert rig.parts.lines[0] == "CRASHED"


def test_each_crash_costs_one_write():
    disk = Disk()
    assert disk.operations(lambda: Rig(disk).crash(ValueError("x"))) == disk.operations(
        lambda: disk.flash.write("crash.log", b"one write")
    )


def test_a_version_that_runs_a_minute_is_kept():
    disk = Disk({"slots.json": slots.encode(slots.start(slots.install(slots.FIRST, "a", "2.0", 2)))})
    rig = Rig(disk)
    rig.guard.look(slots.HEALTHY_MS - 1)
    assert not slots.decode(disk.files["slots.json"]).is_kept
    rig.guard.look(slots.HEALTHY_MS)
    assert slots.decode(disk.files["slots.json"]).is_kept
    assert rig.guard.version == "2.0"


def test_a_version_whose_radio_is_down_is_not_kept():
    disk = Disk({"slots.json": slots.encode(slots.start(slots.install(slots.FIRST, "a", "2.0", 2)))})
    rig = Rig(disk)
    rig.radio.facts = lambda: {"up": False}  # type: ignore[attr-defined]
    rig.guard.look(slots.HEALTHY_MS)
    assert not slots.decode(disk.files["slots.json"]).is_kept


@pytest.mark.parametrize("data", [None, b"{", b"[]", b'{"name": 5, "updaters": 7}', b"\xff"])
def test_safe_mode_stands_any_settings(data):
    rig = Rig(Disk({} if data is None else {"board.json": data}))
    SafeMode(rig.hardware, "why", rig.guard).step()
    assert rig.parts.lines[0] == "SAFE MODE"
