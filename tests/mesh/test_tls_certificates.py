"""Our certificates, read by another implementation."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.identity.keys import Key
from edge_agent.mesh import certify
from edge_agent.mesh.certify import ALWAYS, Period

NODE, OTHER = Key(bytes(31) + b"\1"), Key(bytes(31) + b"\2")
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2051, 12, 31, 23, 59, 58, tzinfo=UTC)
PERIOD = Period(int(BEGIN.timestamp()), int(END.timestamp()))


def common_name(name: x509.Name) -> str:
    ((attribute,),) = [list(part) for part in name.rdns]
    assert attribute.oid == x509.NameOID.COMMON_NAME
    return str(attribute.value)


def leaf(period: Period = PERIOD, serial: int = 7) -> x509.Certificate:
    return x509.load_der_x509_certificate(
        certify.leaf(NODE.sign, NODE.node_id, OTHER.public, period, serial=serial)
    )  # fmt: skip


def test_a_leaf_names_the_node_that_signed_it():
    certificate = leaf()

    assert common_name(certificate.issuer) == NODE.node_id
    assert common_name(certificate.subject) == f"{NODE.node_id}-tls"
    Ed25519PublicKey.from_public_bytes(NODE.public).verify(certificate.signature, certificate.tbs_certificate_bytes)


def test_a_leaf_holds_the_key_of_tls_and_may_certify_nobody():
    certificate = leaf()

    key = certificate.public_key()
    assert isinstance(key, Ed25519PublicKey)
    assert key.public_bytes_raw() == OTHER.public
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert not usage.key_cert_sign


@pytest.mark.parametrize("period", [PERIOD, ALWAYS, Period(0, 1)])
def test_the_dates_are_those_that_were_asked_for(period):
    certificate = leaf(period)

    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    assert (int(begin.timestamp()), int(end.timestamp())) == period


@given(st.integers(1, 2**127))
def test_any_serial_number_is_written_as_it_is(serial):
    assert leaf(serial=serial).serial_number == serial


def test_a_stub_certifies_leaves_and_nothing_between():
    certificate = x509.load_der_x509_certificate(
        certify.stub(NODE.sign, NODE.node_id, OTHER.node_id, OTHER.public)
    )  # fmt: skip

    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    assert common_name(certificate.subject) == OTHER.node_id
    Ed25519PublicKey.from_public_bytes(NODE.public).verify(certificate.signature, certificate.tbs_certificate_bytes)


def test_the_private_key_is_read_back():
    key = load_pem_private_key(certify.private_key_pem(NODE.seed).encode(), None)

    assert isinstance(key, Ed25519PrivateKey)
    assert key.private_bytes_raw() == NODE.seed
