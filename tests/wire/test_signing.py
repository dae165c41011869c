"""A board signs what libsodium would sign, byte for byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from meshwire import ed25519
from meshwire.errors import WireError
from meshwire.signing import Signer

seeds = st.binary(min_size=32, max_size=32)


@given(seeds, st.binary(max_size=300))
@settings(max_examples=60)
def test_key_and_signature_are_those_of_libsodium(seed, message):
    signer, key = Signer(seed), SigningKey(seed)

    assert signer.public_key == bytes(key.verify_key)
    assert signer.sign(message) == key.sign(message).signature


def test_a_signature_is_accepted_by_the_verification_of_boards():
    signer = Signer(b"s" * 32)

    assert ed25519.verify(signer.public_key, b"help", signer.sign(b"help"))
    assert not ed25519.verify(signer.public_key, b"hello", signer.sign(b"help"))


def test_a_public_key_that_is_known_is_not_derived_again():
    seed = b"s" * 32

    assert Signer(seed, Signer(seed).public_key).sign(b"x") == Signer(seed).sign(b"x")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_size_is_refused(size):
    with pytest.raises(WireError, match="32 bytes"):
        Signer(bytes(size))
