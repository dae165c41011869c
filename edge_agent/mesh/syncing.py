"""Makes the log of this node equal to those of its peers. docs/sync.md."""

import asyncio
import logging
from functools import partial

from edge_agent.errors import BadEvent, BadRequest, LinkLost, ungrouped
from edge_agent.events.store import EventStore
from edge_agent.mesh import syncing_reads as reads
from edge_agent.mesh.admission import Admission
from edge_agent.mesh.index import Index, Names, names_of
from edge_agent.mesh.session import Session
from edge_agent.mesh.syncing_exchange import Exchange, MessageLink
from edge_agent.supervisor import Sleep

log = logging.getLogger(__name__)


class Syncing:
    """`run` tells the peers at once what comes into the log; `exchange` serves one peer as long as it is connected."""

    name = "sync"

    def __init__(self, store: EventStore, root: bytes, *, sleep: Sleep = asyncio.sleep) -> None:
        self._store = store
        self._sleep = sleep
        self.index = Index(Admission(root))
        self._everywhere: Names = {}
        self._exchanges: set[Exchange] = set()
        self._refreshing = asyncio.Lock()

    @property
    def peers(self) -> int:
        """With how many an exchange is going on."""
        return len(self._exchanges)

    async def run(self) -> None:
        async for change in self._store.changes():
            if self._exchanges and change.row > self.index.row:
                await self.refresh()

    async def exchange(self, link: MessageLink, peer: str, *, starts: bool) -> None:
        """Until the peer closes; `starts`: exactly one of the two sides, the one that dialled.

        BadRequest or BadEvent: the peer does what no honest one does and is to be cut off. LinkLost: it is silent.
        """
        await self.refresh()
        session = Session(self.index, self._everywhere, self._store.community)
        exchange = Exchange(session, link, self._store, self.refresh, self._sleep)
        if starts:
            session.start_round()
        self._exchanges.add(exchange)
        try:
            with ungrouped():
                await exchange.run()
        except BadEvent as error:
            log.warning("peer %s is cut off, it sent a bad event: %s", peer, error)
            raise BadEvent(f"peer {peer} sent a bad event: {error}") from None
        except BadRequest as error:
            log.warning("peer %s is cut off: %s", peer, error)
            raise BadRequest(f"peer {peer}: {error}") from None
        except LinkLost as error:
            raise LinkLost(f"peer {peer}: {error}") from None
        finally:
            self._exchanges.discard(exchange)
            session.close()
            self._wake()

    async def refresh(self) -> None:
        """Bring the index up to date and let every peer know what has come."""
        async with self._refreshing:
            admitted = False
            while entries := await self._store.read(partial(reads.news, row=self.index.row)):
                admitted |= self.index.take_events(entries)
                names = names_of(entries)
                for exchange in self._exchanges:
                    exchange.session.tell(names)
                if len(entries) < reads.PAGE:
                    break
            while forks := await self._store.read(partial(reads.fork_news, row=self.index.fork_row)):
                admitted |= self.index.take_forks(forks)
        for exchange in self._exchanges:
            if admitted:
                exchange.session.start_round()  # what was refused of a new author is asked for again
            exchange.wake()

    def _wake(self) -> None:
        for exchange in self._exchanges:
            exchange.wake()
