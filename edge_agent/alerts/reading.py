"""Alerts for readers: in force or all, in the reader's language, with answers and the state of the radio."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edge_agent.alerts import shelf
from edge_agent.alerts.force import Standing, standing
from edge_agent.alerts.model import RESTRICTED, Stored
from edge_agent.alerts.shape import Issuer, shape
from edge_agent.clock import Clock
from edge_agent.errors import NotFound
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import short_id
from edge_agent.identity.members import Members
from edge_agent.text import printable
from meshwire import cbor, registry
from meshwire.phrasebook import LANGUAGES, Phrasebook
from meshwire.trust import Roster

RadioStates = Callable[[], Mapping[str, Mapping[str, object]]]  # by hexadecimal offer id


@dataclass(frozen=True, slots=True)
class _Found:
    """An alert and what the log says about it."""

    alert: Stored
    successors: list[Stored]
    expired: bool
    answers: Mapping[str, int]
    document: bool


class AlertReader:
    def __init__(self, store: EventStore, members: Members, *, now: Clock, radio: RadioStates) -> None:
        self._store = store
        self._members = members
        self._now = now
        self._radio = radio

    async def listed(self, *, language: str, all_known: bool, restricted: bool) -> list[dict[str, object]]:
        """Those in force, worst first; with `all_known` every alert. `restricted`: also what is not for everybody."""
        now = int(self._now())
        found = await self._store.read(lambda db: _find(db, None if all_known else now))
        roster = await self._members.roster()
        judged = [(one, _judge(one, roster, now)) for one in found]
        shown = [
            (one, verdict)
            for one, verdict in judged
            if (all_known or not verdict.reasons) and (restricted or one.alert.event.topic != RESTRICTED)
        ]
        if not all_known:
            shown.sort(key=lambda pair: _rank(pair[0].alert))
        return [self._shape(one, verdict, roster, language) for one, verdict in shown]

    async def one(self, id: str, *, language: str, restricted: bool) -> dict[str, object]:
        """NotFound when there is none of this id, or none for this reader."""
        found = await self._store.read(lambda db: _find_one(db, id))
        if found is None or (found.alert.event.topic == RESTRICTED and not restricted):
            raise NotFound(f"there is no alert {printable(id, 40)}; `hearthnet alert list --all` shows what is known")
        roster = await self._members.roster()
        return self._shape(found, _judge(found, roster, int(self._now())), roster, language)

    async def mark_expired(self) -> bool:
        """Write down what has expired since the last look; whether that was anything."""
        now = int(self._now())
        if not await self._store.read(lambda db: shelf.has_unmarked(db, now)):
            return False
        return await self._store.local(lambda db: shelf.mark_expired(db, now)) > 0

    def _shape(self, one: _Found, verdict: Standing, roster: Roster, language: str) -> dict[str, object]:
        author = one.alert.event.author
        certificate = roster.certificate(author)
        issuer = Issuer(author.hex(), short_id(author), certificate.name if certificate else "")
        phrases = Phrasebook(language if language in LANGUAGES else "en")
        radio = self._radio_state(one.alert)
        return shape(one.alert, verdict, issuer, phrases, answers=one.answers, document=one.document, radio=radio)

    def _radio_state(self, alert: Stored) -> Mapping[str, object]:
        event = alert.event
        if event.topic == RESTRICTED:
            return {"state": "not on radio", "tries": 0}
        offered = cbor.dumps([event.author, event.topic, event.seq]).hex()
        return self._radio().get(offered, {"state": "not yet reported", "tries": 0})


def _find(db: sqlite3.Connection, now: int | None) -> list[_Found]:
    alerts = shelf.newest(db) if now is None else shelf.unexpired(db, now)
    return [_with_context(db, alert) for alert in alerts]


def _find_one(db: sqlite3.Connection, id: str) -> _Found | None:
    alert = shelf.by_id(db, id)
    return _with_context(db, alert) if alert else None


def _with_context(db: sqlite3.Connection, alert: Stored) -> _Found:
    return _Found(
        alert,
        shelf.successors(db, alert.id),
        shelf.is_marked_expired(db, alert.id),
        shelf.answers(db, alert.id),
        shelf.has_document(db, alert.alert.digest),
    )


def _judge(one: _Found, roster: Roster, now: int) -> Standing:
    """An alert that was seen to expire stays expired, whatever the clock says now."""
    return standing(one.alert, one.successors, roster, now=max(now, one.alert.expires) if one.expired else now)


def _rank(alert: Stored) -> tuple[bool, int, int]:
    """Actual before exercises, then the most severe, then the newest."""
    return alert.alert.status != registry.ACTUAL, -alert.alert.severity, -alert.row
