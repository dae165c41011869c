"""Whom a board trusts: what it was provisioned with and what its roots have said since. No I/O, no clock."""

from meshwire import event, frame, trust
from node import repair
from node.windows import MAX_AUTHORS

NOT_OURS = "not ours"


class Authors:
    def __init__(self, settings, store) -> None:  # type: ignore[no-untyped-def]
        """`settings` of node.settings, `store` of node.store."""
        self.own = None  # type: bytes | None  # the board's own key
        self.roster = trust.Roster(settings.roots, MAX_AUTHORS)
        self._provisioned = settings.certificates
        self._store = store
        for signed in settings.certificates + store.statements():
            self.roster.add(signed)  # what does not count is older than what does

    def take(self, signed: event.Event) -> str:
        """An authentic statement of one of our roots: "" when it counts and is kept, or why not. WireError."""
        if not self._concerns_us(signed):
            return NOT_OURS
        reason = self.roster.add(signed)
        if reason is None:
            self._store.add_statement(signed)
        return reason or ""

    def subjects(self) -> list[bytes]:
        """The keys that the roots have said something about, as far as it concerns a board."""
        return sorted({signed.body[0] for signed in self._provisioned + self._store.statements()})

    def reasons_against(self, author: bytes, area, utc: int) -> list:  # type: ignore[no-untyped-def, type-arg]
        """Why this key may not issue an alert there and then."""
        return trust.reasons_against(self.roster, author, area, utc)

    def is_member(self, key: bytes, utc: int) -> bool:
        """Whether a root certifies this key now."""
        found = self.roster.certificate(key)
        return found is not None and not 0 < found.expires <= utc

    def certificate(self, author_id: bytes) -> bytes | None:
        """The newest that was said about a key, as the frame that carries it."""
        newest = repair.newest_about(self._provisioned + self._store.statements(), author_id)
        said = frame.encode_event(newest, None) if newest else b""
        return said if 0 < len(said) <= frame.MAX_FRAME else None

    def _concerns_us(self, signed: event.Event) -> bool:
        """Plain members are none of a board's business, but for itself."""
        if signed.body.get(0) == self.own:
            return True
        if signed.kind == event.REVOCATION:
            return bool(trust.decode_revocation(signed).subject)
        certificate = trust.decode_certificate(signed)
        return bool(certificate.roles & (trust.AUTHORITY | trust.ANCHOR) or self.roster.statements(certificate.subject))
