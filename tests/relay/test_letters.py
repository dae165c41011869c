"""Sealed letters with events: only their reader opens them, and what is inside is checked as if a peer had sent it."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import SealedBox
from nacl.signing import VerifyKey

from edge_agent.errors import BadRequest
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key, verify
from edge_agent.identity.members import Members
from edge_agent.relay.letters import MAX_EVENTS, EventLetters, letter, open_letter
from edge_agent.relay.wire import MAX_MAIL, Message
from edge_agent.relay.wiring import Accepted
from meshwire.event import CERTIFICATE, PEOPLE, ROSTER, Event, assemble, community_id, digest, encode_part, realm_of
from meshwire.trust import MEMBER, encode_certificate
from tests.relay.hubs import until

ROOT, ANNA, BEN, EVE = (Key(bytes([number]) * 32) for number in (200, 1, 2, 66))
COMMUNITY = bytes(community_id(ROOT.public))
NOW = 1_795_000_000


def signed(key: Key, topic: int, kind: int, body: dict[int, object], seq: int = 1) -> Event:
    part = encode_part(topic, seq, seq, NOW, kind, body)
    return assemble(key.public, part, key.sign(digest(realm_of(topic, COMMUNITY), key.public, part)))


def said(key: Key, seq: int = 1) -> Event:
    return signed(key, PEOPLE, 1, {0: f"words {seq}"}, seq)


def certified(key: Key, seq: int) -> Event:
    return signed(ROOT, ROSTER, CERTIFICATE, encode_certificate(key.public, MEMBER, 0, None, ""), seq)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EventStore]:
    opened = await EventStore.open(
        tmp_path / "agent.db", community=COMMUNITY, verify=verify, views=[], now=lambda: float(NOW)
    )
    yield opened
    await opened.close()


def letters_of(store: EventStore, absent: list[bytes]) -> EventLetters:
    async def away() -> list[bytes]:
        return absent

    return EventLetters(store, BEN, absent=away, take=Accepted(store, Members(store, ROOT.public), ROOT.public).take)


async def count(store: EventStore) -> int:
    return await store.read(lambda db: int(db.execute("SELECT count(*) FROM event").fetchone()[0]))


def test_the_reader_and_nobody_else_opens_a_letter() -> None:
    events = [said(ANNA, seq) for seq in range(1, 5)]
    body = letter(events, BEN.public)

    assert open_letter(body, BEN) == events
    with pytest.raises(BadRequest, match="not sealed to this node"):
        open_letter(body, EVE)
    assert b"words" not in body


TOO_MANY = [b"x"] * (MAX_EVENTS + 1)


@pytest.mark.parametrize("inside", [b"noise", *(cbor2.dumps(told) for told in ("text", [1], TOO_MANY, [b"no event"]))])
def test_a_letter_that_holds_something_else_is_refused(inside: bytes) -> None:
    body = bytes(SealedBox(VerifyKey(BEN.public).to_curve25519_public_key()).encrypt(inside))

    with pytest.raises(BadRequest):
        open_letter(body, BEN)


@given(st.binary(max_size=200))
def test_noise_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        open_letter(body, BEN)


async def test_what_a_letter_brings_is_stored_once_with_the_certificate_that_lets_it_in(store: EventStore) -> None:
    letters = letters_of(store, [])
    body = letter([certified(ANNA, 1), said(ANNA)], BEN.public)

    await letters.came(ANNA.public, body)
    await letters.came(EVE.public, body)

    assert await count(store) == 2


async def test_a_strangers_words_and_forged_ones_are_not_stored_and_spoil_nothing(store: EventStore) -> None:
    letters = letters_of(store, [])
    genuine = said(ANNA)
    forged = assemble(ANNA.public, said(ANNA, 9).part, secrets.token_bytes(64))

    await letters.came(EVE.public, letter([certified(ANNA, 1), said(EVE), forged, genuine], BEN.public))
    await letters.came(EVE.public, b"noise")

    assert await count(store) == 2


async def test_news_is_posted_to_those_who_are_away_and_not_at_the_hub(store: EventStore) -> None:
    here, away = EVE.public, ANNA.public
    letters, sent = letters_of(store, [here, away]), list[Message]()
    letters.connected(sent.append, lambda node: node == here)
    running = asyncio.create_task(letters.run())
    await asyncio.sleep(0)

    [event] = await store.write(BEN, [Draft(PEOPLE, 1, {0: "late"})])
    await until(lambda: sent != [])
    running.cancel()

    [(kind, _, reader, body)] = sent
    assert (kind, reader) == ("mail", away)
    assert isinstance(body, bytes)
    assert len(body) <= MAX_MAIL
    assert open_letter(body, ANNA) == [event]
