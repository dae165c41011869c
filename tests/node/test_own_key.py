"""A board's own key is made once, of good entropy, and kept."""

import os

import pytest
from nacl.signing import SigningKey

from edge_agent.identity import keys
from node import key_names
from node.own_key import DAMAGED_FILE, FILE, OwnKey, complaint
from tests.node.fake_board import Parts


@pytest.fixture
def parts() -> Parts:
    return Parts({}, 0)


def refuse(count: int) -> bytes:
    raise AssertionError("it has a key already")


def test_the_key_is_made_once_and_signs_as_libsodium_does(parts):
    first = OwnKey(parts, os.urandom, parts)
    again = OwnKey(parts, refuse, parts)

    seed = parts.files[FILE][:32]
    assert first.public == again.public == bytes(SigningKey(seed).verify_key)
    assert again.sign(b"help") == SigningKey(seed).sign(b"help").signature
    assert parts.writes == 1


@pytest.mark.parametrize(
    "given", [b"", bytes(31), bytes(32), b"\xff" * 32, b"ab" * 16, bytes(range(16)) * 2], ids=range(6)
)
def test_bad_entropy_makes_no_key_and_is_told_in_words(parts, given):
    own = OwnKey(parts, lambda count: given, parts)

    assert own.public is None
    assert "entropy" in own.trouble
    assert parts.notes == [own.trouble]
    assert parts.files == {}


def test_a_good_source_is_never_refused():
    assert [seed for seed in (os.urandom(32) for _ in range(20000)) if complaint(seed)] == []


def test_a_damaged_key_is_put_aside_and_replaced(parts):
    OwnKey(parts, os.urandom, parts)
    damaged = parts.files[FILE][:-1] + b"?"
    parts.files[FILE] = damaged

    own = OwnKey(parts, os.urandom, parts)

    assert parts.files[DAMAGED_FILE] == damaged
    assert own.public == OwnKey(parts, refuse, parts).public
    assert "damaged" in parts.notes[0]


def test_people_meet_the_key_in_the_same_form_on_board_and_node():
    for number in range(50):
        public = bytes(SigningKey(bytes((number,)) * 32).verify_key)
        assert key_names.node_id(public) == keys.node_id(public)
        assert key_names.short_id(public) == keys.short_id(public)
