"""What a board knows again after the power was cut."""

import pytest

from meshwire import event
from node.windows import MAX_AUTHORS, WIDTH, Windows
from tests.node.authority import NOW, Signer, payload
from tests.node.fake_board import FakeBoard


@pytest.fixture
def board(root, office):
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


def test_an_alert_in_force_shows_and_sounds_again(board, office):
    board.hear(payload(office.warn()))
    board.restart()
    assert board.state["alert"] == f"{office.id.hex()}-1"
    assert board.siren == "severe"


def test_what_was_acknowledged_stays_so(board, office):
    board.hear(payload(office.warn()))
    board.press()
    board.restart()
    assert board.state["acknowledged"] is True
    assert board.siren == "off"


def test_a_replay_after_a_restart_does_not_sound(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    warning = payload(office.warn(lifetime_min=10), age_min=0)
    board.hear(warning)
    board.step(600_000)
    board.restart()
    board.hear(warning)
    assert board.siren == "off"
    assert board.refused == {"replayed": 1}


def test_an_alert_that_ran_out_without_power_is_over(board, office):
    board.hear(payload(office.warn(lifetime_min=60)))
    board.restart(after_s=3500)
    assert board.siren == "severe"
    board.restart(after_s=100)
    assert board.siren == "off"


def test_without_a_clock_time_without_power_does_not_count(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    board.hear(payload(office.warn(lifetime_min=60), age_min=50))
    board.restart()
    board.step(590_000)
    assert board.siren == "severe"
    board.step(10_000)
    assert board.siren == "off"
    board.restart()
    assert board.siren == "off"


def test_certificates_heard_over_the_air_stay(root, office):
    board = FakeBoard(root.public)
    board.hear(payload(office.certificate))
    board.restart()
    board.hear(payload(office.warn()))
    assert board.siren == "severe"


def test_a_revocation_stays(board, root, office):
    board.hear(payload(root.revoke(office)))
    board.restart()
    board.hear(payload(office.warn()))
    assert board.refused == {"not certified": 1}


def test_noise_and_refused_frames_are_not_written_down(board, office):
    board.hear(b"noise", payload(Signer("stranger").warn()), payload(office.warn(time=NOW - 9000)))
    assert board.parts.writes == 0


def test_an_alert_costs_three_writes(board, office):
    warning = payload(office.warn(lifetime_min=60))
    board.hear(warning, warning)
    board.press()
    board.step(60_000)
    assert board.parts.writes == 2
    board.step(3_600_000)
    board.hear(warning)
    assert board.parts.writes == 3


@pytest.mark.parametrize("damage", [b"\x00", b"\x82\x80\x81\x01", b"\xff" * 100])
def test_a_damaged_file_is_reported_and_begun_anew(board, office, damage):
    board.files["state.cbor"] = board.files["roster.cbor"] = damage
    board.restart()
    assert len(board.parts.notes) == 2
    board.hear(payload(office.warn()))
    assert board.siren == "severe"


def test_a_window_forgets_the_author_unheard_for_longest():
    windows = Windows()
    for number in range(MAX_AUTHORS + 1):
        windows.take(bytes((number,)), 1)
    assert windows.is_new(bytes((0,)), 1)
    assert not windows.is_new(bytes((1,)), 1)
    assert len(windows.dump()) == MAX_AUTHORS


def test_a_window_survives_its_dump():
    windows = Windows()
    for seq in (5, 9, 7, 4_000_000_000, 4_000_000_000 - WIDTH + 1):
        windows.take(b"author", seq)
    again = Windows(windows.dump())
    known = {4_000_000_000, 4_000_000_000 - WIDTH + 1}
    for seq in range(4_000_000_000 - WIDTH - 5, 4_000_000_003):
        is_new = seq > 4_000_000_000 - WIDTH and seq not in known
        assert again.is_new(b"author", seq) == is_new
