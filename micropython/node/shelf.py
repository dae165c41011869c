"""The live alerts that a board can give to others, those for other places among them. No I/O, no clock."""

from meshwire import area as areas
from meshwire import event, frame, registry

MAX_KEPT = 16  # of 250 bytes; the mildest makes room, and of those the one that ends first


class Kept:
    """A verified alert as it was signed. What it says beyond this is read again when it is needed."""

    def __init__(self, author: bytes, part: bytes, signature: bytes, born_s: int, seq: int, alert) -> None:  # type: ignore[no-untyped-def]
        """`born_s` is when it was signed, in seconds of the board's uptime."""
        self.author = author
        self.part = part
        self.signature = signature
        self.born_s = born_s
        self.name = (event.author_id(author), seq)
        self.replaces = alert.replaces
        self.status = alert.status
        self.rank = alert.severity if alert.status == registry.ACTUAL else 0
        self.lifetime_s = 60 * alert.lifetime_min

    def ends_s(self) -> int:
        return self.born_s + self.lifetime_s

    def area(self) -> areas.Area:
        """Of the alert; unpacking its headline as well would take 3 kB for a moment."""
        return areas.decode(event.decode_part(self.part).body)

    def frame(self, now_s: int) -> bytes:
        """The EVENT frame with the age that it has now."""
        head = bytes((frame.VERSION, frame.EVENT, frame.age_code((now_s - self.born_s) // 60)))
        return b"".join((head, self.name[0], self.part, self.signature))


class Shelf:
    def __init__(self, may_issue) -> None:  # type: ignore[no-untyped-def]
        """`may_issue(author, area)`: whether that key may issue an alert for that area, and so replace one."""
        self.kept = []  # type: list[Kept]
        self._may_issue = may_issue

    def add(self, one: Kept) -> None:
        """Keep it; what it replaces goes, and so does it when what replaces it is here."""
        for other in self.kept:
            if self._ends(other, one):
                return
        self.kept = [other for other in self.kept if other.name != one.name and not self._ends(one, other)]
        self.kept.append(one)
        if len(self.kept) > MAX_KEPT:
            self.kept.remove(min(self.kept, key=lambda other: (other.rank, other.ends_s())))

    def names(self) -> list[tuple[bytes, int]]:
        return [one.name for one in self.kept]

    def find(self, name: tuple[bytes, int]) -> Kept | None:
        for one in self.kept:
            if one.name == name:
                return one
        return None

    def learn_age(self, said: frame.EventFrame, born_s: int, now_s: int) -> None:
        """A copy says when it was signed: the latest counts, as it does for the alert that is shown."""
        one = self.find((said.author_id, said.fields.seq))
        if one is not None and one.part == said.part and one.signature == said.signature:
            one.born_s = max(one.born_s, min(born_s, now_s))

    def expire(self, now_s: int) -> None:
        self.kept = [one for one in self.kept if one.ends_s() > now_s]

    def recheck(self) -> None:
        """The roster has changed: forget the alerts of those who may no longer issue them."""
        self.kept = [one for one in self.kept if self._may_issue(one.author, one.area())]

    def _ends(self, newer: Kept, older: Kept) -> bool:
        if newer.status != older.status:
            return False
        for author_id, seq in newer.replaces:
            if (author_id or newer.name[0], seq) == older.name:
                return newer.author == older.author or bool(self._may_issue(newer.author, older.area()))
        return False
