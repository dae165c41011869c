"""The promise of the flood, on the channel model in virtual time."""

from meshwire.airtime import time_on_air_ms
from meshwire.envelope import SIZE
from tests.gateway.air_lab import Lab
from tests.gateway.frames import ALERT_FRAME

TRIALS = 2000
DEADLINE_S = 10.0
VERIFY_S = 0.3  # Ed25519 on an ESP32 or RP2040, and drawing the screen


def shown_after_s(seed, *, loss, boards=1):
    """Seconds from the alert's arrival at the gateway to the slowest board's screen, None when it never came."""
    lab = Lab(loss=loss, seed=seed)
    lab.station("gateway")
    shown = [lab.board(f"board {number}") for number in range(boards)]
    lab.submit("gateway")
    lab.advance(90)
    if any(board.shown_at is None for board in shown):
        return None
    return max(board.shown_at for board in shown) - 1000.0 + VERIFY_S


def test_the_frame_of_these_trials_takes_a_usual_alerts_airtime():
    assert 1600 <= time_on_air_ms(SIZE + ALERT_FRAME, "LongFast") <= 1800


def test_at_20_percent_loss_99_of_100_alerts_show_within_10_seconds_on_longfast():
    times = [shown_after_s(seed, loss=0.2) for seed in range(TRIALS)]

    in_time = sum(1 for time_s in times if time_s is not None and time_s <= DEADLINE_S)
    assert in_time / TRIALS >= 0.99


def test_at_20_percent_loss_the_late_round_leaves_next_to_nobody_out():
    times = [shown_after_s(seed, loss=0.2) for seed in range(TRIALS)]

    assert times.count(None) / TRIALS <= 0.002  # five transmissions: 0.03 %


def test_the_slowest_of_three_boards_shows_it_in_time_in_97_of_100_cases():
    times = [shown_after_s(seed, loss=0.2, boards=3) for seed in range(TRIALS)]

    in_time = sum(1 for time_s in times if time_s is not None and time_s <= DEADLINE_S)
    assert in_time / TRIALS >= 0.97


def test_a_relay_that_is_overheard_saves_the_quick_repeats():
    lab = Lab()
    lab.station("gateway")
    lab.board("board")

    alert = lab.submit("gateway")
    lab.advance(50)

    assert len(lab.sent_by("gateway")) == 1
    assert alert.state == "relayed"


def test_without_a_relay_an_alert_is_sent_four_times_and_once_more_after_a_minute():
    lab = Lab()
    lab.station("gateway")

    lab.submit("gateway")
    lab.advance(3600)

    starts = lab.sent_by("gateway")
    pauses = [later - earlier - 1.7 for earlier, later in zip(starts, starts[1:], strict=False)]
    assert len(starts) == 5
    assert all(0.7 <= pause <= 1.3 for pause in pauses[:3])
    assert 59 <= pauses[3] <= 61
    assert len(lab.stations["gateway"].outbox) == 0
