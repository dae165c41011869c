"""civdef.alert.*: issue, preview, list, get, cancel, ack, export."""

import base64
import logging

from edge_agent.alerts import schemas, shelf
from edge_agent.alerts.export import replaced_ids, to_cap
from edge_agent.alerts.issuing import AlertIssuer
from edge_agent.alerts.reading import AlertReader
from edge_agent.alerts.schemas import MAX_NOTE
from edge_agent.alerts.shelf import ANSWERS
from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.errors import BadRequest, NotFound
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key
from edge_agent.text import printable
from meshwire import event

log = logging.getLogger(__name__)
MAX_PERSON = 32  # bytes


class AlertCapabilities:
    def __init__(self, issuer: AlertIssuer, reader: AlertReader, store: EventStore, key: Key) -> None:
        self._issuer = issuer
        self._reader = reader
        self._store = store
        self._key = key

    @capability("civdef.alert.issue", trust=Trust.MODERATOR, own=True, input=schemas.ISSUE, output=schemas.ISSUED)
    async def issue(self, call: Call) -> Json:
        """{cap | cap_base64 | fields, retime, status_override} -> {id, duplicate, payload_bytes, ..., left_out}."""
        answer = await self._issuer.issue(call.body)
        if not answer["duplicate"]:
            log.info("alert %s issued by %s: %s", answer["id"], call.caller.name, answer["headline"])
        return answer

    @capability(
        "civdef.alert.preview", trust=Trust.MODERATOR, idempotent=True, input=schemas.ISSUE, output=schemas.PREVIEWED
    )
    async def preview(self, call: Call) -> Json:
        return await self._issuer.preview(call.body)

    @capability("civdef.alert.list", trust=Trust.STRANGER, idempotent=True, input=schemas.LIST, output=schemas.LISTED)
    async def list(self, call: Call) -> Json:
        """{language, all} -> {alerts}: those in force, or all that are known."""
        restricted = call.caller.trust >= Trust.MEMBER
        all_known = call.body.get("all") is True
        alerts = await self._reader.listed(language=_language(call), all_known=all_known, restricted=restricted)
        return {"alerts": alerts}

    @capability("civdef.alert.get", trust=Trust.STRANGER, idempotent=True, input=schemas.GET, output=schemas.ALERT)
    async def get(self, call: Call) -> Json:
        restricted = call.caller.trust >= Trust.MEMBER
        return await self._reader.one(_id(call), language=_language(call), restricted=restricted)

    @capability("civdef.alert.cancel", trust=Trust.MODERATOR, own=True, input=schemas.CANCEL, output=schemas.ISSUED)
    async def cancel(self, call: Call) -> Json:
        """{id, reason} -> {id of the cancellation, ...}."""
        answer = await self._issuer.cancel(_id(call), _text(call, "reason", MAX_NOTE))
        log.info("alert %s cancelled by %s as %s", _id(call), call.caller.name, answer["id"])
        return answer

    @capability(
        "civdef.alert.ack", trust=Trust.MEMBER, own=True, input=schemas.ACKNOWLEDGE, output=schemas.ACKNOWLEDGED
    )
    async def acknowledge(self, call: Call) -> Json:
        """{id, answer, note}: one answer of each caller counts, the newest."""
        answer = _text(call, "answer", MAX_NOTE) or ANSWERS[1]
        if answer not in ANSWERS[1:]:
            raise BadRequest(f"answer is one of {', '.join(ANSWERS[1:])}")
        stored = await self._store.read(lambda db: shelf.by_id(db, _id(call)))
        if stored is None or stored.event.topic != event.CIVDEF:
            raise NotFound(f"there is no public alert {printable(_id(call), 40)}")
        person = call.caller.name.encode()[:MAX_PERSON].decode(errors="ignore")
        name = (event.author_id(stored.event.author), stored.event.seq)
        body = {0: name[0], 1: name[1], 2: ANSWERS.index(answer), 3: _text(call, "note", MAX_NOTE), 4: person}
        await self._store.write(self._key, [Draft(event.PEOPLE, event.ACKNOWLEDGEMENT, body)])
        return {"id": stored.id, "answer": answer}

    @capability(
        "civdef.alert.export", trust=Trust.STRANGER, idempotent=True, input=schemas.EXPORT, output=schemas.EXPORTED
    )
    async def export(self, call: Call) -> Json:
        """{id, original} -> {cap}: CAP 1.2 made from the alert, or {cap_base64}: the very bytes it was made from."""
        restricted = call.caller.trust >= Trust.MEMBER
        alert = await self._reader.one(_id(call), language="en", restricted=restricted)
        stored = await self._store.read(lambda db: shelf.by_id(db, str(alert["id"])))
        assert stored is not None  # the reader has just found it
        document = await self._store.read(lambda db: shelf.document(db, stored.alert.digest))
        if call.body.get("original") is not True:
            ids = replaced_ids(stored)
            replaced = await self._store.read(lambda db: [one for id in ids if (one := shelf.by_id(db, id))])
            return {"cap": to_cap(stored, document, replaced).decode()}
        if document is None:
            raise NotFound(f"{stored.id} was not made from a CAP document, or the document has not arrived here")
        return {"cap_base64": base64.b64encode(document.data).decode()}


def _id(call: Call) -> str:
    id = call.body.get("id")
    if not isinstance(id, str) or not id:
        raise BadRequest("name the alert: {id: as `hearthnet alert list` shows it}")
    return id


def _text(call: Call, name: str, longest: int) -> str:
    value = call.body.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise BadRequest(f"{name} must be a text of at most {longest} characters")
    return value.strip()


def _language(call: Call) -> str:
    value = call.body.get("language", "en")
    return value if isinstance(value, str) else "en"
