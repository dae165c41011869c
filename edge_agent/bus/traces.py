"""The newest calls, so that one can be followed over the nodes by its request id."""

from collections import deque
from dataclasses import dataclass

from edge_agent.bus.capability import spelled
from edge_agent.clock import Clock

KEPT = 512  # calls; about 150 bytes each
# request, capability, who asked, node that did it, steady second of its end, milliseconds, outcome, attempts
Line = tuple[str | int, str, str, str, float, float, str, int]


@dataclass(frozen=True, slots=True)
class Trace:
    """`outcome`: ok, cancelled, crashed, hurried (another node gave it too little time) or the code of an error.

    `age_s`: how long ago it ended.
    """

    request: str
    name: str
    caller: str
    node: str
    age_s: float
    ms: float
    outcome: str
    attempts: int


class Traces:
    """`lines.append` is what a call pays; everything else happens when somebody reads."""

    def __init__(self, clock: Clock) -> None:
        self.lines: deque[Line] = deque(maxlen=KEPT)
        self._clock = clock

    def newest(self, request: str = "") -> list[Trace]:
        """The newest first; those of one request if it is named."""
        now = self._clock()
        found = (
            Trace(spelled(number), name, caller, node, now - end, ms, outcome, attempts)
            for number, name, caller, node, end, ms, outcome, attempts in reversed(self.lines)
        )
        return [trace for trace in found if not request or trace.request == request]
