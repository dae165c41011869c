"""Whose events this node takes from its peers. Pure."""

from meshwire.errors import WireError
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, Event
from meshwire.trust import ANCHOR, Certificate, Revocation, decode_certificate, decode_revocation


class Admission:
    """Everybody whom the root has ever certified, and the root. Whoever was revoked since is still admitted: logs stay
    equal, and what counts of it is decided where it is read."""

    def __init__(self, root: bytes) -> None:
        self._root = root
        self._subjects = {root}
        self._anchors: set[bytes] = set()
        self._newest: dict[bytes, int] = {}  # number of the newest statement about each subject

    def learn(self, event: Event) -> bool:
        """Take in an authentic event of the log; True when it admits somebody new."""
        if event.topic != ROSTER or event.author != self._root or event.kind not in (CERTIFICATE, REVOCATION):
            return False
        try:
            statement = decode_revocation(event) if event.kind == REVOCATION else decode_certificate(event)
        except WireError:
            return False
        known = len(self._subjects)
        self._subjects.add(statement.subject)
        if event.seq > self._newest.get(statement.subject, 0):
            self._newest[statement.subject] = event.seq
            self._note_role(statement)
        return len(self._subjects) > known

    def _note_role(self, statement: Certificate | Revocation) -> None:
        if isinstance(statement, Certificate) and statement.roles & ANCHOR:
            self._anchors.add(statement.subject)
        else:
            self._anchors.discard(statement.subject)

    def is_anchor(self, key: bytes) -> bool:
        """Whether the newest word of the root about a key makes it an anchor; expiry is not looked at."""
        return key in self._anchors

    def refusal(self, author: bytes) -> str | None:
        """Why nothing of this author is taken; None when it is."""
        return None if author in self._subjects else "the root of this community has never certified its author"
