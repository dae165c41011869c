"""Documents of alerts and long events by radio: gives the gateway what is here, asks for the rest.

docs/protocol/objects.md.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol

from edge_agent.events.store import EventStore
from edge_agent.radio.messages import Message
from meshwire import document

log = logging.getLogger(__name__)
LOOK_S = 60.0  # alerts expire without an event
MAX_AT_ONCE = 32  # documents that the gateway holds
PAUSE_S = 2.0  # between two looks, however many events come
HEAD_START_S = 12.0  # for the alert: its repeats take ten seconds, and only who has it wants the document

Send = Callable[[Message], Awaitable[None]]


class Document(Protocol):
    """The document of an alert in force; `data` is None when it is not here, `is_news` when nobody can have it yet."""

    @property
    def digest(self) -> bytes: ...
    @property
    def data(self) -> bytes | None: ...
    @property
    def expires(self) -> int: ...
    @property
    def is_news(self) -> bool: ...


class Documents(Protocol):
    async def in_force(self) -> Sequence[Document]: ...
    async def add(self, data: bytes) -> None: ...


class RadioObjects:
    def __init__(
        self, sources: Sequence[Documents], store: EventStore, *, pause_s: float = PAUSE_S,
        head_start_s: float = HEAD_START_S,
    ) -> None:  # fmt: skip
        self._sources = sources
        self._store = store
        self._pause_s = pause_s
        self._head_start_s = head_start_s
        self._wanted: dict[bytes, Documents] = {}  # with the source that it is for
        self.not_offered: dict[str, str] = {}  # why a document does not go by radio, by digest in hexadecimal

    async def run(self, send: Send) -> None:
        """Tell one gateway, from its connection on, what it may serve and what this node lacks."""
        told: set[bytes] = set()
        asked: set[bytes] = set()
        while True:
            changes = self._store.changes()
            known = [(one, source) for source in self._sources for one in await source.in_force()][:MAX_AT_ONCE]
            self._wanted = {one.digest: source for one, source in known if one.data is None}
            found = [one for one, _ in known]
            if self._wanted.keys() != asked:
                asked = set(self._wanted)
                await send({"is": "wanted", "digests": sorted(asked)})
            offers = list(self._offers(found, told))
            if any(offer["push"] for offer in offers):
                await asyncio.sleep(self._head_start_s)
            for offer in offers:
                await send(offer)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await anext(changes)
            await asyncio.sleep(self._pause_s)

    async def take(self, digest: bytes, packed: bytes) -> None:
        """What the gateway collected; a document that no alert in force names, or no notice, is dropped."""
        source = self._wanted.get(digest)
        if source is None or not document.carries([packed], digest):
            log.warning("the gateway delivered a document that no alert names; it was dropped")
            return
        del self._wanted[digest]
        await source.add(b"".join(document.unpack([packed])))
        log.info("a document came by radio: %d bytes", len(packed))

    def _offers(self, found: Iterable[Document], told: set[bytes]) -> Iterable[Message]:
        in_force = {one.digest: one for one in found if one.data is not None}
        self.not_offered = {name: why for name, why in self.not_offered.items() if bytes.fromhex(name) in in_force}
        for digest, one in in_force.items():
            if digest in told or one.data is None:
                continue
            told.add(digest)
            packed = document.pack(one.data)
            if len(packed) > document.MAX_OBJECT:
                self._refuse(digest, len(packed))
            else:
                yield {
                    "is": "object", "digest": digest, "bytes": packed, "expires": one.expires, "push": one.is_news
                }  # fmt: skip

    def _refuse(self, digest: bytes, size: int) -> None:
        reason = f"the document has {size} bytes when packed; the radio carries at most {document.MAX_OBJECT}"
        self.not_offered[digest.hex()] = reason
        log.warning("%s; it is passed on by network only", reason)
