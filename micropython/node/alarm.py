"""The alerts in force on this board: which is shown, what the siren does, what the button means. No I/O, no clock."""

from meshwire import event, registry

MAX_IN_FORCE = 8  # 1 kB each; the least urgent makes room
OFF, SEVERE, EXTREME = "off", "severe", "extreme"
LOCAL = "local"  # of a sensor here; softer than any alert


class Notice:
    """A verified alert that concerns this board, from its arrival to its end."""

    def __init__(self, author: bytes, heard, born_s: int) -> None:  # type: ignore[no-untyped-def]
        """`born_s` is when it was signed, in seconds of the board's uptime; negative: before the board started."""
        self.author = author
        self.author_id = event.author_id(author)
        self.seq = heard.frame.fields.seq
        self.part = heard.frame.part
        self.signature = heard.frame.signature
        self.alert = heard.alert
        self.name = heard.name
        self.heard_s = heard.at_ms // 1000
        self.born_s = born_s
        self.acknowledged = False
        self.text = None  # type: list[str] | None  # of its CAP document, once that has come

    def ends_s(self) -> int:
        return self.born_s + 60 * self.alert.lifetime_min

    def replaces(self, other: "Notice") -> bool:
        """Whether it names the other one; whether it may is for the roster to say."""
        for author_id, seq in self.alert.replaces:
            if seq == other.seq and (author_id or self.author_id) == other.author_id:
                return True
        return False

    def loudness(self) -> int:
        """Its severity when it is a warning, 0 for what only informs: cancellations, exercises and tests."""
        if self.alert.message_type == registry.CANCEL or self.alert.status != registry.ACTUAL:
            return 0
        return int(self.alert.severity)

    def is_loud(self) -> bool:
        return not self.acknowledged and self.loudness() >= registry.SEVERE


def _order(notice: Notice) -> tuple[bool, int, int]:
    return notice.acknowledged, -notice.loudness(), -notice.born_s


class Alarm:
    def __init__(self, may_issue) -> None:  # type: ignore[no-untyped-def]
        """`may_issue(author, area)`: whether that key may issue an alert for that area, and so replace one."""
        self.in_force = []  # type: list[Notice]  # as the button walks through them
        self._may_issue = may_issue
        self._at = 0

    def add(self, notice: Notice) -> None:
        """Take an alert; what it replaces ends, and so does it when what replaces it came first."""
        for other in self.in_force:
            if self._ends(other, notice):
                return
        replaced = [other for other in self.in_force if self._ends(notice, other)]
        heard_before = [other.loudness() for other in replaced if other.acknowledged]
        notice.acknowledged = notice.acknowledged or (heard_before != [] and max(heard_before) >= notice.loudness())
        kept = [other for other in self.in_force if other not in replaced] + [notice]
        self.in_force = sorted(kept, key=_order)[:MAX_IN_FORCE]
        self._at = 0

    def expire(self, now_s: int) -> bool:
        """End what has run out; True when something did."""
        left = [notice for notice in self.in_force if notice.ends_s() > now_s]
        ended = len(left) != len(self.in_force)
        if ended:
            self.in_force, self._at = left, 0
        return ended

    def learn_age(self, name: bytes, born_s: int) -> bool:
        """Another copy says when the alert was signed: the latest counts, but never later than the first copy came."""
        for notice in self.in_force:
            if notice.name == name and min(born_s, notice.heard_s) > notice.born_s:
                notice.born_s = min(born_s, notice.heard_s)
                return True
        return False

    def recheck(self) -> None:
        """The roster has changed: end the alerts of those who may no longer issue them."""
        self.in_force = [notice for notice in self.in_force if self._may_issue(notice.author, notice.alert.area)]
        self._at = 0

    def press(self) -> bool:
        """Acknowledge what is shown and show the next; True when that changed what has to be kept."""
        notice = self.shown()
        if notice is None:
            return False
        changed = not notice.acknowledged
        notice.acknowledged = True
        self.in_force.sort(key=_order)
        following = (self.in_force.index(notice) + 1) % len(self.in_force)
        self._at = following if self.in_force[0].acknowledged else 0
        return changed

    def shown(self) -> Notice | None:
        return self.in_force[self._at] if self.in_force else None

    def siren(self) -> str:
        """What the siren does now: the pattern of the most severe warning that nobody has acknowledged."""
        loudest = max((notice.loudness() for notice in self.in_force if notice.is_loud()), default=0)
        return EXTREME if loudest >= registry.EXTREME else SEVERE if loudest >= registry.SEVERE else OFF

    def _ends(self, newer: Notice, older: Notice) -> bool:
        if newer.alert.status != older.alert.status or not newer.replaces(older):
            return False  # an exercise never ends an actual alert
        return newer.author == older.author or self._may_issue(newer.author, older.alert.area)
