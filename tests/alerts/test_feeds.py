"""Feeds over real HTTP: each alert is issued once, and a hostile feed costs little and reaches nothing."""

import asyncio
import gzip
from contextlib import suppress

import pytest
from aiohttp import web

from edge_agent.alerts import feeds
from edge_agent.alerts.destinations import Destinations
from edge_agent.alerts.feeds import FeedPoll
from edge_agent.config import Alerts
from edge_agent.errors import BadRequest, Unavailable
from tests.alerts.publisher import Publisher, atom, poll_of
from tests.alerts.town import cap, reference

LIMIT_S = 10


@pytest.fixture
async def publisher():
    async with Publisher.serving() as publisher:
        yield publisher


async def look(feed):
    """One poll as `run` makes it."""
    async with asyncio.timeout(LIMIT_S), feed.session() as session:
        await feed.poll(session)


async def test_a_feed_that_is_one_cap_document_is_issued(town, publisher):
    publisher.pages["/cap"] = cap()
    await look(poll_of(town, publisher.url("/cap")))

    assert await town.in_force() == ["Flood: leave the river side"]


async def test_the_documents_that_an_atom_feed_links_to_are_issued_once(town, publisher):
    publisher.pages.update({"/feed": atom(("/a", "1"), ("b", "1"), ("/a", "1")), "/a": cap("a"), "/b": cap("b")})
    feed = poll_of(town, publisher.url("/feed"))
    await look(feed)
    await look(feed)

    assert len(await town.in_force()) == 2
    assert publisher.asked == {"/feed": 2, "/a": 1, "/b": 1}


async def test_an_rss_feed_is_understood(town, publisher):
    publisher.pages["/a"] = cap()
    publisher.pages["/rss"] = "<rss><channel><item><guid>1</guid><link> /a </link></item></channel></rss>"
    await look(poll_of(town, publisher.url("/rss")))

    assert len(await town.in_force()) == 1


async def test_an_entry_that_changed_is_fetched_again(town, publisher):
    feed = poll_of(town, publisher.url("/feed"))
    publisher.pages.update({"/feed": atom(("/a", "1")), "/a": cap()})
    await look(feed)
    update = cap("flood-2", kind="Update", headline="Flood: rising", references=reference())
    publisher.pages.update({"/feed": atom(("/a", "2")), "/a": update})
    await look(feed)

    assert await town.in_force() == ["Flood: rising"]


async def test_after_a_restart_the_same_alerts_are_recognised_by_sender_and_identifier(town, publisher):
    publisher.pages.update({"/feed": atom(("/a", "1")), "/a": cap()})
    for _ in range(3):
        await look(poll_of(town, publisher.url("/feed")))

    assert publisher.asked["/a"] == 3
    assert len(await town.known()) == 1


async def test_a_feed_that_did_not_change_is_not_sent_again(town, publisher):
    async def tagged(request):
        if request.headers.get("If-None-Match") == '"7"':
            return web.Response(status=304)
        return web.Response(text=atom(("/a", "1")), headers={"ETag": '"7"'})

    publisher.pages.update({"/feed": tagged, "/a": cap()})
    feed = poll_of(town, publisher.url("/feed"))
    await look(feed)
    await look(feed)

    assert [headers.get("If-None-Match") for headers in publisher.headers] == [None, None, '"7"']
    assert len(await town.in_force()) == 1


async def test_a_dead_link_stops_no_other_and_is_tried_again_although_the_feed_did_not_change(town, publisher):
    async def tagged(request):
        if "If-None-Match" in request.headers:
            return web.Response(status=304)
        return web.Response(text=atom(("/dead", "1"), ("/b", "1")), headers={"ETag": '"7"'})

    publisher.pages.update({"/feed": tagged, "/b": cap("b")})
    feed = poll_of(town, publisher.url("/feed"))
    await look(feed)
    assert len(await town.in_force()) == 1

    publisher.pages["/dead"] = cap("a")
    await look(feed)
    assert len(await town.in_force()) == 2
    assert publisher.asked["/b"] == 1


async def test_a_long_feed_is_fetched_in_portions(town, publisher, monkeypatch):
    monkeypatch.setattr(feeds, "MAX_FETCHES", 2)
    links = [(f"/{number}", "1") for number in range(5)]
    publisher.pages.update({path: cap(path) for path, _ in links} | {"/feed": atom(*links)})
    feed = poll_of(town, publisher.url("/feed"))

    counts = []
    for _ in range(3):
        await look(feed)
        counts.append(len(await town.in_force()))
    assert counts == [2, 4, 5]


async def test_a_document_that_cannot_be_issued_is_told_and_not_fetched_again(town, publisher, caplog):
    publisher.pages.update({"/feed": atom(("/page", "1")), "/page": "<html/>"})
    feed = poll_of(town, publisher.url("/feed"))
    with caplog.at_level("INFO"):
        await look(feed)
        await look(feed)

    assert publisher.asked["/page"] == 1
    assert "/page was not issued" in caplog.text


async def test_a_document_waits_for_a_log_that_takes_nothing_now(publisher):
    async def full(data, origin):
        raise Unavailable("the disk is full")

    publisher.pages.update({"/feed": atom(("/a", "1")), "/a": cap()})
    feed = FeedPoll(publisher.url("/feed"), full, poll_s=3600, way_out=lambda: True, answered=lambda: None)
    await look(feed)
    await look(feed)

    assert publisher.asked["/a"] == 2


BOMB = '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]><feed>&c;</feed>'


@pytest.mark.parametrize(
    "page", ["", "<feed", "<html/>", BOMB, b"\x1f\x8b\x08\x00", "<?xml version='1.0' encoding='x'?>"]
)
async def test_what_is_no_feed_is_refused(town, publisher, page):
    publisher.pages["/feed"] = page
    with pytest.raises(BadRequest, match="the feed is"):
        await look(poll_of(town, publisher.url("/feed")))


async def test_an_endless_body_is_cut_off(town, publisher):
    async def endless(request):
        response = web.StreamResponse()
        await response.prepare(request)
        with suppress(ConnectionError):
            while True:
                await response.write(bytes(1 << 16))
        return response

    publisher.pages.update({"/feed": endless, "/list": atom(("/feed", "1"), ("/a", "1")), "/a": cap()})
    with pytest.raises(BadRequest, match="larger than"):
        await look(poll_of(town, publisher.url("/feed")))
    await look(poll_of(town, publisher.url("/list")))
    assert len(await town.in_force()) == 1


async def test_nothing_is_asked_for_compressed_and_nothing_is_unpacked(town, publisher):
    async def bomb(request):
        return web.Response(body=gzip.compress(cap().encode()), headers={"Content-Encoding": "gzip"})

    publisher.pages["/feed"] = bomb
    with pytest.raises(BadRequest, match="not well-formed"):
        await look(poll_of(town, publisher.url("/feed")))
    assert publisher.headers[0]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "href",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[",
        "ftp://127.0.0.1/a",
        "http://" + "a" * 70 + ".example/",
        "http://127.0.0.1:99999/",
    ],
)
async def test_a_link_that_leads_nowhere_harms_nobody(town, publisher, href):
    publisher.pages.update({"/feed": atom((href, "1"), ("/a", "1")), "/a": cap()})
    await look(poll_of(town, publisher.url("/feed")))

    assert len(await town.in_force()) == 1


def redirect(target):
    async def answer(request):
        return web.Response(status=302, headers={"Location": target})

    return answer


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://127.0.0.1/", "/loop", "http://["])
async def test_a_redirect_leads_out_of_http_never(town, publisher, target):
    publisher.pages["/loop"] = redirect(target)
    with pytest.raises(Unavailable, match="cannot be fetched"):
        await look(poll_of(town, publisher.url("/loop")))


async def test_a_feed_reaches_no_other_private_address_by_link_or_by_redirect(town, publisher):
    async with Publisher.serving("127.0.0.2") as router:
        router.pages["/reboot"] = cap("secret")
        publisher.pages.update({
            "/feed": atom((router.url("/reboot"), "1"), ("/away", "1"), ("/a", "1")),
            "/away": redirect(router.url("/reboot")), "/a": cap(),
        })  # fmt: skip
        await look(poll_of(town, publisher.url("/feed")))

        assert router.asked == {}
    assert len(await town.in_force()) == 1


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", True),  # the feed's own host
        ("127.0.0.2", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("193.99.144.80", True),
        ("2a02:2e0:3fe:1001::1", True),
    ],
)
async def test_a_feed_may_name_public_hosts_and_its_own(address, allowed):
    destinations = Destinations("127.0.0.1")
    await destinations.look_up()

    assert destinations.may_reach(address) is allowed


async def test_a_feed_that_cannot_be_reached_leaves_the_waiting_to_the_supervisor(town):
    async with Publisher.serving() as gone:
        url = gone.url("/feed")

    with pytest.raises(Unavailable, match="cannot be fetched"):
        await poll_of(town, url).run()


async def test_a_host_that_does_not_exist_is_told(town):
    with pytest.raises(Unavailable, match="is the internet there"):
        async with asyncio.timeout(LIMIT_S):
            await poll_of(town, "http://" + "a" * 70 + ".example/").run()


async def test_a_running_poll_asks_again_and_survives_a_feed_that_is_broken_for_a_while(town, publisher):
    publisher.pages["/feed"] = "<html/>"
    news = town.store.changes()
    feed = FeedPoll(
        publisher.url("/feed"), town.issuer().issue_document, poll_s=0.01, way_out=lambda: True, answered=lambda: None
    )
    polling = asyncio.create_task(feed.run())
    async with asyncio.timeout(LIMIT_S):
        while publisher.asked["/feed"] < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        publisher.pages["/feed"] = cap()
        await anext(news)
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling


def test_no_feed_is_polled_unless_one_is_named():
    assert Alerts().feeds == ()
