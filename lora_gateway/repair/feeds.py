"""What is held of one community, in the words of summaries: feeds by topic and author index. Pure."""

import hashlib
from typing import Protocol

from lora_gateway.repair.holdings import Feed, Holdings
from lora_gateway.trust.live import Notice
from lora_gateway.trust.trusted import Trusted
from meshwire import vector
from meshwire.event import PEOPLE, ROSTER, SENSE
from meshwire.summary import ROSTER_DIGEST_SIZE

TOPICS = (ROSTER, PEOPLE, SENSE)  # alerts are compared by name: only those in force matter

Key = tuple[int, int]  # topic, author index


class Known(Protocol):
    """What the gateway knows and holds."""

    trusted: Trusted | None
    holdings: Holdings

    def alerts(self, utc: float) -> list[Notice]:
        """In force, by those who may issue them."""
        ...

    def unknown(self) -> list[bytes]:
        """Author ids of frames that wait for a certificate."""
        ...


class Feeds:
    """A picture of one moment; `of` draws it anew when something has changed."""

    def __init__(self, root: bytes, trusted: Trusted, holdings: Holdings) -> None:
        self.drawn = (trusted, trusted.changes, holdings.changes)
        self._authors = trusted.index(root)
        numbers = b"".join(seq.to_bytes(4, "big") for seq in trusted.statements(root))
        self.roster_digest = hashlib.sha256(root + numbers).digest()[:ROSTER_DIGEST_SIZE]
        self._index = {author: index for index, author in enumerate(self._authors)}
        self.told = list(self._feeds(trusted, holdings))
        self.digest = vector.digest(self.told)
        self.highest = {(one.topic, one.index): one.highest for one in self.told}

    def is_current(self, trusted: Trusted, holdings: Holdings) -> bool:
        return self.drawn == (trusted, trusted.changes, holdings.changes)

    def every(self) -> list[Key]:
        """Every feed that there can be, in order."""
        others = [(topic, index) for topic in TOPICS[1:] for index in range(len(self._authors))]
        return [(ROSTER, 0), *others]

    def feed(self, key: Key) -> Feed | None:
        """The feed of a topic and index, None when there is none."""
        topic, index = key
        is_one = index == 0 if topic == ROSTER else topic in TOPICS and 0 <= index < len(self._authors)
        return (self._authors[index], topic) if is_one else None

    def key(self, feed: Feed) -> Key | None:
        author, topic = feed
        key = (topic, self._index.get(author, -1))
        return key if self.feed(key) == feed else None

    def _feeds(self, trusted: Trusted, holdings: Holdings) -> "list[vector.Feed]":
        found = []
        for key in self.every():
            feed = self.feed(key)
            if feed is not None and holdings[feed].high:
                found.append(vector.feed(*key, holdings[feed].high, holdings[feed].gaps()))
        return found
