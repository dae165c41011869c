"""Who may use a hub: a node that shows its key, and a certificate of its community for it. Pure."""

from collections.abc import Collection

from edge_agent.errors import NotTrusted
from edge_agent.events.model import Verify
from edge_agent.relay.wire import to_sign
from meshwire.errors import WireError
from meshwire.event import REVOCATION, Event, community_id, decode, is_authentic
from meshwire.trust import Certificate, Revocation, decode_certificate, decode_revocation

MAX_REVOKED = 4096


class Admission:
    """`communities`: those that this hub serves, none for all. Remembers who was revoked since it started."""

    def __init__(self, communities: Collection[bytes], verify: Verify) -> None:
        self._communities = frozenset(communities)
        self._verify = verify
        self._revoked: dict[tuple[bytes, bytes], int] = {}  # root and key: number of the revocation

    def community(self, key: bytes, event: bytes, signature: bytes, *, nonce: bytes, host: str, now: float) -> bytes:
        """The community of a node that says hello; NotTrusted tells why it is not let in."""
        if not self._verify(key, to_sign(nonce, host), signature):
            raise NotTrusted("the node did not show that the key is its own")
        certificate = self._statement(event)
        if not isinstance(certificate, Certificate) or certificate.subject != key:
            raise NotTrusted("the node showed no certificate for its key")
        if 0 < certificate.expires <= now:
            raise NotTrusted("the certificate of the node has expired")
        if self._revoked.get((certificate.issuer, key), -1) > certificate.seq:
            raise NotTrusted("the certificate of the node was revoked")
        community = community_id(certificate.issuer)
        if self._communities and community not in self._communities:
            raise NotTrusted("this hub does not serve the community of the node")
        return bytes(community)

    def revoke(self, event: bytes) -> tuple[bytes, bytes] | None:
        """Somebody showed a revocation: the community and the key that is out now, None when that was known."""
        statement = self._statement(event)
        if not isinstance(statement, Revocation):
            raise NotTrusted("this is no revocation")
        name = (statement.issuer, statement.subject)
        if self._revoked.get(name, -1) >= statement.seq:
            return None
        if name not in self._revoked and len(self._revoked) >= MAX_REVOKED:
            return None
        self._revoked[name] = statement.seq
        return bytes(community_id(statement.issuer)), bytes(statement.subject)

    def _statement(self, data: bytes) -> Certificate | Revocation:
        """What the root of some community has signed."""
        try:
            event: Event = decode(data)
            if not is_authentic(event, community_id(event.author), self._verify):
                raise NotTrusted("the certificate is not signed by its root")
            return decode_revocation(event) if event.kind == REVOCATION else decode_certificate(event)
        except WireError as error:
            raise NotTrusted(f"the certificate cannot be read: {error}") from None
