"""The ledger of this community, read from the log."""

from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.community import Identity
from edge_agent.identity.keys import verify
from edge_agent.identity.ledger import Ledger
from edge_agent.identity.link import root_hash
from edge_agent.identity.membership import MEMBERSHIP, AnyStatement, body_of, kind_of

BATCH = 500  # events per question to the log


class Ledgers:
    """Always as new as the log, like `Members`."""

    def __init__(self, log: EventStore, identity: Identity) -> None:
        self._log = log
        self._identity = identity
        self._ledger = Ledger(identity.community, root_hash(identity.root), verify)
        self._row = 0

    async def ledger(self) -> Ledger:
        """Do not keep it: ask again for the next decision."""
        while batch := await self._log.since(self._row, (MEMBERSHIP,), BATCH):
            for row, event in batch:
                if row > self._row:  # another caller may have waited for the same batch
                    self._row = row
                    self._ledger.add(event)
        return self._ledger

    async def say(self, statement: AnyStatement) -> None:
        """Sign a statement with this node's key and write it into the log."""
        draft = Draft(topic=MEMBERSHIP, kind=kind_of(statement), body=body_of(statement))
        await self._log.write(self._identity.key, [draft])
