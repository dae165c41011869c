"""What syncing asks the log for. Every function works in the reader thread, within a few milliseconds."""

import sqlite3

from edge_agent.events import feeds
from edge_agent.events.model import Held
from edge_agent.mesh import snapshot
from edge_agent.mesh.index import Entry, Feed, weight
from edge_agent.mesh.session_messages import BUDGET, MAX_NAMES, Probe, Want
from meshwire.event import ROSTER, assemble, decode_part

PAGE = 512  # events in one question
OVERHEAD = 112  # bytes that an event takes in an answer beside its part, at most: signature, author and heads


def news(db: sqlite3.Connection, row: int) -> list[Entry]:
    """Up to PAGE events that came after a row."""
    return [_entry(held) for held in feeds.events_after(db, row, PAGE)]


def fork_news(db: sqlite3.Connection, row: int) -> list[Entry]:
    return [_entry(held) for held in feeds.forks_after(db, row, PAGE)]


def _entry(held: Held) -> Entry:
    event = assemble(held.author, held.part, held.signature) if held.topic in (ROSTER, snapshot.TOPIC) else None
    return Entry(held.row, held.author, held.topic, held.seq, weight(held.author, held.part), event)


def wanted(db: sqlite3.Connection, want: Want) -> tuple[list[Held], bool]:
    """The events of a question, as many as one answer takes, and whether there are more."""
    found: list[Held] = []
    size = 0
    for (author, topic), numbers in want.names.items():
        for low, high in numbers:
            held = feeds.events_of(db, author, topic, low, high, MAX_NAMES - len(found) + 1)
            for one in held + (feeds.forks_of(db, author, topic, low, high) if want.forks else []):
                if size >= BUDGET or len(found) >= MAX_NAMES:
                    return found, True
                found.append(one)
                size += len(one.part) + OVERHEAD
    return found, False


def weights(db: sqlite3.Connection, probe: Probe, low: int) -> list[tuple[int, int]]:
    """Number and weight of up to PAGE events of the feed of a probe, from a number on."""
    held = feeds.events_of(db, *probe.feed, low, probe.high, PAGE)
    return [(one.seq, weight(one.author, one.part)) for one in held]


def fork_weights(db: sqlite3.Connection, probe: Probe) -> list[tuple[int, int]]:
    held = feeds.forks_of(db, *probe.feed, probe.low, probe.high)
    return [(one.seq, weight(one.author, one.part)) for one in held]


def dated(db: sqlite3.Connection, row: int) -> list[tuple[int, Feed | None, int, int]]:
    """Row, feed, number and time of up to PAGE events after a row; no feed for one that never ends by age."""
    return [
        (held.row, (held.author, held.topic), held.seq, decode_part(held.part).time)
        if held.topic in snapshot.MAY_END
        else (held.row, None, held.seq, 0)
        for held in feeds.events_after(db, row, PAGE)
    ]
