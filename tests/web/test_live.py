"""GET /events: an open page gets what changed, resumes where it was, and cannot harm the node."""

import asyncio
import json
from contextlib import ExitStack, asynccontextmanager

import pytest

from edge_agent.errors import Unavailable
from edge_agent.web.limits import Limits
from edge_agent.web.live import MAX_LISTENERS, MAX_PER_CLIENT, SECTIONS, Live
from tests.web.conftest import tcp
from tests.web.outside import FLOOD, RADIO


class Stream:
    """The events of one open page, read one by one."""

    def __init__(self, content):
        self._content = content

    async def next(self, *, skip=("hello", "tick")):
        """The next event that is not to be skipped, as a mapping of its fields; {} at the end of the stream."""
        while True:
            fields = {}
            while line := (await self._content.readline()).decode().rstrip("\n"):
                key, _, value = line.partition(": ")
                fields[key] = value
            if fields.get("event") not in skip:
                return fields

    async def sections(self):
        return json.loads((await self.next())["data"])


@asynccontextmanager
async def opened(session, seen="", **headers):
    async with session.get("/events", params={"seen": seen}, headers=headers) as response:
        assert response.content_type == "text/event-stream"
        yield Stream(response.content)


async def test_a_page_that_has_nothing_gets_every_section(stranger):
    async with opened(stranger) as stream:
        assert set(await stream.sections()) == set(SECTIONS)


async def test_a_change_reaches_the_open_page(served, stranger):
    async with opened(stranger) as stream:
        await stream.next()
        served.outside.alerts = [FLOOD]
        served.live.notify("alerts")
        event = await stream.next(skip=())
    assert event["event"] == "sections"  # and no tick before it: the page did not have to wait for one
    changed = json.loads(event["data"])
    assert set(changed) == {"alerts"}
    assert "leave the river side now" in changed["alerts"]


async def test_news_that_changes_nothing_visible_is_not_sent(served, stranger):
    async with opened(stranger) as stream:
        await stream.next()
        served.live.notify("alerts")
        served.outside.radio = RADIO | {"sent": 32}
        served.live.notify("radio")
        assert set(await stream.sections()) == {"radio"}


async def test_a_page_that_comes_back_gets_only_what_it_missed(served, stranger):
    async with opened(stranger) as stream:
        last = (await stream.next())["id"]
    served.outside.alerts = [FLOOD]
    served.live.notify("alerts")
    async with opened(stranger, **{"Last-Event-ID": last}) as stream:
        assert set(await stream.sections()) == {"alerts"}


async def test_the_page_as_served_is_where_its_stream_starts(served, stranger):
    async with stranger.get("/") as response:
        seen = (await response.text()).partition('data-seen="')[2].partition('"')[0]
    served.outside.radio = RADIO | {"sent": 32}
    served.live.notify("radio")
    async with opened(stranger, seen) as stream:
        assert set(await stream.sections()) == {"radio"}


@pytest.mark.parametrize("seen", ["::::", "alerts:" + "x" * 500, "....", "alerts", "no:such.alerts:1", "\u2028"])
async def test_an_odd_place_to_resume_from_counts_as_nothing_seen(stranger, seen):
    async with opened(stranger, seen) as stream:
        assert set(await stream.sections()) == set(SECTIONS)


async def test_expiry_reaches_the_open_page_though_nobody_says_so(served, stranger):
    served.outside.alerts = [FLOOD]
    async with opened(stranger) as stream:
        await stream.next()
        served.outside.alerts = []
        served.clock_s += 60
        served.live.notify("node")  # stands for the next tick
        assert "No alert is in force" in (await stream.sections())["alerts"]


@pytest.mark.parametrize("served", [Limits(tick_s=0.01)], indirect=True)
async def test_a_quiet_stream_ticks(stranger):
    async with opened(stranger) as stream:
        assert (await stream.next(skip=("hello", "sections")))["event"] == "tick"


@pytest.mark.parametrize("served", [Limits(stream_s=0.05)], indirect=True)
async def test_a_stream_ends_after_its_time_so_that_the_caller_is_looked_up_again(served, stranger):
    async with opened(stranger) as stream:
        await stream.next()
        assert await stream.next() == {}
    assert served.live.listeners == 0


@pytest.mark.parametrize("served", [Limits(send_s=0.05)], indirect=True)
async def test_a_reader_who_does_not_read_is_dropped(served):
    served.outside.alerts = [FLOOD | {"id": f"4f2a91c0-{number}"} for number in range(4000)]  # more than buffers hold
    async with tcp(served.port) as (_, writer):
        writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await until(lambda: served.live.listeners == 1)
        await until(lambda: served.live.listeners == 0)


@pytest.mark.parametrize("served", [Limits(tick_s=0.01)], indirect=True)
async def test_a_closed_page_is_forgotten(served, stranger):
    async with opened(stranger) as stream:
        await stream.next()
        assert served.live.listeners == 1
    await until(lambda: served.live.listeners == 0)


async def test_many_open_pages_cost_one_look(served, stranger):
    streams = await asyncio.gather(*(stranger.get("/events") for _ in range(MAX_PER_CLIENT)))
    sections = await asyncio.gather(*(Stream(stream.content).sections() for stream in streams))
    assert sections == [sections[0]] * MAX_PER_CLIENT
    assert served.outside.asked == [("list", {"language": "en"})]
    for stream in streams:
        stream.close()


async def test_a_client_that_opens_too_many_pages_loses_its_own_oldest(served, stranger):
    async with opened(stranger) as oldest:
        await oldest.next()
        streams = [await stranger.get("/events") for _ in range(MAX_PER_CLIENT)]
        assert await oldest.next() == {}
        assert served.live.listeners == MAX_PER_CLIENT
    for stream in streams:
        stream.close()


def test_a_full_house_refuses_newcomers_and_keeps_the_guests():
    live = Live()
    with ExitStack() as guests:
        listeners = [guests.enter_context(live.listen(f"10.0.0.{number}")) for number in range(MAX_LISTENERS)]
        with pytest.raises(Unavailable), live.listen("10.0.1.1"):
            pass
        assert not any(listener.closed for listener in listeners)
    assert live.listeners == 0


async def until(done):
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110  # the server has no event for it
            await asyncio.sleep(0.01)


def test_an_unknown_section_is_a_mistake():
    with pytest.raises(KeyError):
        Live().notify("weather")
