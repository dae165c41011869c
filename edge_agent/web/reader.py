"""Who is reading: what they may do and which language they read."""

from dataclasses import dataclass

from edge_agent.bus.capability import Caller, Trust

STRANGER = Caller("visitor", Trust.STRANGER)


@dataclass(frozen=True, slots=True)
class Reader:
    caller: Caller = STRANGER
    language: str = "en"
