"""Our end of the link, against a gateway's end that this test drives byte by byte."""

import asyncio
import sqlite3
from functools import partial

import pytest

from edge_agent.errors import LinkLost, Unavailable
from edge_agent.events.model import Draft
from edge_agent.radio import link as radio_link
from edge_agent.radio.capabilities import RadioCapabilities
from edge_agent.radio.link import ABSENT
from edge_agent.radio.offer import offer_id
from meshwire import document
from meshwire.event import ACKNOWLEDGEMENT, CIVDEF, PEOPLE, ROSTER, encode
from tests.alerts.town import HALL, ROOT, cap, reference
from tests.radio.gateway_end import LIMIT_S, STORE, GatewayEnd, framed
from tests.radio.test_receive import frame_of, stored

CERTIFICATE_OFFER = offer_id(ROOT.public, ROSTER, 1)
ALERT_OFFER = offer_id(HALL.public, CIVDEF, 1)


async def until(claim, told):
    """Wait for what the link tells."""
    async with asyncio.timeout(LIMIT_S):
        while not claim():
            told.clear()
            await told.wait()


async def cursor(town, store=STORE):
    """The row up to which this gateway store has been offered everything."""
    async with asyncio.timeout(LIMIT_S):
        while not (row := await town.store.read(partial(radio_link._cursor, store_id=store))):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return row


async def test_both_greet_and_the_link_is_up(link, gateway, start):
    start(link.run())

    assert await gateway.accept() == {"is": "hello", "version": 1, "role": "agent"}
    assert await gateway.read() == {"is": "community", "roots": [ROOT.public]}
    await gateway.take_offer()
    assert link.down is None


async def test_everything_for_the_radio_is_offered_once_in_its_order_of_urgency(town, link, gateway, start):
    await town.issuer().issue({"cap": cap()})
    start(link.run())
    await gateway.accept()

    alert, certificate = await gateway.take_offer(), await gateway.take_offer()
    assert (alert["id"], alert["priority"]) == (ALERT_OFFER, 0)
    assert (certificate["id"], certificate["priority"]) == (CERTIFICATE_OFFER, 1)

    await town.issuer().issue({"cap": cap("flood-2")})
    assert (await gateway.take_offer())["id"] == offer_id(HALL.public, CIVDEF, 2)


async def test_what_was_not_stored_is_offered_again_and_what_was_is_not(town, link, gateway, start):
    first = start(link.run())
    await gateway.accept()
    await gateway.take_offer()
    await cursor(town)
    await town.issuer().issue({"cap": cap()})
    assert (await gateway.until("send"))["id"] == ALERT_OFFER
    gateway.hang_up()
    with pytest.raises(LinkLost, match="connection closed"):
        await first
    assert "connection closed" in link.down

    start(link.run())
    await gateway.accept()
    assert (await gateway.take_offer())["id"] == ALERT_OFFER


async def test_a_new_gateway_store_gets_everything_again(town, link, gateway, start):
    for store in (STORE, b"n" * 16):
        running = start(link.run())
        await gateway.accept(store=store)
        assert (await gateway.take_offer())["id"] == CERTIFICATE_OFFER
        await cursor(town, store)
        gateway.hang_up()
        with pytest.raises(LinkLost):
            await running


async def test_a_cancellation_takes_the_alert_back_from_the_gateway(town, link, gateway, start):
    issued = await town.issuer().issue({"cap": cap()})
    start(link.run())
    await gateway.accept()
    await gateway.take_offer()
    await gateway.take_offer()
    await town.issuer().cancel(issued["id"], "All clear")

    await gateway.until("send")
    assert (await gateway.until("cancel"))["ids"] == [ALERT_OFFER]


async def test_an_event_too_long_for_a_frame_is_announced_and_goes_as_an_object(town, link, gateway, start):
    body = {0: bytes(4), 1: 1, 2: 2, 3: " ".join(f"house {number} is dry" for number in range(16)), 4: "Ada"}
    [said] = await town.store.write(HALL, [Draft(PEOPLE, ACKNOWLEDGEMENT, body)])
    start(link.run())
    await gateway.accept()

    sent, given = [], []
    while not (given and len(sent) == 2):  # the certificate and the notice
        match message := await gateway.read():
            case {"is": "send"}:
                sent.append(message["id"])
                await gateway.tell({"is": "stored", "id": message["id"]})
            case {"is": "object"}:
                given.append(message)
    assert set(sent) == {CERTIFICATE_OFFER, offer_id(HALL.public, PEOPLE, 2)}
    assert b"".join(document.unpack([given[0]["bytes"]])) == encode(said)


async def test_a_refusal_is_told_and_stops_no_other(town, link, gateway, start, caplog):
    await town.issuer().issue({"cap": cap()})
    start(link.run())
    await gateway.accept()
    send = await gateway.until("send")
    await gateway.tell({"is": "refused", "id": send["id"], "reason": "the outbox is full"})

    assert (await gateway.take_offer())["id"] == CERTIFICATE_OFFER
    assert "refused a frame: the outbox is full" in caplog.text


async def test_answers_to_what_was_never_offered_are_ignored(link, gateway, start):
    start(link.run())
    await gateway.accept()
    send = await gateway.until("send")
    await gateway.tell({"is": "stored", "id": b"other"})
    await gateway.tell({"is": "stored", "id": send["id"]})
    await gateway.tell({"is": "stored", "id": send["id"]})
    await gateway.tell({"is": "weather", "wind": 3})
    await gateway.tell({"is": "heard", "n": 1, "frame": b"noise"})

    assert (await gateway.until("taken"))["n"] == 1


async def test_a_heard_event_is_taken_after_it_is_stored(town, link, gateway, start):
    start(link.run())
    await gateway.accept()
    await gateway.tell({"is": "heard", "n": 9, "frame": frame_of(HALL), "rssi": -90, "snr": 5, "at": 1})

    assert (await gateway.until("taken"))["n"] == 9
    assert await stored(town) == [(HALL.public, 1)]


async def test_a_heard_event_is_not_taken_while_our_disk_is_full(town, link, gateway, start):
    running = start(link.run())
    await gateway.accept()
    await gateway.take_offer()
    await cursor(town)
    await town.store.local(lambda db: db.execute("PRAGMA max_page_count = 1"))  # SQLite says that the disk is full
    await gateway.tell({"is": "heard", "n": 9, "frame": frame_of(HALL, body={0: "x" * 100})})
    for seq in range(2, 60):  # more than the free rest of the last page
        await gateway.tell({"is": "heard", "n": seq, "frame": frame_of(HALL, seq=seq, body={0: "x" * 100})})

    with pytest.raises(Unavailable, match="disk is full"):
        await running
    assert "disk is full" in link.down


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        ({"version": 2}, "another version of the link"),
        ({"is": "status"}, "another version of the link"),
        ({"store": None}, "does not name its store"),
        ({"store": 7}, "does not name its store"),
    ],
)
async def test_a_gateway_that_greets_otherwise_is_not_used(link, gateway, start, greeting, said):
    running = start(link.run())
    await gateway.accept(**greeting)

    with pytest.raises(LinkLost, match=said):
        await running


@pytest.mark.parametrize("garbage", [b"\xff" * 8, framed({"was": 1}), framed([1]), bytes(4)])
async def test_garbage_ends_the_connection_with_a_lost_link(link, gateway, start, garbage):
    running = start(link.run())
    await gateway.accept()
    await gateway.tell_bytes(garbage)

    with pytest.raises(LinkLost):
        await running


async def test_a_gateway_that_stores_nothing_is_a_lost_link(link, gateway, start, monkeypatch):
    monkeypatch.setattr(radio_link, "ANSWER_S", 0.01)
    running = start(link.run())
    await gateway.accept()

    with pytest.raises(LinkLost, match="did not store a frame"):
        await running


async def test_a_silent_gateway_is_pinged_and_then_given_up(link, gateway, start, monkeypatch):
    monkeypatch.setattr(radio_link, "PING_S", 0.01)
    monkeypatch.setattr(radio_link, "SILENCE_S", 0.5)
    running = start(link.run())
    await gateway.accept()
    await gateway.until("ping")

    with pytest.raises(LinkLost, match="silent for"):
        await running


async def test_the_link_waits_for_a_gateway_and_says_so_once(link, tmp_path, start, caplog):
    start(link.run())
    await until(lambda: link.down == ABSENT, link.told)
    await asyncio.sleep(0.05)  # some attempts
    async with GatewayEnd.listening(tmp_path / "gateway.sock") as gateway:
        await gateway.accept()
        await gateway.take_offer()

    assert [record.getMessage() for record in caplog.records].count(ABSENT) == 1


STATUS = {
    "is": "status", "radio": {"url": "sim://", "state": "up"}, "sent": 3,
    "sending": [{"id": b"\x01", "state": "sent", "tries": 2}, {"id": 5}, "x"],
}  # fmt: skip


async def test_the_status_shows_what_the_gateway_told_and_what_was_refused(link, receiver, gateway, start):
    start(link.run())
    await gateway.accept()
    await gateway.take_offer()
    await gateway.tell({"is": "heard", "n": 1, "frame": b"noise"})
    await gateway.until("taken")
    await gateway.tell(STATUS)
    await until(lambda: link.status, link.told)

    told = await RadioCapabilities(link).status(None)
    assert told == {
        "radio": {"url": "sim://", "state": "up"}, "sent": 3, "link": "up", "reason": None,
        "sending": {"01": {"state": "sent", "tries": 2}}, "refused": {"malformed": 1}, "not_by_radio": {},
    }  # fmt: skip


async def test_before_a_gateway_answers_the_status_says_why(link):
    told = await RadioCapabilities(link).status(None)
    assert told == {
        "link": "down", "reason": "the gateway has not answered yet", "sending": {}, "refused": {}, "not_by_radio": {},
    }  # fmt: skip


async def test_the_cursor_of_a_store_is_kept_in_the_log(town, link, gateway, start, tmp_path):
    await town.issuer().issue({"cap": cap()})
    await town.issuer().issue({"cap": cap("flood-2", kind="Update", references=reference())})
    start(link.run())
    await gateway.accept()
    for _ in range(3):
        await gateway.take_offer()

    last = (await town.store.since(0, [CIVDEF], 10))[-1][0]
    assert await cursor(town) == last
    with sqlite3.connect(f"file:{tmp_path / 'agent.db'}?mode=ro", uri=True) as db:
        assert db.execute("SELECT store, row FROM radio_cursor").fetchall() == [(STORE, last)]
    db.close()
