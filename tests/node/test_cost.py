"""What a frame may cost a board before its signature is known to be good."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from meshwire import event, geometry
from meshwire.area import Area
from tests.node.authority import NOW, Signer, forged, payload
from tests.node.fake_board import FakeBoard

DISTRICT = Area((), (((48000, 8500), (49000, 8500), (49000, 9500), (48000, 9500)),), ())
# As many corners as a frame has room for, each edge crossing the others: the dearest polygon that can be sent.
ZIGZAG = Area((), (tuple((48100 + 10 * (n % 2) + n, 8600 + 13 * n) for n in range(30)),), ())
OUTSIDE = Area((), (tuple((40000 + 10 * (n % 2) + n, 8600 + 13 * n) for n in range(30)),), ())


@contextmanager
def geometry_calls() -> Iterator[list[str]]:
    """The functions of meshwire.geometry that are called meanwhile, as the interpreter sees them."""
    called: list[str] = []

    def profile(frame: FrameType, what: str, _: object) -> None:
        if what == "call" and frame.f_code.co_filename == geometry.__file__:
            called.append(frame.f_code.co_name)

    sys.setprofile(profile)
    try:
        yield called
    finally:
        sys.setprofile(None)


@pytest.fixture
def district() -> Signer:
    return Signer("district")


@pytest.fixture
def board(root, district):
    certificate = event.encode(root.certify(district, area=DISTRICT, expires=NOW + 86400)).hex()
    return FakeBoard(root.public, place=None, certificates=[certificate])


def test_a_forged_zigzag_costs_no_geometry(board, district):
    with geometry_calls() as called:
        board.hear(payload(forged(district.warn(area=ZIGZAG))))
    assert board.refused == {"forged": 1}
    assert called == []


def test_a_genuine_one_is_compared_with_the_certificate(board, district):
    with geometry_calls() as called:
        board.hear(payload(district.warn(area=ZIGZAG)))
    assert board.state["shown"] == 1
    assert "is_ring_in_ring" in called


def test_a_genuine_alert_for_elsewhere_does_not_count_nor_cost_twice(board, district):
    elsewhere = payload(district.warn(area=OUTSIDE))
    board.hear(elsewhere)
    assert board.refused == {"not certified": 1}
    with geometry_calls() as called:
        board.hear(elsewhere)
    assert board.refused == {"not certified": 1, "replayed": 1}
    assert called == []
    assert board.siren == "off"


def test_a_genuine_alert_for_elsewhere_counts_when_a_wider_certificate_comes(board, root, district):
    board.hear(payload(district.warn(area=OUTSIDE)))
    board.hear(payload(root.certify(district)))
    assert board.siren == "severe"
    assert board.refused == {"not certified": 1}


def test_an_expired_certificate_is_found_out_without_a_look_at_the_area(root, district):
    expired = event.encode(root.certify(district, area=DISTRICT, expires=NOW)).hex()
    board = FakeBoard(root.public, place=None, certificates=[expired])
    with geometry_calls() as called:
        board.hear(payload(district.warn(area=ZIGZAG)))
    assert board.refused == {"not certified": 1}
    assert called == []


def test_and_so_is_a_revocation(board, root, district):
    board.hear(payload(root.revoke(district)))
    with geometry_calls() as called:
        board.hear(payload(district.warn(area=ZIGZAG)))
    assert board.refused == {"not certified": 1}
    assert called == []
