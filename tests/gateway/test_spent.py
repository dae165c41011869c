"""What was sent survives a restart, whatever happened to the clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.air.database import Database
from lora_gateway.air.moment import Moment, age_s
from lora_gateway.air.spent import MAX_ROWS, Spent, here

UTC = 1_790_000_000.0
SECONDS = st.floats(0, 10 * 86400)
STEP = st.floats(-3e8, 3e8)


def monday(steady, *, utc=UTC, boot=b"monday"):
    return Moment(boot, steady, utc)


@given(st.floats(0, 1e6), SECONDS, STEP)
def test_within_one_boot_no_change_of_the_clock_on_the_wall_changes_an_age(steady, elapsed, step):
    then, now = monday(steady), monday(steady + elapsed, utc=UTC + elapsed + step)
    assert age_s(then, now) == pytest.approx(elapsed, abs=1e-6)


@given(SECONDS, SECONDS, STEP)
def test_after_a_boot_nothing_seems_older_than_it_is(off, uptime, step):
    then = monday(50_000.0)
    now = monday(uptime, utc=UTC + off + uptime + step, boot=b"tuesday")
    assert 0 <= age_s(then, now) <= off + uptime


def test_after_a_boot_a_true_clock_is_believed_as_far_as_the_boot_is_past():
    then = monday(50_000.0)
    assert age_s(then, monday(30.0, utc=UTC + 1800, boot=b"tuesday")) == 30
    assert age_s(then, monday(7200.0, utc=UTC + 1800, boot=b"tuesday")) == 1800


def test_a_boot_that_seems_to_lie_in_the_future_is_past_all_the_same():
    assert age_s(monday(50_000.0, utc=UTC + 86400), monday(7200.0, boot=b"tuesday")) == 7200


@pytest.fixture
async def database(tmp_path):
    opened = await Database.open(tmp_path / "gateway.db")
    yield opened
    await opened.close()


async def test_airtime_is_kept_by_the_minute_for_an_hour(database):
    spent = Spent(database)
    for minute in range(100):
        await spent.charge(1000, 50, monday(60.0 * minute, utc=UTC + 60 * minute))

    left = await spent.left(monday(6000.0, utc=UTC + 6000))

    assert 60 <= len(left.own) <= 62
    assert sum(airtime_ms for _, airtime_ms in left.own) == 1000 * len(left.own)
    assert sum(airtime_ms for _, airtime_ms in left.relayed) == 50 * len(left.own)


async def test_what_was_not_sent_is_taken_back(database):
    spent = Spent(database)
    await spent.charge(1700, 0, monday(10.0))
    await spent.charge(-1700, 0, monday(11.0))
    assert (await spent.left(monday(20.0))).own == [(0.0, 0)]


async def test_a_restart_after_the_clock_was_set_forward_knows_what_was_sent_just_before(database):
    await Spent(database).charge(90_000, 0, monday(1000.0))
    [(age, airtime_ms)] = (await Spent(database).left(monday(1100.0, utc=UTC + 86400))).own
    assert airtime_ms == 90_000
    assert age <= 100


async def test_many_boots_leave_a_bounded_number_of_rows(database):
    spent = Spent(database)
    for number in range(MAX_ROWS + 20):
        await spent.charge(1000, 0, monday(10.0, utc=UTC + number, boot=b"%d" % number))
    assert len(await database.read("SELECT 1 FROM spent")) == MAX_ROWS


async def test_an_hour_kept_by_an_older_version_counts(database):
    await database.write(("INSERT INTO spent VALUES (1, x'', 29833333, 1790000040, 5000, 0)", ()))
    assert (await Spent(database).left(monday(9000.0, utc=UTC + 600))).own == [(560.0, 5000)]


def test_the_clock_of_this_machine_stands_within_one_boot():
    first, second = here(), here()
    assert first.boot == second.boot != b""
    assert first.steady <= second.steady
