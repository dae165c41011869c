"""Keys that are derived from the root, and the seal of control frames."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import radio_key
from meshwire.errors import WireError


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=1, max_size=300))
def test_the_tag_is_the_hmac_of_everybody_else(root, body):
    key = radio_key.control_key(root)
    assert radio_key.seal(key, body) == body + hmac.digest(key, body, hashlib.sha256)[: radio_key.TAG_SIZE]


@given(st.binary(min_size=1, max_size=227), st.integers(0), st.integers(1, 255))
def test_a_sealed_frame_opens_and_one_that_was_changed_does_not(body, at, change):
    key = radio_key.control_key(bytes(32))
    sealed = radio_key.seal(key, body)
    at %= len(sealed)
    assert radio_key.opened(key, sealed) == body
    with pytest.raises(WireError):
        radio_key.opened(key, sealed[:at] + bytes((sealed[at] ^ change,)) + sealed[at + 1 :])


def test_the_keys_of_one_root_tell_nothing_of_each_other():
    root = bytes(32)
    keys = {radio_key.control_key(root), radio_key.channel_key(root), radio_key.control_key(bytes(31) + b"\x01"), root}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 4
