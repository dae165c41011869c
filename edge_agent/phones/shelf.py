"""Reads what people said by radio out of the view."""

import sqlite3
from collections.abc import Sequence

from edge_agent.phones.model import Address, Item
from meshwire.event import MESSAGE, POST

MAX_LISTED = 200
MAX_PEOPLE = 500
MAX_KNOWN = 1000  # radios by name
DAY_S = 86400
STATUS_DAYS, MESSAGE_DAYS, POST_DAYS = 7, 14, 3  # how long somebody may ask for it
COLUMNS = "author, seq, kind, radio, name, to_radio, to_author, parts, time"
MISSING = "[...]"


def newest_of_each(db: sqlite3.Connection, kind: int, now: int) -> list[Item]:
    """The last check-in, or call for help, of each radio, and of each member who said it at a node or board.

    A board without a clock writes time 0: that counts as recent when it came after all that is too old.
    """
    since = now - STATUS_DAYS * DAY_S
    old = "(SELECT coalesce(max(lamport), 0) FROM phone_item WHERE time BETWEEN 1 AND ?)"
    query = (
        f"SELECT {COLUMNS}, max(lamport) FROM phone_item WHERE kind = ? AND (time > ? OR time = 0 AND lamport > {old})"
    )
    each = "GROUP BY radio, CASE WHEN radio IS NULL THEN author END ORDER BY 10 DESC LIMIT ?"
    found = db.execute(f"{query} {each}", (kind, since, since, MAX_PEOPLE)).fetchall()
    return [_item(db, row[:-1]) for row in found]


def messages(db: sqlite3.Connection, to: Address, now: int) -> list[Item]:
    """Newest first."""
    column = "to_radio" if isinstance(to, int) else "to_author"
    return _items(db, f"kind = ? AND {column} = ? AND time > ?", (MESSAGE, to, now - MESSAGE_DAYS * DAY_S))


def posts(db: sqlite3.Connection, now: int) -> list[Item]:
    return _items(db, "kind = ? AND time > ?", (POST, now - POST_DAYS * DAY_S))


def radios(db: sqlite3.Connection) -> dict[int, str]:
    """The name that each radio gave itself last, empty for none."""
    found = db.execute(
        "SELECT radio, name, max(lamport) FROM phone_item WHERE radio IS NOT NULL "
        "GROUP BY radio ORDER BY 3 DESC LIMIT ?",
        (MAX_KNOWN,),
    )
    return {radio: name for radio, name, _ in found}


def is_written(db: sqlite3.Connection, author: bytes, kind: int, radio: int, text: str, time: int) -> bool:
    """Whether the gateway has handed this over before."""
    mine = "author = ? AND kind = ? AND radio = ? AND time = ?"
    return any(item.text == text for item in _items(db, mine, (author, kind, radio, time)))


def _items(db: sqlite3.Connection, where: str, values: Sequence[object]) -> list[Item]:
    query = f"SELECT {COLUMNS} FROM phone_item WHERE {where} ORDER BY lamport DESC LIMIT ?"
    return [_item(db, row) for row in db.execute(query, (*values, MAX_LISTED)).fetchall()]


def _item(db: sqlite3.Connection, row: tuple[object, ...]) -> Item:
    author, seq, kind, radio, name, to_radio, to_author, parts, time = row
    found = dict(db.execute("SELECT part, text FROM phone_part WHERE author = ? AND seq = ?", (author, seq)))
    text = "".join(found.get(part, MISSING) for part in range(1, int(parts) + 1))  # type: ignore[call-overload]
    to = to_radio if to_author is None else to_author
    return Item(author, seq, kind, radio, name, to, text, time)  # type: ignore[arg-type]
