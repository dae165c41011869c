"""The X.509 certificates (RFC 5280, Ed25519 as in RFC 8410) by which TLS knows the nodes of a community. Pure.

A leaf says "this TLS key speaks for the node that signed me". A stub turns the key of a member into something that
OpenSSL takes for an authority; each node makes the stubs it needs and shows them to nobody. docs/decisions/0010.
"""

from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

from edge_agent.mesh import certify_der as der

Sign = Callable[[bytes], bytes]

ED25519 = der.sequence(der.element(der.OID, b"\x2b\x65\x70"))  # 1.3.101.112
COMMON_NAME = der.element(der.OID, b"\x55\x04\x03")
BASIC_CONSTRAINTS = der.element(der.OID, b"\x55\x1d\x13")
KEY_USAGE = der.element(der.OID, b"\x55\x1d\x0f")
TRUE = der.element(der.BOOLEAN, b"\xff")
SIGNATURES, CERTIFICATES = der.bits(b"\x80", unused=7), der.bits(b"\x04", unused=2)  # digitalSignature, keyCertSign
# No intermediate: a member must not certify an authority with another member's name (RFC 5280, 4.2.1.9).
LEAVES_ONLY = der.sequence(TRUE, der.integer(0))
LEAF_NAME = "-tls"  # behind the node id, so that no leaf has the name of an authority


class Period(NamedTuple):
    """In UTC seconds."""

    begin: int
    end: int


ALWAYS = Period(0, 253402300799)  # 9999-12-31 23:59:59: "no well-defined expiration date" (RFC 5280, 4.1.2.5)


def leaf(sign: Sign, node_id: str, tls_public: bytes, period: Period, *, serial: int) -> bytes:
    """DER; `sign` is of the node's own key."""
    usage = (_extension(BASIC_CONSTRAINTS, der.sequence()), _extension(KEY_USAGE, SIGNATURES))
    return _certificate(sign, node_id, node_id + LEAF_NAME, tls_public, period, serial, usage)


def stub(sign: Sign, verifier: str, node_id: str, public: bytes) -> bytes:
    """DER of the certificate that `verifier` makes of a member's key, signed by the verifier's own."""
    usage = (_extension(BASIC_CONSTRAINTS, LEAVES_ONLY), _extension(KEY_USAGE, CERTIFICATES))
    serial = int.from_bytes(public[:8], "big") + 1
    return _certificate(sign, verifier, node_id, public, ALWAYS, serial, usage)


def certificate_pem(data: bytes) -> str:
    return _pem("CERTIFICATE", data)


def private_key_pem(seed: bytes) -> str:
    """PKCS #8 (RFC 8410, 7) of an Ed25519 key."""
    return _pem("PRIVATE KEY", der.sequence(der.integer(0), ED25519, der.element(der.OCTETS, _octets(seed))))


def _certificate(
    sign: Sign, issuer: str, subject: str, public: bytes, period: Period, serial: int, extensions: tuple[bytes, ...]
) -> bytes:
    version = der.element(der.CONTEXT | 0, der.integer(2))
    validity = der.sequence(der.time(period.begin), der.time(period.end))
    key = der.sequence(ED25519, der.bits(public))
    said = der.sequence(
        version, der.integer(serial), ED25519, _name(issuer), validity, _name(subject), key,
        der.element(der.CONTEXT | 3, der.sequence(*extensions)),
    )  # fmt: skip
    return der.sequence(said, ED25519, der.bits(sign(said)))


def _name(text: str) -> bytes:
    return der.sequence(der.element(der.SET, der.sequence(COMMON_NAME, der.element(der.UTF8, text.encode()))))


def _extension(oid: bytes, content: bytes) -> bytes:
    return der.sequence(oid, TRUE, _octets(content))


def _octets(content: bytes) -> bytes:
    return der.element(der.OCTETS, content)


def _pem(label: str, data: bytes) -> str:
    text = b64encode(data).decode()
    lines = (text[at : at + 64] for at in range(0, len(text), 64))
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
