"""The roster of this community, read from the log."""

from edge_agent.events import rows
from edge_agent.events.store import EventStore
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, Event, author_id, encode
from meshwire.trust import Certificate, Revocation, Roster

MAX_MEMBERS = 4096  # some 2 MB; a larger neighbourhood is several communities
BATCH = 500  # events per question to the log


class Members:
    """Always as new as the log: `roster` first reads what has come since the last time."""

    def __init__(self, log: EventStore, root: bytes) -> None:
        self._log = log
        self._root = root
        self._roster = Roster([root], MAX_MEMBERS)
        self._events: dict[bytes, Event] = {}  # of the newest statement about each subject
        self._row = 0

    async def roster(self) -> Roster:
        """Do not keep it: ask again for the next decision."""
        while batch := await self._log.since(self._row, (ROSTER,), BATCH):
            for row, event in batch:
                if event.kind in (CERTIFICATE, REVOCATION) and self._roster.add(event) is None:
                    self._events[event.body[0]] = event
                self._row = max(self._row, row)
        return self._roster

    async def names(self) -> dict[bytes, str]:
        """Of the members that have one, by author id."""
        return {
            author_id(event.body[0]): statement.name
            for event, statement in await self.statements()
            if isinstance(statement, Certificate) and statement.name
        }

    async def statements(self) -> list[tuple[Event, Certificate | Revocation]]:
        """The newest event about each subject and what it says, in the order of the root's numbers."""
        roster = await self.roster()
        events = sorted(self._events.values(), key=lambda event: int(event.seq))
        return [(event, roster.statements(event.body[0])[0]) for event in events]

    async def current(self) -> list[bytes]:
        """The IP form of the newest event about each subject: what a board or another node needs."""
        return [encode(event) for event, _ in await self.statements()]

    async def twice_signed(self, key: bytes) -> int:
        """How many numbers this key used for two events: it is on two machines, or in wrong hands."""
        return sum(event.author == key for event in await self._log.read(lambda db: list(rows.forks(db))))

    async def next_numbers(self) -> tuple[int, int]:
        """The sequence and lamport numbers that the root's next event must have."""
        return await self._log.read(lambda db: (rows.next_seq(db, self._root, ROSTER), rows.tail(db).clock + 1))
