"""reach.status: how far this node reaches, why, and what changed."""

from dataclasses import asdict

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import LANGUAGE, takes
from edge_agent.reach.journal import ReachJournal
from edge_agent.reach.watch import ReachWatch

SHOWN = 16
STATE = {"enum": ["alone", "radio", "lan", "online"]}
STATUS = {
    "type": "object",
    "required": ["state", "reason", "link", "peers", "radio", "internet_s", "asked", "changes"],
    "properties": {
        "state": STATE,
        "reason": {"type": "string"},
        "link": {"type": "boolean"},
        "peers": {"type": "integer", "minimum": 0},
        "radio": {"type": "boolean"},
        "internet_s": {"type": ["number", "null"]},
        "asked": {"type": "boolean"},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "before", "after", "reason"],
                "properties": {
                    "at": {"type": "integer"}, "before": STATE, "after": STATE, "reason": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip


class ReachCapabilities:
    def __init__(self, watch: ReachWatch, journal: ReachJournal) -> None:
        self._watch = watch
        self._journal = journal

    @capability("reach.status", trust=Trust.MEMBER, idempotent=True, input=takes(language=LANGUAGE), output=STATUS)
    async def status(self, call: Call) -> Json:
        state = self._watch.state
        return {
            "state": state.now.name.lower(),
            "reason": state.reason,
            **asdict(self._watch.evidence),
            "changes": [asdict(entry) for entry in await self._journal.newest(SHOWN)],
        }
