"""What was sent survives a restart, whatever happened to the clock on the wall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.law.ledger import BIN_S
from lora_gateway.law.spent import MAX_ROWS, Spent, here
from lora_gateway.law.uptime import Minute, Moment, begin_of
from lora_gateway.store.database import Database


def monday(steady):
    return Moment(b"monday", steady)


def tuesday(steady):
    return Moment(b"tuesday", steady)


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "gateway.db")
    yield opened
    await opened.close()


@given(st.lists(st.tuples(st.floats(1, 9000), st.floats(0, 9000), st.floats(0, 100))), st.floats(1, 9000))
def test_over_many_boots_nothing_seems_older_than_it_is(boots, uptime):
    now, minutes, charged = 0.0, [], []
    for number, (until_charge, until_off, off) in enumerate(boots):
        boot, minute = b"%d" % number, int(until_charge // BIN_S)
        minutes.append(Minute(boot, minute, begin_of(boot, minutes) + (minute + 1) * BIN_S))
        charged.append(now + until_charge)
        now += until_charge + until_off + off

    here_s = begin_of(b"now", minutes) + uptime

    for at, minute in zip(charged, minutes, strict=True):
        assert here_s - minute.ends <= now + uptime - at + 1e-6


async def test_airtime_is_kept_by_the_minute_for_an_hour(database):
    spent = Spent(database)
    for minute in range(100):
        await spent.charge(1000, 50, monday(60.0 * minute))

    left = await spent.left(monday(6000.0))

    assert 60 <= len(left.own) <= 62
    assert sum(airtime_ms for _, airtime_ms in left.own) == 1000 * len(left.own)
    assert sum(airtime_ms for _, airtime_ms in left.relayed) == 50 * len(left.own)


async def test_what_was_not_sent_is_taken_back(database):
    spent = Spent(database)
    await spent.charge(1700, 0, monday(10.0))
    await spent.charge(-1700, 0, monday(11.0))
    assert (await spent.left(monday(20.0))).own == [(0.0, 0)]


async def test_a_new_process_counts_on_within_the_boot(database):
    await Spent(database).charge(90_000, 0, monday(1010.0))
    assert (await Spent(database).left(monday(1100.0))).own == [(80.0, 90_000)]


async def test_after_a_boot_the_time_before_it_and_since_counts(database):
    await Spent(database).charge(90_000, 0, monday(1010.0))
    await Spent(database).charge(1000, 0, monday(2995.0))
    ages = [age for age, _ in (await Spent(database).left(tuesday(600.0))).own]
    assert ages == [1980 + 540, 540]


async def test_many_boots_leave_a_bounded_number_of_rows(database):
    spent = Spent(database)
    for number in range(MAX_ROWS + 20):
        await spent.charge(1000, 0, Moment(b"%d" % number, 10.0))
    assert len(await database.read("SELECT 1 FROM spent")) == MAX_ROWS


async def test_the_hour_of_an_older_version_counts(database):
    await database.write(("INSERT INTO spent VALUES (1, x'', 29833333, 1790000040, 5000, 0)", ()))
    assert (await Spent(database).left(tuesday(600.0))).own == [(540.0, 5000)]


def test_the_clock_of_this_machine_stands_within_one_boot():
    first, second = here(), here()
    assert first.boot == second.boot != b""
    assert first.steady <= second.steady
