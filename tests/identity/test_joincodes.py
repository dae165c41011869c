"""Codes that are typed on a console: used once, guessed rarely, and worth nothing to who listens."""

import secrets

import pytest

from edge_agent.errors import NotTrusted, Unavailable
from edge_agent.identity.joincodes import (
    GUESSING_S,
    LIFETIME_S,
    MAX_GUESSES,
    MAX_TRIES,
    JoinCodes,
    opened,
    proof_of,
    stretched,
)

LINK = "http://192.168.178.20:7080/join#AAAA"
SALT, NONCE, KEY, OTHER = bytes(16), b"n" * 16, b"k" * 32, b"o" * 32


@pytest.fixture
def codes():
    made = JoinCodes()
    made.open("ABCD-2345", LINK, SALT, 0.0)
    return made


def redeemed(codes, key=KEY, now_s=1.0):
    """What who knows the code gets; `key` stands for what the code was stretched to."""
    return codes.redeem(codes.start_try(now_s), KEY, NONCE, proof_of(key, NONCE))


def test_the_code_opens_the_link(codes):
    assert opened(KEY, redeemed(codes)) == LINK


def test_both_sides_make_the_same_key_of_a_code_and_nobody_else_does():
    made = stretched("ABCD-2345", SALT, NONCE)

    assert made == stretched("ABCD-2345", SALT, NONCE)
    others = [("ABCD-2346", SALT, NONCE), ("ABCD-2345", b"s" * 16, NONCE), ("ABCD-2345", SALT, b"m" * 16)]
    assert made not in [stretched(*other) for other in others]


def test_a_code_works_once(codes):
    redeemed(codes)

    with pytest.raises(NotTrusted, match="no code is open"):
        codes.start_try(2.0)


def test_a_code_ends_by_time(codes):
    codes.current(LIFETIME_S - 1)

    with pytest.raises(NotTrusted, match="no code is open"):
        codes.current(LIFETIME_S)


def test_a_code_ends_after_a_few_wrong_tries(codes):
    for _ in range(MAX_TRIES):
        with pytest.raises(NotTrusted, match="not the code"):
            redeemed(codes, OTHER)

    with pytest.raises(NotTrusted, match="no code is open"):
        redeemed(codes)


def test_many_tries_at_once_are_not_more_tries(codes):
    started = [codes.start_try(1.0) for _ in range(MAX_TRIES)]

    with pytest.raises(NotTrusted, match="no code is open"):
        codes.start_try(1.0)
    assert len(started) == MAX_TRIES


def test_endless_guesses_over_many_codes_close_the_door_for_an_hour(codes):
    for number in range(MAX_GUESSES):
        codes.open("ABCD-2345", LINK, SALT, float(number))
        with pytest.raises(NotTrusted):
            redeemed(codes, OTHER, float(number))

    with pytest.raises(Unavailable, match="too many wrong codes"):
        codes.current(float(MAX_GUESSES))
    codes.open("ABCD-2345", LINK, SALT, GUESSING_S)
    assert redeemed(codes, now_s=GUESSING_S)


def test_a_try_at_an_older_code_is_lost(codes):
    old = codes.start_try(1.0)
    codes.open("WXYZ-6789", LINK, SALT, 2.0)

    with pytest.raises(NotTrusted, match="not the code"):
        codes.redeem(old, KEY, NONCE, proof_of(KEY, NONCE))


def test_who_does_not_know_the_code_cannot_pretend_to_be_the_other_node(codes):
    with pytest.raises(NotTrusted, match="does not know the code"):
        opened(KEY, secrets.token_bytes(80))
    with pytest.raises(NotTrusted, match="does not know the code"):
        opened(OTHER, redeemed(codes))


def test_neither_the_proof_nor_the_answer_shows_the_link(codes):
    assert LINK.encode() not in proof_of(KEY, NONCE) + redeemed(codes)
