"""sync.*: what this log holds compared with others, and an anchor's word on what newcomers need not fetch."""

from functools import partial

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, HEX, TEXT, gives, many, takes, whole
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, NotTrusted
from edge_agent.events.model import Draft, Signer
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import short_id
from edge_agent.mesh import syncing_reads as reads
from edge_agent.mesh.snapshot import LEAST, SNAPSHOT, TOPIC, Ends, encode_ends, ends_of
from edge_agent.mesh.syncing import Syncing

DAY_S = 86_400
LEAST_DAYS = 7  # what people still talk about must not end
LONG_S = 55.0  # looking at every event of a big log; the command line waits for a minute
DAYS = takes(("days",), days=whole(LEAST_DAYS, 36_500))
SKIPPED = gives(author=TEXT, topic=COUNT, complete_from=COUNT, missing=COUNT)
STATUS = gives(peers=COUNT, fingerprint=HEX, skipped=many(SKIPPED))


class SyncCapabilities:
    def __init__(self, syncing: Syncing, store: EventStore, key: Signer, *, now: Clock) -> None:
        self._syncing = syncing
        self._store = store
        self._key = key
        self._now = now

    @capability("sync.status", trust=Trust.MEMBER, idempotent=True, input=takes(), output=STATUS)
    async def status(self, call: Call) -> Json:
        """`skipped`: the feeds that are complete here only from a number on, because an anchor said so."""
        await self._syncing.refresh()
        index = self._syncing.index
        skipped = [
            {"author": short_id(author), "topic": topic, "complete_from": numbers.end, "missing": numbers.count}
            for (author, topic), numbers in sorted(index.skipped().items())
        ]
        return {"peers": self._syncing.peers, "fingerprint": index.fingerprint().hex(), "skipped": skipped}

    @capability(
        "sync.snapshot", trust=Trust.OPERATOR, timeout_s=LONG_S, cost="heavy", input=DAYS, output=gives(feeds=COUNT)
    )
    async def snapshot(self, call: Call) -> Json:
        """Say that messages and readings older than so many days need not be fetched by newcomers."""
        await self._syncing.refresh()
        if not self._syncing.index.is_anchor(self._key.public):
            raise NotTrusted("only an anchor is believed here; `hearthnet cert list` shows who is one")
        days = call.body["days"]
        assert isinstance(days, int)  # the schema says so
        wanted = await self._first_wanted(int(self._now()) - days * DAY_S)
        ends = ends_of(wanted, self._syncing.index.over)
        if ends is None:
            raise BadRequest(f"fewer than {LEAST} events are older than {days} days; there is little to spare")
        await self._store.write(self._key, [Draft(TOPIC, SNAPSHOT, encode_ends(ends))])
        return {"feeds": len(ends)}

    async def _first_wanted(self, since: int) -> Ends:
        """Of each feed that may end, the number of its first event that is not too old."""
        young: dict[tuple[bytes, int], int] = {}
        highest: dict[tuple[bytes, int], int] = {}
        row = 0
        while page := await self._store.read(partial(reads.dated, row=row)):
            for number, feed, seq, time in page:
                row = number
                if feed is None or self._syncing.index.refusal(feed) is not None:
                    continue
                highest[feed] = max(seq, highest.get(feed, 0))
                if not 0 < time < since:  # 0: its author had no clock
                    young[feed] = min(seq, young.get(feed, seq))
        return {feed: young.get(feed, seq + 1) for feed, seq in highest.items()}
