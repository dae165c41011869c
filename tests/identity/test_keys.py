"""Keys and the two forms of a public key that people meet."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest
from edge_agent.identity.keys import Key, node_id, parse_node_id, short_id, verify
from edge_agent.identity.spelling import ALPHABET, spell, tidy
from meshwire import ed25519

SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")  # RFC 8032, 7.1, test 1
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
EMPTY_SIGNED = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
keys = st.binary(min_size=32, max_size=32)


def test_a_key_signs_as_the_rfc_says():
    assert (Key(SEED).public, Key(SEED).sign(b"")) == (PUBLIC, EMPTY_SIGNED)


@given(st.binary(max_size=40), st.integers(0, 511))
def test_a_signature_is_for_one_message_and_one_key(message, bit):
    signature = Key(SEED).sign(message)
    forged = bytearray(signature)
    forged[bit // 8] ^= 1 << bit % 8

    assert verify(PUBLIC, message, signature)
    assert ed25519.verify(PUBLIC, message, signature)
    assert not verify(PUBLIC, message + b"!", signature)
    assert not verify(PUBLIC, message, bytes(forged))
    assert not verify(Key(bytes(32)).public, message, signature)


@pytest.mark.parametrize(("key", "signature"), [(PUBLIC[:31], EMPTY_SIGNED), (PUBLIC, b""), (bytes(32), EMPTY_SIGNED)])
def test_a_key_or_signature_of_the_wrong_form_verifies_nothing(key, signature):
    assert verify(key, b"", signature) is False


@given(keys)
def test_a_node_id_is_the_whole_key_and_survives_capitals(key):
    text = node_id(key)

    assert re.fullmatch(r"hn1[a-z2-7]{56}", text)
    assert parse_node_id(text) == key
    assert parse_node_id(f" {text.upper()}\n") == key


@given(keys, st.integers(3, 58), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_slip_in_a_node_id_is_noticed(key, at, letter):
    text = node_id(key)
    wrong = text[:at] + letter + text[at + 1 :]

    if wrong != text:
        with pytest.raises(BadRequest, match="not a node id"):
            parse_node_id(wrong)


@given(st.text(max_size=80))
def test_any_other_text_is_no_node_id(text):
    with pytest.raises(BadRequest, match="not a node id"):
        parse_node_id(text)


@given(keys)
def test_a_short_id_has_two_groups_without_look_alikes(key):
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", short_id(key))
    assert not set("01OI") & set(ALPHABET)
    assert short_id(key) == spell(hashlib.sha256(key).digest())


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_different_numbers_are_spelled_differently(one, other):
    assert (spell(one) == spell(other)) is (one == other)


def test_what_people_type_is_tidied():
    assert tidy(" abcd 2345\n") == "ABCD-2345" == tidy("abcd-2345")


def test_a_key_never_shows_its_seed():
    assert SEED.hex() not in repr(Key(SEED))
    assert repr(Key(SEED)) == f"<Key {short_id(PUBLIC)}>"
