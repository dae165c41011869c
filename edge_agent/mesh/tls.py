"""TLS between nodes: no authority but the keys of the members, no file on the disk, renewed while connections last."""

import asyncio
import logging
import os
import secrets
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress

from edge_agent.clock import Clock
from edge_agent.errors import BadRequest
from edge_agent.identity.keys import Key, node_id, parse_node_id
from edge_agent.mesh import certify, tls_dates
from edge_agent.mesh.tls_dates import Reading

log = logging.getLogger(__name__)
LOOK_S = 60.0  # at the clocks
SERIAL_BITS = 127  # positive, and at most 20 bytes (RFC 5280, 4.1.2.2)
# X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which the ssl module has no name for: `tls_dates` looks at the dates instead.
NO_CHECK_TIME = 0x200000


class Tls:
    """`server` and `client` are contexts for whole lives: new members and new certificates come into them as they are.

    On the client the name of the server is the node id that must answer.
    """

    name = "certificate of the mesh"

    def __init__(self, key: Key, *, now: Clock, steady: Clock, known: Callable[[], bool]) -> None:
        """`known`: whether `now` can be believed."""
        self._key = key
        self._now, self._steady, self._known = now, steady, known
        self._members: frozenset[bytes] = frozenset()
        self._anchors: set[bytes] = set()
        self.server = _context(ssl.PROTOCOL_TLS_SERVER, self._check_client)
        self.client = _context(ssl.PROTOCOL_TLS_CLIENT, self._check_server)
        self.server.num_tickets = 0  # a resumed session would not show the certificate of today
        self._made = self._renewed()

    async def run(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Make a new certificate when the one in use wants a successor; open connections go on with theirs."""
        if tls_dates.is_due(self._made, self._reading()):
            self._made = self._renewed()

    async def admit(self, keys: Iterable[bytes]) -> None:
        """From now on exactly these keys are members. One that is no longer may still finish a handshake with our
        door, to be told so; we do not call it."""
        self._members = frozenset(keys) - {self._key.public}
        for key in self._members - self._anchors:
            stub = certify.stub(self._key.sign, self._key.node_id, node_id(key), key)
            self.server.load_verify_locations(cadata=stub)
            self.client.load_verify_locations(cadata=stub)
            self._anchors.add(key)
            await asyncio.sleep(0)  # some 0.2 ms each, and there may be thousands

    def is_member(self, key: bytes) -> bool:
        return key in self._members

    def _renewed(self) -> Reading:
        made, tls_key = self._reading(), Key(secrets.token_bytes(32))
        leaf = certify.leaf(
            self._key.sign, self._key.node_id, tls_key.public, tls_dates.period(made),
            serial=secrets.randbits(SERIAL_BITS) + 1,
        )  # fmt: skip
        chain = certify.certificate_pem(leaf) + certify.private_key_pem(tls_key.seed)
        for context in (self.server, self.client):
            load_chain(context, chain)
        return made

    def _reading(self) -> Reading:
        return Reading(utc=self._now(), known=self._known(), steady=self._steady())

    def _check_client(self, connection: ssl.SSLObject) -> None:
        peer_key(connection)
        self._check_dates(connection)

    def _check_server(self, connection: ssl.SSLObject) -> None:
        key, asked = peer_key(connection), connection.server_hostname
        if node_id(key) != asked:
            raise ssl.SSLCertVerificationError(f"{node_id(key)} answered, not {asked}")
        if not self.is_member(key):
            raise ssl.SSLCertVerificationError(f"{asked} is no member any more")
        self._check_dates(connection)

    def _check_dates(self, connection: ssl.SSLObject) -> None:
        said = connection.getpeercert() or {}
        begin, end = (ssl.cert_time_to_seconds(str(said[field])) for field in ("notBefore", "notAfter"))
        if why := tls_dates.refusal(certify.Period(begin, end), self._reading()):
            raise ssl.SSLCertVerificationError(why)


def peer_key(connection: ssl.SSLObject) -> bytes:
    """The key of the node at the other end, once the handshake is done: OpenSSL has found the stub of that key, and
    has checked with it that the leaf was signed."""
    said = connection.getpeercert() or {}
    match [pair for part in said.get("issuer", ()) for pair in part]:
        case [("commonName", str(text))]:
            with suppress(BadRequest):
                return parse_node_id(text)
    raise ssl.SSLCertVerificationError("the certificate does not name a node")


def _context(protocol: int, check: Callable[[ssl.SSLObject], None]) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False  # `check` compares keys, which a name could only stand for
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VerifyFlags(NO_CHECK_TIME)

    class Checked(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            try:
                check(self)
            except ssl.SSLError:
                raise
            except ValueError as error:  # from the ssl module, about dates and texts that are none
                raise ssl.SSLCertVerificationError(f"the certificate cannot be read: {error}") from None

    context.sslobject_class = Checked
    return context


def load_chain(context: ssl.SSLContext, chain: str) -> None:
    """The ssl module reads keys from files only; this one lies in memory and nowhere else."""
    file = os.memfd_create("mesh-tls", os.MFD_CLOEXEC)
    try:
        os.write(file, chain.encode())
        context.load_cert_chain(f"/proc/self/fd/{file}")
    finally:
        os.close(file)
