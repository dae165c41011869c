"""A town hall: a real log, a root, a node with alert authority, and CAP documents to issue."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from edge_agent.alerts.issuing import AlertIssuer
from edge_agent.alerts.reading import AlertReader
from edge_agent.alerts.view import AlertView
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key, verify
from edge_agent.identity.members import Members
from edge_agent.radio.notice_view import NoticeView
from meshwire.area import Area
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, community_id
from meshwire.trust import AUTHORITY, MEMBER, encode_certificate, encode_revocation

NOON = 1_800_000_000  # 2027-01-15 08:00:00 UTC
KLEVE = Area(((5, "05154"),), (), ())
ROOT, HALL, NEIGHBOUR = Key(b"r" * 32), Key(b"h" * 32), Key(b"n" * 32)


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Town:
    store: EventStore
    clock: Clock
    members: Members
    radio: dict = field(default_factory=dict)

    @classmethod
    async def open(cls, path: Path, *, area: Area | None = None) -> "Town":
        clock = Clock()
        store = await EventStore.open(
            path, community=community_id(ROOT.public), verify=verify, views=[AlertView(), NoticeView()], now=clock
        )
        town = cls(store, clock, Members(store, ROOT.public))
        await town.certify(HALL, area=area)
        return town

    async def certify(self, key: Key, *, area: Area | None = None, expires: int = 0) -> None:
        body = encode_certificate(key.public, MEMBER | AUTHORITY, expires, area, "town hall")
        await self.store.write(ROOT, [Draft(ROSTER, CERTIFICATE, body)])

    async def revoke(self, key: Key) -> None:
        await self.store.write(ROOT, [Draft(ROSTER, REVOCATION, encode_revocation(key.public, "lost"))])

    def issuer(self, key: Key = HALL) -> AlertIssuer:
        return AlertIssuer(self.store, self.members, key, now=self.clock)

    @property
    def reader(self) -> AlertReader:
        return AlertReader(self.store, self.members, now=self.clock, radio=lambda: self.radio)

    async def in_force(self, *, restricted: bool = False) -> list[str]:
        listed = await self.reader.listed(language="en", all_known=False, restricted=restricted)
        return [str(alert["headline"]) for alert in listed]

    async def known(self) -> list[dict[str, object]]:
        return await self.reader.listed(language="en", all_known=True, restricted=True)


def iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def cap(
    identifier: str = "flood-1", *, headline: str = "Flood: leave the river side", kind: str = "Alert",
    references: str = "", status: str = "Actual", scope: str = "Public", minutes: int = 60, geocode: str = "05154036",
) -> str:  # fmt: skip
    """A CAP 1.2 document of this town, sent at noon."""
    refers = f"<references>{references}</references>" if references else ""
    limits = {"Restricted": "<restriction>staff</restriction>", "Private": "<addresses>a@b.example</addresses>"}
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>hall@town.example</sender><sent>{iso(NOON)}</sent>
  <status>{status}</status><msgType>{kind}</msgType><scope>{scope}</scope>{limits.get(scope, "")}{refers}
  <info><language>en-GB</language><category>Met</category><event>Flood</event><responseType>Evacuate</responseType>
    <urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>
    <expires>{iso(NOON + 60 * minutes)}</expires><headline>{headline}</headline>
    <area><areaDesc>Riverside</areaDesc><geocode><valueName>AGS</valueName><value>{geocode}</value></geocode></area>
  </info>
</alert>"""


def reference(identifier: str = "flood-1") -> str:
    return f"hall@town.example,{identifier},{iso(NOON)}"
