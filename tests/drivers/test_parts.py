"""Clock, waiting, watchdog, chance and log of a board."""

import asyncio
import sys
from types import SimpleNamespace

import pytest

import node.log
from drivers import parts
from drivers.clock import Clock
from drivers.log import MAX_LENGTH, MAX_NOTES, Log
from drivers.parts import WATCHDOG_MS, Wait, Watchdog
from tests.boards.doubles.bench import TICKS_PERIOD, Bench
from tests.boards.doubles.fitting import fit

DAY_MS = 86400000
NOW = 1790000000


def test_uptime_goes_on_for_weeks_over_the_end_of_the_chips_counter():
    bench = Bench(started_ms=TICKS_PERIOD - 5000)
    fit(bench)
    clock = Clock()
    for day in range(1, 60):
        for _ in range(24):
            bench.pass_ms(DAY_MS / 24)
            clock.uptime_ms()
        assert clock.uptime_ms() == day * DAY_MS


def test_uptime_never_goes_back(bench):
    clock = Clock()
    told = [clock.uptime_ms()]
    for step in (0, 1, 59999, 0, 3600000, 5 * DAY_MS, 8 * DAY_MS, 1):
        bench.pass_ms(step)
        told.append(clock.uptime_ms())
    assert told == sorted(told)


@pytest.mark.parametrize("epoch", [946684800, 0])
def test_the_time_of_day_counts_from_1970_whatever_the_chip_counts_from(epoch):
    bench = Bench()
    bench.epoch = epoch
    fit(bench)
    clock = Clock()
    bench.utc = NOW
    assert clock.utc() == NOW
    bench.pass_ms(5000)
    assert clock.utc() == NOW + 5


@pytest.mark.parametrize("utc", [946684800, 1420070400, 1609459200])  # 2000, 2015, 2021: what unset chips say
def test_a_clock_that_nobody_set_says_so(bench, utc):
    bench.utc = utc
    assert Clock().utc() == 0


def test_a_wait_lasts_as_long_as_it_should(bench):
    bench.run(Wait().wait(1000))
    assert 1000 <= bench.now_us // 1000 <= 1020


def test_news_end_a_wait(bench):
    wait = Wait()
    bench.after(300000, wait.news)
    bench.run(wait.wait(60000))
    assert 300 <= bench.now_us // 1000 <= 320


def test_news_that_came_before_are_not_waited_for(bench):
    wait = Wait()
    wait.news()
    bench.run(wait.wait(60000))
    assert bench.now_us == 0
    bench.run(wait.wait(100))
    assert bench.now_us >= 100000


def test_news_without_end_let_others_run(bench, monkeypatch):
    wait, turns = Wait(), []

    async def busy() -> None:
        for _ in range(50):
            wait.news()
            await wait.wait(1000)

    async def other() -> None:
        while True:
            turns.append(1)
            await asyncio.sleep(0)

    async def both() -> None:
        task = asyncio.create_task(other())
        await busy()
        task.cancel()

    monkeypatch.setattr(parts, "asyncio", asyncio)
    asyncio.run(both())
    assert len(turns) >= 49


def test_what_raises_no_interrupt_is_looked_at(bench):
    wait = Wait()
    wait.polled = [lambda: bench.now_us > 500000]
    bench.run(wait.wait(60000))
    assert bench.now_us // 1000 <= 540


def test_the_watchdog_waits_for_the_first_feeding_and_then_bites(bench):
    dog = Watchdog()
    bench.pass_ms(60000)
    assert bench.resets == 0
    for _ in range(5):
        dog.feed()
        bench.pass_ms(WATCHDOG_MS - 100)
    assert bench.resets == 0
    bench.pass_ms(200)
    assert bench.resets == 1


def test_a_reboot_resets_the_chip(bench):
    parts.reboot()
    assert bench.resets == 1


def test_random_numbers_stay_between_their_limits():
    drawn = {parts.random_ms(100, 105) for _ in range(500)}
    assert drawn == {100, 101, 102, 103, 104}
    assert parts.random_ms(7, 7) == 7


def test_random_bytes_are_as_many_as_asked_for_and_never_the_same():
    assert len(parts.random_bytes(32)) == 32
    assert parts.random_bytes(32) != parts.random_bytes(32)


class Wifi:
    """`network` of an ESP32, and what its source of entropy is worth."""

    def __init__(self, *, fails: bool = False) -> None:
        self.is_on = False
        self.fails = fails
        self.drawn: list[bool] = []

    def WLAN(self, interface: int) -> "Wifi":
        return self

    def active(self, on: bool | None = None) -> bool:
        if on is not None and self.fails:
            raise OSError("out of memory")
        self.is_on = self.is_on if on is None else on
        return self.is_on

    def urandom(self, count: int) -> bytes:
        self.drawn.append(self.is_on)
        return bytes(count)


@pytest.mark.parametrize(
    ("platform", "count", "fails", "is_on"),
    [("esp32", 32, False, True), ("esp32", 4, False, False), ("esp32", 32, True, False), ("rp2", 32, False, False)],
)
def test_keys_of_an_esp32_are_drawn_while_its_noise_is_sure(bench, monkeypatch, platform, count, fails, is_on):
    wifi = Wifi(fails=fails)
    monkeypatch.setitem(sys.modules, "network", wifi)
    monkeypatch.setattr(parts, "os", wifi)
    monkeypatch.setattr(parts, "sys", SimpleNamespace(platform=platform))
    assert len(parts.random_bytes(count)) == count
    assert wifi.drawn == [is_on]
    assert not wifi.is_on


def test_the_log_keeps_the_first_notes_until_somebody_follows_it():
    log = Log()
    for number in range(MAX_NOTES + 10):
        log.note(f"{number} " + "x" * 500)
    remembered: list[str] = []
    log.follow(remembered.append)
    log.note("later")
    assert len(remembered) == MAX_NOTES + 1
    assert max(map(len, remembered)) == MAX_LENGTH
    assert (remembered[0][:2], remembered[-1], log.notes) == ("0 ", "later", [])


def test_what_drivers_note_is_in_the_log_of_the_console_once():
    log = Log()
    log.note("radio: no answer")
    console = node.log.Log(log, lambda: 5000)
    log.note("sensor: gone")
    console.note("board: started")
    assert console.lines == [(5, "radio: no answer"), (5, "sensor: gone"), (5, "board: started")]
