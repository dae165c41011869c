"""What this station's airtime was spent on, since its start. Pure."""

from dataclasses import dataclass

from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.relays import Relay
from meshwire.frame import EVENT

CONTROL = {2: "summary", 3: "need", 4: "fragment", 5: "fragment need", 6: "beacon", 7: "time"}  # by type byte


@dataclass(slots=True)
class Count:
    frames: int = 0
    bytes: int = 0
    airtime_ms: int = 0


def kind_of(subject: object, frame: bytes) -> str:
    if isinstance(subject, Relay):
        return "relay"
    if frame[1] == EVENT:
        return "own" if isinstance(subject, Outgoing) else "repair"
    return CONTROL.get(frame[1], "other")


class Tally:
    def __init__(self) -> None:
        self.counts: dict[str, Count] = {}

    def add(self, kind: str, frame_bytes: int, airtime_ms: int) -> None:
        count = self.counts.setdefault(kind, Count())
        count.frames += 1
        count.bytes += frame_bytes
        count.airtime_ms += airtime_ms

    def of_repair(self) -> Count:
        """What it took to agree with the neighbours."""
        found = [self.counts[kind] for kind in ("summary", "need", "repair") if kind in self.counts]
        return Count(
            sum(one.frames for one in found), sum(one.bytes for one in found), sum(one.airtime_ms for one in found)
        )
