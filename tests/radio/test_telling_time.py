"""A node tells boards the time when its clock is known to be right, and its key may."""

import pytest

from edge_agent.radio.telling_time import EVERY_S, TimeTeller, clock_state, is_known
from meshwire import time_frame
from meshwire.event import community_id
from meshwire.trust import ANCHOR, MEMBER, Roster
from tests.node.authority import NOW, Signer
from tests.node.fake_board import pynacl_verify

GOOD, UNSYNCHRONISED, ERROR = (0, 0x2001), (0, 0x2041), (5, 0x40)
ROOT = Signer("root")


@pytest.mark.parametrize(
    ("setting", "state", "utc", "known"),
    [
        ("synchronised", GOOD, NOW, True),
        ("synchronised", UNSYNCHRONISED, NOW, False),
        ("synchronised", ERROR, NOW, False),
        ("synchronised", (-1, 0), NOW, False),
        ("synchronised", None, NOW, False),
        ("synchronised", GOOD, 1_000_000_000, False),
        ("always", ERROR, NOW, True),
        ("always", None, 0, False),
        ("always", None, 1 << 32, False),
        ("never", GOOD, NOW, False),
    ],
)
def test_the_time_is_told_only_when_it_is_known(setting, state, utc, known):
    assert is_known(setting, state, utc) is known


def test_linux_can_be_asked():
    state = clock_state()

    assert state is None or 0 <= state[0] <= 5


class Members:
    def __init__(self, roles: int) -> None:
        self.key = Signer("node")
        self.known = Roster([ROOT.public])
        self.known.add(ROOT.certify(self.key, roles=roles))

    async def roster(self) -> Roster:
        return self.known


class Key:
    def __init__(self, signer: Signer) -> None:
        self.public = signer.public
        self._signer = signer

    def sign(self, message: bytes) -> bytes:
        return self._signer._key.sign(message).signature


class Clock:
    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def teller(members: Members, steady: Clock, state=GOOD) -> TimeTeller:
    return TimeTeller(
        members, Key(members.key), ROOT.public, setting="synchronised", now=lambda: NOW + 0.9, steady=steady,
        state=lambda: state,
    )  # fmt: skip


async def test_an_anchor_tells_every_half_hour_what_a_board_believes():
    members, steady = Members(ANCHOR), Clock()
    one = teller(members, steady)
    body = await one.due()

    said = time_frame.decode(body)
    assert said.utc == NOW
    signer = time_frame.signer_of(said, members.known, community_id(ROOT.public), pynacl_verify)
    assert signer == members.key.public
    assert await one.due() is None
    steady.s += EVERY_S
    assert await one.due() == body


async def test_a_plain_member_or_an_unsure_clock_tells_nothing():
    assert await teller(Members(MEMBER), Clock()).due() is None
    assert await teller(Members(ANCHOR), Clock(), UNSYNCHRONISED).due() is None
