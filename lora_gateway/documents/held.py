"""An object that this station has, and whether it is its turn to send rows of it. Pure."""

from lora_gateway.air.flood import Uniform
from meshwire.fragment import Fragment, Need
from meshwire.spread import Spread

OWNER_ANSWERS_S = (0.2, 2.0)
HELPERS_WAIT = 8  # airtimes of a full frame: the first helper is heard before most others begin
HOUR_S = 3600.0
MAX_ANSWERED = 160  # rows of one object in an hour that others may ask for: three times what the largest takes


class Held:
    """Times are seconds of one clock that never goes back; `expires` is UTC seconds, 0 never."""

    def __init__(self, packed: bytes, spread: Spread, *, expires: int, owned: bool) -> None:
        """`owned`: this station brought it to the air, so it is the first to answer."""
        self.packed = packed
        self.expires = expires
        self.due = 0.0  # when its next row may be sent
        self.is_asked = False
        self._spread = spread
        self._owned = owned
        self._waits = False  # to see whether another station answers
        self._answered = 0
        self._answered_since = 0.0

    def is_due(self, now: float) -> bool:
        return self.left > 0 and self.due <= now

    @property
    def left(self) -> int:
        """Rows that it still has to send."""
        return self._spread.left

    def push(self) -> None:
        """Send it although nobody has asked."""
        self._spread.push()

    def hear(self, one: Fragment) -> None:
        """Another station sent a row."""
        self._spread.overheard(one)
        if self._waits:
            self.is_asked = self._waits = False
            self._spread.left = 0

    def asked(self, need: Need, now: float, frame_s: float, uniform: Uniform) -> None:
        """A station lacks rows. Whoever can make our tag could ask for ever, so the answers of an hour are counted."""
        if now >= self._answered_since + HOUR_S:
            self._answered, self._answered_since = 0, now
        was_idle = self.left == 0
        if self._answered >= MAX_ANSWERED or not self._spread.asked(need):
            return
        if was_idle:
            self._waits = True
            self.due = now + self._wait_s(frame_s, uniform)
        self.is_asked = True

    def next(self) -> Fragment:
        self._waits = False
        self._answered += self.is_asked
        one = self._spread.next()
        self.is_asked = self.is_asked and self.left > 0
        return one

    def _wait_s(self, frame_s: float, uniform: Uniform) -> float:
        if self._owned:
            return uniform(*OWNER_ANSWERS_S)
        return uniform(OWNER_ANSWERS_S[1] + frame_s, OWNER_ANSWERS_S[1] + HELPERS_WAIT * frame_s)
