"""Authors and events for the tests of the log."""

from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.events.views import View
from meshwire.event import PEOPLE, Event, assemble, digest, encode_part, realm_of

COMMUNITY = b"Hillside"
NOON = 1_800_000_000


class Author:
    """A key, made from its number so that every run has the same ones."""

    def __init__(self, number: int) -> None:
        self._key = SigningKey(bytes([number]) * 32)
        self.public = bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message).signature


ADA, BOB, EVE = Author(1), Author(2), Author(3)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        VerifyKey(public_key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def event(
    author: Author, seq: int, text: str = "", *, topic: int = PEOPLE, lamport: int = 1, community: bytes = COMMUNITY
) -> Event:
    part = encode_part(topic, seq, lamport, NOON, 1, {0: text})
    return assemble(author.public, part, author.sign(digest(realm_of(topic, community), author.public, part)))


def says(text: str, *, topic: int = PEOPLE) -> Draft:
    return Draft(topic, 1, {0: text})


async def open_store(path: Path, *views: View, community: bytes = COMMUNITY) -> EventStore:
    return await EventStore.open(path, community=community, verify=verify, views=views, now=lambda: NOON)


async def texts(store: EventStore) -> list[str]:
    """What the log says, in the order of arrival."""
    return [stored.body[0] for _, stored in await store.since(0, range(1, 256), 10_000)]
