"""Events for members who are away, left at a hub in sealed letters, and those that were left for us.

A letter is sealed to the reader's key (libsodium's sealed box, after Ed25519 to X25519); who wrote the events is proven
by their own signatures, so a letter needs none. What is not fetched in time comes by sync later: letters only make it
sooner.
"""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable

import cbor2
from nacl.exceptions import CryptoError
from nacl.public import SealedBox
from nacl.signing import SigningKey, VerifyKey

from edge_agent.errors import BadRequest
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key, short_id
from edge_agent.mesh.items import parse
from edge_agent.relay.wire import ID_SIZE, MAX_MAIL, Message
from meshwire.errors import WireError
from meshwire.event import CIVDEF, PEOPLE, ROSTER, Event, decode, encode

log = logging.getLogger(__name__)
TOPICS = (ROSTER, CIVDEF, PEOPLE)  # what cannot wait until two nodes happen to be awake together
OVERHEAD = 64  # bytes of the seal and of the list
MAX_EVENTS = 200  # in one letter
MAX_UNANSWERED = 512


class EventLetters:
    """`absent`: members with whom this node has no link. `take`: stores events after the checks of sync."""

    name = "letters"

    def __init__(
        self, store: EventStore, key: Key, *, absent: Callable[[], Awaitable[Iterable[bytes]]],
        take: Callable[[list[Event]], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._store, self._key = store, key
        self._absent, self._take = absent, take
        self._put: Callable[[Message], None] | None = None
        self._unanswered: OrderedDict[bytes, bytes] = OrderedDict()  # id: reader

    def connected(self, put: Callable[[Message], None], here: Callable[[bytes], bool]) -> None:
        self._put, self._here = put, here

    def answered(self, id: bytes, refusal: str) -> None:
        reader = self._unanswered.pop(id, None)
        if refusal and reader:
            log.info("a letter to %s was not kept: %s", short_id(reader), refusal)

    async def came(self, writer: bytes, body: bytes) -> None:
        """What cannot be opened is worth nothing to anybody, and is not kept."""
        try:
            events = open_letter(body, self._key)
        except BadRequest as error:
            log.info("a letter from %s was thrown away: %s", short_id(writer), error)
            return
        await self._take(events)

    async def run(self) -> None:
        async for change in self._store.changes():
            if self._put is None or change.event is None or change.event.topic not in TOPICS:
                continue
            for reader in await self._absent():
                if not self._here(reader):
                    self._post(reader, [change.event])

    def _post(self, reader: bytes, events: list[Event]) -> None:
        body = letter(events, reader)
        if len(body) > MAX_MAIL or self._put is None:
            return  # by sync, later
        id = secrets.token_bytes(ID_SIZE)
        self._unanswered[id] = reader
        if len(self._unanswered) > MAX_UNANSWERED:
            self._unanswered.popitem(last=False)
        self._put(("mail", id, reader, body))


def letter(events: Iterable[Event], reader: bytes) -> bytes:
    """Sealed to the key of a node."""
    box = SealedBox(VerifyKey(reader).to_curve25519_public_key())
    return bytes(box.encrypt(cbor2.dumps([encode(event) for event in events])))


def open_letter(body: bytes, key: Key) -> list[Event]:
    """The events inside; BadRequest for what is not sealed to this key, or holds something else."""
    try:
        told = parse(bytes(SealedBox(SigningKey(key.seed).to_curve25519_private_key()).decrypt(body)))
    except CryptoError:
        raise BadRequest("it is not sealed to this node") from None
    if not isinstance(told, list) or len(told) > MAX_EVENTS or not all(isinstance(one, bytes) for one in told):
        raise BadRequest("it holds something else than events")
    try:
        return [decode(one) for one in told]
    except WireError as error:
        raise BadRequest(f"it holds an event that cannot be read: {error}") from None
