"""Issues alerts: composed, checked against what this node's key may do, written together with their document."""

import asyncio
import base64
import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.alerts import compose, request, shelf
from edge_agent.alerts.cap import CapAlert, Reference
from edge_agent.alerts.fit import fit
from edge_agent.alerts.headline import clean, limited
from edge_agent.alerts.model import RESTRICTED, Stored, alert_id
from edge_agent.alerts.shape import area_shape
from edge_agent.bus.capability import Json
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, NotFound, NotTrusted
from edge_agent.events import rows
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from edge_agent.text import printable
from meshwire import airtime, event, frame, registry, vocabulary
from meshwire import alert as alert_codec
from meshwire.alert import Alert
from meshwire.event import author_id
from meshwire.trust import reasons_against

CAP_TYPE = "application/cap+xml"


@dataclass(frozen=True, slots=True)
class Plan:
    """An alert that is ready to be signed. `known_as`: it was issued before, under this id."""

    alert: Alert
    left_out: Sequence[str]
    topic: int = event.CIVDEF
    document: Draft | None = None
    known_as: str | None = None


class AlertIssuer:
    def __init__(self, store: EventStore, members: Members, key: Key, *, now: Clock, language: str = "en") -> None:
        """`language` is preferred where a document has several and the request names none."""
        self._store = store
        self._members = members
        self._key = key
        self._now = now
        self._language = language
        self._issuing = asyncio.Lock()  # between the look for a duplicate and the write

    async def preview(self, body: Json) -> dict[str, object]:
        """What `issue` would send; nothing is written."""
        plan = await self._plan(body)
        await self._check(plan.alert)
        key, topic = self._key.public, plan.topic
        numbers = await self._store.read(lambda db: (rows.next_seq(db, key, topic), rows.tail(db).clock + 2))
        return _report(plan, self._frame_size(plan, *numbers))

    async def issue(self, body: Json) -> dict[str, object]:
        """Sign and store; on return the alert survives a power cut. The same document again gives the same alert."""
        async with self._issuing:
            plan = await self._plan(body)
            if plan.known_as is not None:
                return {"id": plan.known_as, "duplicate": True}
            return await self._write(plan)

    async def issue_document(self, data: bytes, origin: str) -> str:
        """Issue a CAP document that a folder or a feed brought; BadRequest when it was issued before."""
        answer = await self.issue({"cap_base64": base64.b64encode(data).decode()})
        if answer["duplicate"]:
            raise BadRequest(f"{printable(origin)} was issued before, as {answer['id']}")
        return str(answer["id"])

    async def cancel(self, id: str, reason: str) -> dict[str, object]:
        """End an alert; the cancellation says so for as long as the alert would have lasted."""
        stored = await self._store.read(lambda db: shelf.by_id(db, id))
        if stored is None:
            raise NotFound(f"there is no alert {printable(id, 40)}; `hearthnet alert list --all` shows what is known")
        left_min = -(-(stored.expires - int(self._now())) // 60)
        if left_min <= 0 or stored.alert.message_type == registry.CANCEL:
            raise BadRequest(f"{stored.id} has ended already; there is nothing to cancel")
        headline = clean(reason) or stored.alert.headline
        alert = stored.alert._replace(
            message_type=registry.CANCEL, lifetime_min=left_min, onset_min=0, instructions=(), responses=0,
            headline=limited(headline), headline_cut=limited(headline) != headline, digest=None,
            replaces=[self._name(stored)],
        )  # fmt: skip
        async with self._issuing:
            return await self._write(Plan(fit(alert), (), topic=stored.event.topic))

    async def _plan(self, body: Json) -> Plan:
        now = int(self._now())
        asked = request.from_cap(body, now=now)
        if asked is None:
            return Plan(request.from_fields(body), ())
        cap = asked.cap
        found = await self._store.read(lambda db: _look_up(db, cap, asked.identifier))
        if found.known is not None:
            return Plan(found.known.alert, (), found.known.event.topic, known_as=found.known.id)
        if cap.message_type == "Cancel" and not found.originals:
            names = ", ".join(str(reference) for reference in cap.references) or "nothing"
            raise BadRequest(f"the document cancels {printable(names)}, which was not issued here; nothing to cancel")
        digest = document_digest(cap.data)
        composed = compose.from_cap(
            cap, now=now, digest=digest, prefer_language=asked.language or self._language, area=asked.area,
            replaces=[self._name(stored) for stored in found.originals],
            original=found.originals[-1].alert if found.originals else None,
        )  # fmt: skip
        missing = [f"reference {reference}: not known here" for reference in found.missing]
        topic = event.CIVDEF if cap.scope == "Public" else RESTRICTED
        document = {0: digest, 1: CAP_TYPE, 2: cap.data, 3: [cap.sender, asked.identifier]}
        where = (event.FILES, event.DOCUMENT) if topic == event.CIVDEF else (RESTRICTED, event.RESTRICTED_DOCUMENT)
        return Plan(composed.alert, [*composed.left_out, *missing], topic, Draft(*where, document))

    async def _write(self, plan: Plan) -> dict[str, object]:
        await self._check(plan.alert)
        alert = Draft(topic=plan.topic, kind=event.ALERT, body=alert_codec.encode(plan.alert), time=int(self._now()))
        drafts = [plan.document, alert] if plan.document else [alert]
        signed = (await self._store.write(self._key, drafts))[-1]
        id = alert_id(author_id(signed.author), signed.topic, signed.seq)
        return {"id": id, "duplicate": False, **_report(plan, len(frame.encode_event(signed, 0)))}

    async def _check(self, alert: Alert) -> None:
        """NotTrusted with every reason why this node may not issue the alert."""
        roster = await self._members.roster()
        reasons = reasons_against(roster, self._key.public, alert.area, int(self._now()))
        if reasons:
            raise NotTrusted(f"this node may not issue the alert: {'; '.join(reasons)}; see `hearthnet cert list`")

    def _frame_size(self, plan: Plan, seq: int, lamport: int) -> int:
        """As if signed now."""
        body = alert_codec.encode(plan.alert)
        part = event.encode_part(plan.topic, seq, lamport, int(self._now()), event.ALERT, body)
        return frame.HEADER_SIZE + len(part) + event.SIGNATURE_SIZE

    def _name(self, stored: Stored) -> tuple[bytes | None, int]:
        """How an alert of ours names another one."""
        author = stored.event.author
        return (None if author == self._key.public else author_id(author)), stored.event.seq


@dataclass(frozen=True, slots=True)
class _Known:
    known: Stored | None
    originals: list[Stored]
    missing: list[Reference]


def _look_up(db: sqlite3.Connection, cap: CapAlert, identifier: str) -> _Known:
    found = [(one, shelf.issued_as(db, one.sender, one.identifier)) for one in cap.references]
    return _Known(
        shelf.issued_as(db, cap.sender, identifier),
        [stored for _, stored in found if stored is not None],
        [one for one, stored in found if stored is None],
    )


def document_digest(data: bytes) -> bytes:
    """The name of a document."""
    return hashlib.sha256(data).digest()[: alert_codec.DIGEST_SIZE]


def _report(plan: Plan, size: int) -> dict[str, object]:
    on_air = plan.topic == event.CIVDEF
    phy_bytes = airtime.meshtastic_phy_bytes(size)
    return {
        "payload_bytes": size,
        "frames": 1 if on_air else 0,
        "airtime_ms": {preset: airtime.time_on_air_ms(phy_bytes, preset) for preset in airtime.PRESETS},
        "left_out": list(plan.left_out),
        "event": vocabulary.EVENTS[plan.alert.event_code],
        "severity": registry.SEVERITIES[plan.alert.severity],
        "area": area_shape(plan.alert.area),
        "lifetime_min": plan.alert.lifetime_min,
        "instructions": list(plan.alert.instructions),
        "status": registry.STATUSES[plan.alert.status],
        "scope": "Public" if on_air else "Restricted",
        "headline": plan.alert.headline,
        "headline_cut": plan.alert.headline_cut,
        "area_widened": plan.alert.area_widened,
    }
