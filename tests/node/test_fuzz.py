"""A board survives whatever its radio hears."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meshwire import envelope, event
from tests.node.authority import Signer, payload
from tests.node.fake_board import FakeBoard

OFFICE = Signer("office")
ROOT = Signer("root")
GENUINE = (payload(OFFICE.warn()), payload(ROOT.certify(OFFICE)), payload(ROOT.revoke(Signer("other"))))
frames = st.binary(max_size=255) | st.binary(max_size=247).map(
    lambda data: envelope.encode(0, 1, 1, 3, 3, b"\xe1\x01" + data[:245])
)


@pytest.fixture(scope="module")
def board():
    return FakeBoard(ROOT.public, certificates=[event.encode(ROOT.certify(OFFICE)).hex()])


@given(frames)
def test_noise_changes_nothing(board, data):
    board.hear(data)
    assert (board.state["shown"], board.siren, board.parts.writes) == (0, "off", 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(GENUINE), st.integers(envelope.SIZE + 3, 400), st.integers(1, 255))
def test_a_genuine_frame_with_one_byte_changed_counts_for_nothing(board, genuine, at, change):
    at = envelope.SIZE + 3 + (at - envelope.SIZE - 3) % (len(genuine) - envelope.SIZE - 3)
    board.hear(genuine[:at] + bytes((genuine[at] ^ change,)) + genuine[at + 1 :])
    board.step(3000)
    assert (board.state["shown"], board.siren, board.parts.writes) == (0, "off", 0)
