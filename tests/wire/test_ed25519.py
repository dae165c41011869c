"""Our Ed25519 verification accepts what libsodium accepts: no signature more and none less."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import exceptions
from nacl.bindings import crypto_sign_open
from nacl.signing import SigningKey

from meshwire import curve25519, ed25519, sha512
from meshwire.errors import WireError

keys = st.binary(min_size=32, max_size=32).map(SigningKey)
positions = st.integers(0, 8 * (32 + 64) - 1)  # of one bit in a key and a signature


def libsodium_accepts(public_key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        crypto_sign_open(signature + message, public_key)
    except exceptions.BadSignatureError:
        return False
    return True


@given(st.binary(max_size=400))
def test_sha512_is_that_of_hashlib(data):
    assert sha512.digest(data) == hashlib.sha512(data).digest()


@pytest.mark.parametrize("size", [0, 111, 112, 127, 128, 239, 240, 256])
def test_sha512_pads_at_every_edge_of_a_block(size):
    assert sha512.digest(b"\xa5" * size) == hashlib.sha512(b"\xa5" * size).digest()


@given(keys, st.binary(max_size=200))
@settings(max_examples=40)
def test_a_signature_of_libsodium_is_accepted(key, message):
    assert ed25519.verify(bytes(key.verify_key), message, key.sign(message).signature)


@given(keys, st.binary(max_size=100), positions)
@settings(max_examples=100)
def test_one_wrong_bit_is_judged_as_libsodium_judges_it(key, message, position):
    forged = bytearray(bytes(key.verify_key) + key.sign(message).signature)
    forged[position // 8] ^= 1 << position % 8
    public_key, signature = bytes(forged[:32]), bytes(forged[32:])

    accepted = ed25519.verify(public_key, message, signature)

    assert accepted is libsodium_accepts(public_key, message, signature) is False


# Keys and commitments that a forger would try: small orders, both encodings of them, the edges of the field.
EDGES = [
    ((value + offset) % 2**255 | sign << 255).to_bytes(32, "little")
    for value in (0, 1, curve25519.P, int.from_bytes(curve25519.BASE, "little"))
    for offset in (-1, 0, 1, 2)
    for sign in (0, 1)
]


@given(st.sampled_from(EDGES), st.sampled_from(EDGES), st.integers(0, 2), st.integers(-1, 1), st.binary(max_size=4))
@settings(max_examples=200)
def test_edges_of_the_field_are_judged_as_libsodium_judges_them(public_key, commitment, multiple, offset, message):
    response = max(0, multiple * curve25519.ORDER + offset)
    signature = commitment + response.to_bytes(32, "little")

    assert ed25519.verify(public_key, message, signature) is libsodium_accepts(public_key, message, signature)


@pytest.mark.parametrize("raw", EDGES + [raw[:31] for raw in EDGES])
def test_a_point_has_one_encoding(raw):
    try:
        point = curve25519.decode(raw)
    except WireError:
        return

    assert curve25519.encode(point) == raw


@given(st.binary(max_size=70), st.binary(max_size=10), st.binary(max_size=130))
def test_bytes_of_any_length_are_refused_without_an_exception(public_key, message, signature):
    assert ed25519.verify(public_key, message, signature) is False


def test_a_verifier_serves_one_key_many_times():
    key, other = SigningKey(b"k" * 32), SigningKey(b"o" * 32)
    verifier = ed25519.Verifier(bytes(key.verify_key))

    assert all(verifier.verify(message, key.sign(message).signature) for message in (b"", b"flood", b"x" * 300))
    assert not verifier.verify(b"flood", other.sign(b"flood").signature)
    assert not verifier.verify(b"wind", key.sign(b"flood").signature)


@pytest.mark.parametrize("key", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, bytes(31), b""])
def test_a_verifier_of_a_bad_key_cannot_be_made(key):
    with pytest.raises(WireError, match="ed25519"):
        ed25519.Verifier(key)


@given(st.lists(st.integers(1, curve25519.P - 1), min_size=1, max_size=5))
def test_an_inverse_times_its_number_is_one(numbers):
    for number, inverse in zip(numbers, curve25519.invert_all(numbers), strict=True):
        assert number * inverse % curve25519.P == number * curve25519.invert(number) % curve25519.P == 1
