"""What the page finds on the bus: small providers that answer as the features promise, and remember what was asked."""

import time
from dataclasses import dataclass, field

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.errors import BadRequest, NotFound, NotTrusted

NOW = int(time.time())
FLOOD = {
    "id": "4f2a91c0-7", "message_type": "Alert", "status": "Actual", "event": "flood", "event_name": "Flood",
    "category": "Met", "urgency": "Immediate", "severity": "Severe", "certainty": "Observed", "responses": ["Evacuate"],
    "language": "en", "headline": "The Rhine is over its banks near Emmerich: leave the river side now",
    "headline_cut": False, "instructions": [11, 23],
    "instruction_texts": ["Leave now.", "Do not enter flood water.", "Help your neighbours."],
    "area": {
        "geocodes": [["AGS", "05154008"]],
        "polygons": [[[51.83, 6.21], [51.86, 6.2], [51.87, 6.26], [51.84, 6.29]]], "circles": [],
    },
    "area_widened": False, "issued": NOW - 240, "expires": NOW + 3 * 3600,
    "issuer": {"key": "aa" * 32, "short": "ABCD-2345", "name": "Kreis Kleve, Leitstelle"}, "in_force": True,
    "acknowledged": [{"answer": "received", "count": 4}, {"answer": "acting", "count": 2}],
    "radio": {"state": "relayed", "tries": 2}, "document": True, "scope": "Public", "not_in_force_because": [],
}  # fmt: skip
DRILL = FLOOD | {
    "id": "4f2a91c0-5", "status": "Exercise", "severity": "Extreme", "event": "chemical",
    "event_name": "Chemical accident",
    "headline": "Exercise: toxic smoke over the harbour", "headline_cut": True, "area_widened": True,
    "instruction_texts": ["Go indoors.", "Close windows and doors."], "acknowledged": [],
    "area": {"geocodes": [], "polygons": [], "circles": [[51.83, 6.24, 1.5]]},
    "issued": NOW - 60, "radio": {"state": "waiting", "tries": 0},
}  # fmt: skip
RADIO = {
    "link": "up", "reason": "",
    "radio": {"url": "sim://air?station=gateway", "state": "up", "reason": "", "preset": "LongFast"},
    "airtime": {"used_ms": 41_500, "allowed_ms": 360_000, "window_s": 3600},
    "queue": {"waiting": 2, "by_priority": {"0": 1, "4": 1}},
    "sent": 31, "heard": 118, "dropped": {"expired": 3, "full": 0}, "refused": {"forged": 2},
    "last_heard": NOW - 12, "sending": [],
}  # fmt: skip
BOARD = {
    "link": "up", "board": "desk", "screen": ["SEVERE", "Flood", "The Rhine is over its", "banks near Emmerich:"],
    "siren": "severe", "alert": "4f2a91c0-7", "acknowledged": False, "frames": 12, "shown": 1, "relayed": 1,
    "refused": {"forged": 2, "replayed": 1}, "heap_free": 61200, "uptime_s": 40,
}  # fmt: skip
NODE = {
    "name": "hearth", "node_id": "hn1" + "k7" * 26, "short": "WXYZ-6789", "community": "0011223344556677",
    "version": "0.1.0", "uptime_s": 7260, "events": 321, "address": "http://127.0.0.1:7080",
}  # fmt: skip
NEIGHBOURS = {
    "sos": [
        {"who": "Anna (!9e7595a8)", "radio": "!9e7595a8", "text": "roof of Mill Lane 3, <two> children",
         "time": NOW - 300, "heard_by": "town hall", "verified": False, "said_safe": NOW - 60},
    ],
    "check_ins": [
        {"who": "Bob (!00000011)", "radio": "!00000011", "text": "", "time": NOW - 90, "heard_by": "town hall",
         "verified": False},
    ],
}  # fmt: skip
PREVIEW = {
    "event": "flood", "severity": "Severe", "lifetime_min": 180, "instructions": [11],
    "area": {"geocodes": [["AGS", "05154008"]], "polygons": [], "circles": []}, "status": "Exercise", "scope": "Public",
    "payload_bytes": 187, "frames": 1, "airtime_ms": {"LongFast": 1870, "ShortFast": 176},
    "left_out": ["the description", "the second language (nl)"], "headline": "The Rhine is over its banks",
    "headline_cut": True, "area_widened": False,
}  # fmt: skip


@dataclass
class Outside:
    """Public fields are what the world is like; `asked` is what the page wanted, in order."""

    alerts: list[dict[str, object]] = field(default_factory=list)
    radio: dict[str, object] = field(default_factory=lambda: dict(RADIO))
    boards: list[dict[str, object]] = field(default_factory=lambda: [dict(BOARD)])
    node: dict[str, object] = field(default_factory=lambda: dict(NODE))
    preview: dict[str, object] = field(default_factory=lambda: dict(PREVIEW))
    neighbours: dict[str, object] = field(default_factory=lambda: dict(NEIGHBOURS))
    sensed: list[dict[str, object]] = field(default_factory=list)
    peers: list[dict[str, object]] = field(default_factory=list)
    reach: dict[str, object] = field(default_factory=lambda: {"state": "lan", "reason": "there is a network"})
    refusal: str = ""
    asked: list[tuple[str, Json]] = field(default_factory=list)

    @capability("civdef.alert.list", trust=Trust.STRANGER)
    async def list_alerts(self, call: Call) -> Json:
        self.asked.append(("list", call.body))
        return {"alerts": self.alerts}

    @capability("civdef.alert.get", trust=Trust.STRANGER)
    async def get(self, call: Call) -> Json:
        return self._named(call.body["id"])

    @capability("civdef.alert.export", trust=Trust.STRANGER)
    async def export(self, call: Call) -> Json:
        return {"cap": f"<alert><identifier>{self._named(call.body['id'])['id']}</identifier></alert>"}

    @capability("civdef.alert.preview", trust=Trust.TRUSTED)
    async def show_preview(self, call: Call) -> Json:
        self.asked.append(("preview", call.body))
        if call.body.get("cap") == "<broken":
            raise BadRequest("line 1, column 8: the document ends inside a tag")
        return self.preview

    @capability("civdef.alert.issue", trust=Trust.TRUSTED)
    async def issue(self, call: Call) -> Json:
        self.asked.append(("issue", call.body))
        if self.refusal:
            raise NotTrusted(self.refusal)
        self.alerts.append(FLOOD | {"id": f"4f2a91c0-{100 + len(self.alerts)}"})
        return self.preview | {"id": self.alerts[-1]["id"]}

    @capability("civdef.alert.cancel", trust=Trust.TRUSTED)
    async def cancel(self, call: Call) -> Json:
        self.asked.append(("cancel", call.body))
        return {}

    @capability("civdef.alert.ack", trust=Trust.MEMBER)
    async def acknowledge(self, call: Call) -> Json:
        self.asked.append(("ack", call.body))
        return {}

    @capability("radio.status", trust=Trust.STRANGER)
    async def radio_status(self, call: Call) -> Json:
        return self.radio

    @capability("people.list", trust=Trust.MEMBER)
    async def people(self, call: Call) -> Json:
        return self.neighbours

    @capability("mesh.peers", trust=Trust.MEMBER)
    async def mesh_peers(self, call: Call) -> Json:
        return {"peers": self.peers}

    @capability("reach.status", trust=Trust.MEMBER)
    async def reach_status(self, call: Call) -> Json:
        return self.reach

    @capability("sensor.list", trust=Trust.STRANGER)
    async def sensors(self, call: Call) -> Json:
        return {"sensors": self.sensed}

    @capability("board.list", trust=Trust.STRANGER)
    async def board_list(self, call: Call) -> Json:
        return {"boards": self.boards}

    @capability("board.press", trust=Trust.MEMBER)
    async def press(self, call: Call) -> Json:
        self.asked.append(("press", call.body))
        return {}

    @capability("node.status", trust=Trust.STRANGER)
    async def node_status(self, call: Call) -> Json:
        return self.node

    def _named(self, name: object) -> dict[str, object]:
        for alert in self.alerts:
            if alert["id"] == name:
                return alert
        raise NotFound(f"no alert is called {name}; `hearthnet alert list` names them")
