"""Views: tables that are folded from the log, in the same transaction as the append, and can be folded again."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Protocol

from edge_agent.errors import ConfigError
from edge_agent.events import rows
from edge_agent.events.database import statements
from meshwire.event import Event


class View(Protocol):
    """A fold. The same events in the same order always give the same tables; nothing else may flow into them."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int:
        """A higher one makes the next start fold again."""

    @property
    def tables(self) -> str:
        """CREATE statements; every table is called as the view or begins with its name and `_`."""

    @property
    def topics(self) -> tuple[int, ...]: ...

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        """Take in one new event. It is authentic, but its body may be anything: leave out what is not readable."""


class Folds:
    """The views of one log."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = tuple(views)
        self._absent: list[tuple[str]] = []
        self._by_topic: dict[int, list[View]] = {}
        for view in views:
            for topic in view.topics:
                self._by_topic.setdefault(topic, []).append(view)
        names = [view.name for view in views]
        if len(set(names)) != len(names):
            raise ConfigError(f"two views have one name: {', '.join(sorted(names))}")

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        if self._absent:
            db.executemany("DELETE FROM view WHERE name = ?", self._absent)
        for view in self._by_topic.get(event.topic, ()):
            view.fold(db, row, event)

    def refresh(self, db: sqlite3.Connection) -> list[str]:
        """Fold again what changed its version. Views that are not here are forgotten as soon as they miss an event."""
        held = dict(db.execute("SELECT name, version FROM view"))
        stale = [view for view in self._views if held.get(view.name) != view.version]
        self._absent = [(name,) for name in held.keys() - {view.name for view in self._views}]
        self._refold(db, stale)
        return [view.name for view in stale]

    def rebuild(self, db: sqlite3.Connection) -> list[str]:
        """Fold every view again."""
        self._refold(db, self._views)
        return [view.name for view in self._views]

    def _refold(self, db: sqlite3.Connection, views: Iterable[View]) -> None:
        again = Folds(tuple(views))
        if not again._views:
            return
        for view in again._views:
            _drop_tables(db, view.name)
            for statement in statements(view.tables):
                db.execute(statement)
            db.execute("INSERT OR REPLACE INTO view (name, version) VALUES (?, ?)", (view.name, view.version))
        for row, event in rows.everything(db):
            again.fold(db, row, event)


def _drop_tables(db: sqlite3.Connection, view: str) -> None:
    """Virtual tables first: they drop the tables that they keep beneath them."""
    mine = "type = 'table' AND (name = :view OR substr(name, 1, length(:view) + 1) = :view || '_')"
    order = f"SELECT name FROM sqlite_master WHERE {mine} ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC"
    for (table,) in db.execute(order, {"view": view}).fetchall():
        db.execute(f'DROP TABLE IF EXISTS "{table}"')
