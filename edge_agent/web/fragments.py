"""The sections of the start page as HTML, made once for all readers who see the same."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Json, Trust
from edge_agent.clock import Clock
from edge_agent.errors import EdgeError, NotFound, NotTrusted
from edge_agent.web.alert_parts import alerts
from edge_agent.web.html import Markup, tag
from edge_agent.web.live import SECTIONS, Live
from edge_agent.web.mesh_parts import nodes
from edge_agent.web.people_parts import people
from edge_agent.web.reach_parts import reach
from edge_agent.web.reader import Reader
from edge_agent.web.sensor_parts import sensors
from edge_agent.web.state_parts import boards, node, radio

MAX_AGE_S = 10.0  # alerts expire and hours pass without anybody saying so


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    capability: str
    render: Callable[[Json, Reader], Markup]


@dataclass(frozen=True, slots=True)
class Fragment:
    html: Markup
    digest: str  # of the HTML: what an open page says it has


@dataclass(slots=True)
class Kept:
    fragment: Fragment
    version: int
    made_s: float


CONTENT = dict(
    zip(
        SECTIONS,
        (
            Section("Alerts", "civdef.alert.list", alerts),
            Section("Neighbours", "people.list", people),
            Section("Sensors", "sensor.list", sensors),
            Section("Boards", "board.list", boards),
            Section("Radio", "radio.status", radio),
            Section("Nodes", "mesh.peers", nodes),
            Section("Reach", "reach.status", reach),
            Section("This node", "node.status", node),
        ),
        strict=True,
    )
)


class Fragments:
    """At most one fragment per section, language and trust level is kept, so the memory is bounded."""

    def __init__(self, bus: Bus, live: Live, clock: Clock) -> None:
        self._bus = bus
        self._live = live
        self._clock = clock
        self._kept: dict[tuple[str, str, Trust], Kept] = {}
        self._making: dict[tuple[str, str, Trust], asyncio.Lock] = {}

    async def get(self, section: str, reader: Reader) -> Fragment:
        key = (section, reader.language, reader.caller.trust)
        async with self._making.setdefault(key, asyncio.Lock()):  # a hundred open pages ask at once; one asks the bus
            version, kept = self._live.version(section), self._kept.get(key)
            if kept and kept.version == version and self._clock() - kept.made_s < MAX_AGE_S:
                return kept.fragment
            html = await self._make(CONTENT[section], reader)
            fragment = Fragment(html, hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:12])
            self._kept[key] = Kept(fragment, version, self._clock())
            return fragment

    async def _make(self, section: Section, reader: Reader) -> Markup:
        try:
            answer = await self._bus.call(section.capability, {"language": reader.language}, reader.caller)
        except NotFound:
            return tag("p", "This node does not offer this.", class_="note")
        except NotTrusted:
            return tag("p", "Shown to paired browsers.", class_="note")
        except EdgeError as error:
            return tag("p", f"Cannot be shown: {error}", class_="note")
        return section.render(answer, reader)
