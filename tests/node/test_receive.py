"""What a board takes for an alert, and the reason it gives for everything else."""

import pytest

from meshwire import event, registry
from tests.node import fake_board
from tests.node.authority import HAMBURG, NOW, Signer, forged, payload
from tests.node.fake_board import FakeBoard, pynacl_verify


@pytest.fixture
def board(root, office):
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


def assert_refused(board: FakeBoard, reason: str) -> None:
    assert board.refused == {reason: 1}
    assert board.state["shown"] == 0
    assert board.state["alert"] is None
    assert board.siren == "off"
    assert board.radio.sent == []


def test_a_certified_alert_for_this_place_shows_and_sounds(board, office):
    board.hear(payload(office.warn()))
    assert "Flood: leave the" in board.screen
    assert board.siren == "severe"
    assert board.state["alert"] == f"{office.id.hex()}-1"
    assert board.refused == {}


def test_a_forged_alert_is_refused(board, office):
    board.hear(payload(forged(office.warn())))
    assert_refused(board, "forged")


def test_the_same_forgery_is_looked_at_once(board, office):
    lie = payload(forged(office.warn()))
    board.hear(lie, lie)
    assert board.refused == {"forged": 1, "replayed": 1}


def test_an_altered_alert_is_refused(board, office):
    signed = office.warn()
    board.hear(payload(signed._replace(part=office.warn(seq=1, severity=registry.EXTREME).part)))
    assert_refused(board, "forged")


def test_the_same_alert_again_is_a_replay(board, office):
    warning = payload(office.warn())
    board.hear(warning)
    board.press()
    board.hear(warning, payload(office.warn(seq=1, headline="Another text under the same number")))
    assert board.refused == {"replayed": 2}
    assert board.siren == "off"
    assert board.state["shown"] == 1


def test_a_number_far_below_the_newest_is_a_replay(board, office):
    board.hear(payload(office.warn(seq=100)), payload(office.warn(seq=36)))
    assert board.refused == {"replayed": 1}


def test_a_late_number_just_below_the_newest_counts(board, office):
    board.hear(payload(office.warn(seq=100)), payload(office.warn(seq=37)))
    assert board.state["shown"] == 2


def test_an_alert_whose_time_is_over_is_expired(board, office):
    board.hear(payload(office.warn(time=NOW - 3600)))
    assert_refused(board, "expired")


def test_an_alert_for_elsewhere_is_not_shown(root):
    everywhere = Signer("office")
    board = FakeBoard(root.public, certificates=[event.encode(root.certify(everywhere)).hex()])
    board.hear(payload(everywhere.warn(area=HAMBURG)))
    assert_refused(board, "other area")


def test_an_alert_outside_the_certified_area_does_not_count(board, office):
    board.hear(payload(office.warn(area=HAMBURG)))
    assert_refused(board, "not certified")


def test_an_alert_of_a_plain_member_does_not_count(root):
    member = Signer("member")
    board = FakeBoard(root.public, certificates=[event.encode(root.certify(member, roles=1)).hex()])
    board.hear(payload(member.warn()))
    assert_refused(board, "unknown author")


def test_an_authority_that_became_a_plain_member_does_not_count(board, root, office):
    board.hear(payload(root.certify(office, roles=1)))
    board.step(1000)
    board.hear(payload(office.warn()))
    assert board.refused == {"not certified": 1}
    assert board.siren == "off"


def test_an_alert_of_a_root_does_not_count(root, board):
    board.hear(payload(root.warn()))
    assert_refused(board, "not certified")


def test_an_alert_under_an_expired_certificate_does_not_count(root):
    office = Signer("office")
    board = FakeBoard(root.public, certificates=[event.encode(root.certify(office, expires=NOW - 1)).hex()])
    board.hear(payload(office.warn()))
    assert_refused(board, "not certified")


def test_an_alert_of_a_stranger_does_not_count(board):
    board.hear(payload(Signer("stranger").warn()))
    assert_refused(board, "unknown author")


@pytest.mark.parametrize("noise", [b"", b"\x00", b"\xc5" * 255, b"noise" * 50, bytes(255), b"\xc5" + bytes(254)])
def test_noise_is_malformed(board, noise):
    board.hear(noise)
    assert board.refused == ({"malformed": 1} if noise[:2] != b"\xc5\x00" else {})
    assert board.state["shown"] == 0


def test_an_alert_with_a_broken_body_is_malformed(board, office):
    board.hear(payload(office.sign(event.CIVDEF, event.ALERT, {0: b"short"})))
    assert_refused(board, "malformed")


def test_a_frame_of_another_community_is_not_ours_to_judge(board, office):
    board.hear(payload(office.warn(), network=999))
    assert board.refused == {}
    assert board.state["shown"] == 0


def test_a_certificate_over_the_air_brings_a_waiting_alert_to_life(root, office):
    board = FakeBoard(root.public)
    board.hear(payload(office.warn()))
    assert_refused(board, "unknown author")
    board.hear(payload(office.certificate))
    assert board.state["shown"] == 1
    assert board.siren == "severe"


def test_four_alerts_of_strangers_wait_and_no_more(root, office):
    board = FakeBoard(root.public)
    board.hear(payload(office.warn()))
    board.hear(*(payload(Signer(f"stranger {n}").warn()) for n in range(4)))
    board.hear(payload(office.certificate))
    assert board.state["shown"] == 0  # the oldest made room
    board.hear(payload(office.warn(seq=2)))
    assert board.state["shown"] == 1


def test_a_certificate_that_no_root_of_ours_signed_counts_for_nothing(office):
    other_root = Signer("other root")
    board = FakeBoard(Signer("root").public)
    board.hear(payload(other_root.certify(office)), payload(office.warn()))
    assert board.refused == {"unknown author": 2}
    assert board.siren == "off"


def test_a_forged_certificate_counts_for_nothing(root, office):
    board = FakeBoard(root.public)
    board.hear(payload(forged(office.certificate)), payload(office.warn()))
    assert board.refused == {"forged": 1, "unknown author": 1}
    assert board.siren == "off"


def test_a_revocation_ends_the_alerts_of_its_subject(board, root, office):
    board.hear(payload(office.warn()))
    board.hear(payload(root.revoke(office)))
    assert board.state["alert"] is None
    assert board.siren == "off"
    board.hear(payload(office.warn(seq=2)))
    assert board.refused == {"not certified": 1}


def test_a_flood_of_forgeries_costs_one_check_in_two_seconds(board, office):
    lies = [payload(forged(office.warn(seq=seq))) for seq in range(1, 41)]
    board.radio.arriving += lies
    for _ in range(100):
        board.step(100)  # ten seconds
    assert board.refused == {"too busy": 32, "forged": 5}


def test_a_genuine_alert_is_heard_through_forgeries(board, office):
    board.hear(*(payload(forged(office.warn(seq=seq))) for seq in (5, 6, 7)), payload(office.warn(seq=8)))
    for _ in range(8):
        board.step(1000)
    assert board.siren == "severe"


def test_an_exercise_shows_and_is_silent(board, office):
    board.hear(payload(office.warn(status=registry.EXERCISE, severity=registry.EXTREME)))
    assert "EXERCISE" in board.screen
    assert board.siren == "off"


def test_a_signature_for_which_there_is_no_memory_is_dropped_and_the_board_goes_on(board, office, monkeypatch):
    fits = iter((False, True))

    def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
        if not next(fits):
            raise MemoryError
        return pynacl_verify(public_key, message, signature)

    monkeypatch.setattr(fake_board, "pynacl_verify", verify)
    board.restart()
    board.hear(payload(office.warn()))
    assert board.refused == {"too busy": 1}
    board.hear(payload(office.warn(seq=1)))
    assert board.siren == "severe"
