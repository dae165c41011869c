"""How far this node reaches: the internet, its network, the radio, or nobody. Pure: steady seconds are passed in.

A state is only ever claimed for evidence that was seen. What nobody looked at is not there: without a configured probe
or hub a node never says that it is online.
"""

from collections import deque
from dataclasses import dataclass
from enum import IntEnum

FRESH_S = 90.0  # evidence of the internet counts for so long: three looks of 30 s
CLIMB_S = 10.0  # a better state must last this long before it is claimed
FALL_S = 5.0  # a worse one only outlasts a cable that is plugged over
FLAP_S = 600.0
FLAPS = 3  # changes within FLAP_S, beyond which each further one doubles the time that a better state must last
LONGEST_CLIMB_S = 300.0
KEPT = 32  # changes that are remembered


class Reach(IntEnum):
    """Each includes what is below: a node that is online has a network too."""

    ALONE = 0
    RADIO = 1
    LAN = 2
    ONLINE = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen at one look. `internet`: how old the newest answer from beyond the network is, None for none."""

    link: bool = False  # an interface has a carrier and an address
    peers: int = 0  # nodes that can be called now
    radio: bool = False
    internet_s: float | None = None
    asked: bool = False  # whether anything that could show the internet is configured

    def reach(self) -> Reach:
        if self.internet_s is not None and self.internet_s <= FRESH_S and self.link:
            return Reach.ONLINE
        if self.link or self.peers:
            return Reach.LAN
        return Reach.RADIO if self.radio else Reach.ALONE

    def reason(self) -> str:
        """In words, for people."""
        match self.reach():
            case Reach.ONLINE:
                return f"the internet answered {self.internet_s:.0f} s ago"
            case Reach.LAN if not self.asked:
                return f"there is a network, {_peers(self.peers)}; nothing on the internet is configured to be asked"
            case Reach.LAN:
                return f"there is a network, {_peers(self.peers)}; nothing on the internet answers"
            case Reach.RADIO:
                return "no network; the radio works"
        return "neither a network nor a radio"


@dataclass(frozen=True, slots=True)
class Change:
    before: Reach
    after: Reach
    at_s: float
    reason: str


class ReachState:
    """`now` is what the node may claim; after the first look it follows the evidence with hysteresis."""

    def __init__(self) -> None:
        self.now = Reach.ALONE
        self.reason = "nobody has looked yet"
        self.changes: deque[Change] = deque(maxlen=KEPT)
        self._looked = False
        self._since_s: float | None = None  # when the evidence left the present state
        self._lasting = Reach.ALONE  # what was seen all the time since then

    def look(self, evidence: Evidence, at_s: float) -> Change | None:
        """Take what was seen; the change, if this made one."""
        seen, looked = evidence.reach(), self._looked
        self._looked = True
        if seen == self.now:
            self._since_s, self.reason = None, evidence.reason()
            return None
        if not looked:
            return self._change(seen, evidence, at_s)
        climbs = seen > self.now
        if self._since_s is None or (self._lasting > self.now) != climbs:
            self._since_s, self._lasting = at_s, seen
        self._lasting = min(self._lasting, seen) if climbs else seen
        if at_s - self._since_s < self._hold_s(climbs, at_s):
            return None
        return self._change(self._lasting, evidence, at_s)

    def _change(self, after: Reach, evidence: Evidence, at_s: float) -> Change:
        change = Change(self.now, after, at_s, evidence.reason())
        self.changes.append(change)
        self.now, self.reason, self._since_s = after, change.reason, None
        return change

    def _hold_s(self, climbs: bool, at_s: float) -> float:
        if not climbs:
            return FALL_S
        late = sum(1 for change in self.changes if at_s - change.at_s <= FLAP_S)
        return min(CLIMB_S * 2.0 ** max(0, late - FLAPS), LONGEST_CLIMB_S)


def _peers(count: int) -> str:
    return f"with {count} other node{'s' if count > 1 else ''}" if count else "without another node"
