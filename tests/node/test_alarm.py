"""Which alert a board shows, when its siren sounds and what ends it."""

import pytest

from meshwire import event, registry
from meshwire.area import Area
from tests.node.authority import HAMBURG, NOW, Signer, payload
from tests.node.fake_board import FakeBoard


@pytest.fixture
def board(root, office):
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


@pytest.mark.parametrize(
    ("severity", "siren"),
    [("Unknown", "off"), ("Minor", "off"), ("Moderate", "off"), ("Severe", "severe"), ("Extreme", "extreme")],
)
def test_the_siren_knows_severe_and_extreme_only(board, office, severity, siren):
    board.hear(payload(office.warn(severity=registry.SEVERITIES.index(severity))))
    assert board.siren == siren
    assert board.state["shown"] == 1


@pytest.mark.parametrize("status", [registry.EXERCISE, registry.TEST])
def test_exercises_and_tests_are_marked_and_silent(board, office, status):
    board.hear(payload(office.warn(status=status, severity=registry.EXTREME)))
    assert registry.STATUSES[status].upper() in board.screen.split("\n")[0]
    assert board.siren == "off"


def test_the_most_severe_alert_is_shown_first(board, office):
    board.hear(payload(office.warn(severity=registry.EXTREME)), payload(office.warn(severity=registry.SEVERE)))
    assert board.state["alert"] == f"{office.id.hex()}-1"
    assert board.siren == "extreme"


def test_a_press_acknowledges_and_shows_the_next(board, office):
    board.hear(payload(office.warn(severity=registry.EXTREME)), payload(office.warn(severity=registry.SEVERE)))
    board.press()
    assert board.state["alert"] == f"{office.id.hex()}-2"
    assert board.siren == "severe"
    board.press()
    assert board.siren == "off"
    board.press()
    assert board.state["alert"] == f"{office.id.hex()}-2"
    assert board.state["acknowledged"] is True


def test_a_press_on_an_idle_board_does_nothing(board):
    board.press()
    assert board.parts.writes == 0


def test_the_console_presses_too(board, office):
    board.hear(payload(office.warn()))
    board.line.asked = [b"[]", b'{"press": "medium"}', b"\xff", b'{"press": "short"}' + b" " * 300]
    board.step(200)
    assert board.siren == "severe"
    board.line.asked = [b'{"press": "short"}']
    board.step(200)
    assert board.siren == "off"


def test_an_alert_ends_with_its_lifetime(board, office):
    board.hear(payload(office.warn(lifetime_min=10)))
    board.step(590_000)
    assert board.siren == "severe"
    board.step(10_000)
    assert board.siren == "off"
    assert "No alert in force" in board.screen


def test_a_jump_of_the_clock_raises_nothing_again(board, office):
    warning = payload(office.warn(lifetime_min=10))
    board.hear(warning)
    board.step(600_000)
    board.parts.started -= 86_400
    board.hear(warning)
    assert board.siren == "off"
    assert board.refused == {"replayed": 1}


def test_a_cancellation_silences_the_siren_and_says_so(board, office):
    board.hear(payload(office.warn()))
    board.hear(payload(office.warn(message_type=registry.CANCEL, replaces=[(None, 1)])))
    assert board.siren == "off"
    assert board.screen.startswith("CANCELLED")
    assert board.state["alert"] == f"{office.id.hex()}-2"


@pytest.mark.parametrize("message_type", [registry.UPDATE, registry.CANCEL])
def test_an_exercise_does_not_end_an_actual_alert(board, office, message_type):
    board.hear(payload(office.warn()))
    drill = office.warn(message_type=message_type, status=registry.EXERCISE, replaces=[(None, 1)])
    board.hear(payload(drill))
    assert board.siren == "severe"
    assert board.state["alert"] == f"{office.id.hex()}-1"


def test_an_actual_cancellation_does_not_end_an_exercise_that_comes_later(board, office):
    exercise = office.warn(status=registry.EXERCISE)
    board.hear(payload(office.warn(message_type=registry.CANCEL, replaces=[(None, 1)])), payload(exercise))
    assert board.state["shown"] == 2
    board.press()
    assert "EXERCISE" in board.screen


def test_a_cancellation_of_an_exercise_ends_it(board, office):
    board.hear(payload(office.warn(status=registry.EXERCISE)))
    board.hear(payload(office.warn(message_type=registry.CANCEL, status=registry.EXERCISE, replaces=[(None, 1)])))
    assert board.parts.lines[0].startswith("CANCELLED")
    assert board.parts.lines[1] == "EXERCISE"
    assert board.state["alert"] == f"{office.id.hex()}-2"


def test_a_cancellation_that_overtook_its_alert_still_ends_it(board, office):
    warning, cancel = office.warn(), office.warn(message_type=registry.CANCEL, replaces=[(None, 1)])
    board.hear(payload(cancel), payload(warning))
    assert board.siren == "off"
    assert board.screen.startswith("CANCELLED")


def test_an_update_replaces_and_a_worse_one_sounds_again(board, office):
    board.hear(payload(office.warn()))
    board.press()
    board.hear(payload(office.warn(message_type=registry.UPDATE, replaces=[(None, 1)], headline="Falling")))
    assert "Falling" in board.screen
    assert board.siren == "off"  # the same severity was acknowledged
    worse = office.warn(message_type=registry.UPDATE, replaces=[(None, 2)], severity=registry.EXTREME)
    board.hear(payload(worse))
    assert board.siren == "extreme"


def test_another_authority_of_the_area_may_cancel(root, office):
    county = Signer("county")
    certificates = [event.encode(office.certificate).hex(), event.encode(root.certify(county)).hex()]
    board = FakeBoard(root.public, certificates=certificates)
    board.hear(payload(office.warn()))
    board.hear(payload(county.warn(message_type=registry.CANCEL, replaces=[(office.id, 1)])))
    assert board.siren == "off"


def test_an_authority_that_could_not_have_issued_it_may_not_cancel(root, office):
    forester = Signer("forester")
    forest = Area((), (), ((48520, 9060, 20),))  # includes the board, and does not compare with a geocode
    certificates = [event.encode(one).hex() for one in (office.certificate, root.certify(forester, area=forest))]
    board = FakeBoard(root.public, certificates=certificates)
    board.hear(payload(office.warn()))
    board.hear(payload(forester.warn(message_type=registry.CANCEL, area=forest, replaces=[(office.id, 1)])))
    assert board.state["shown"] == 2
    assert board.siren == "severe"


async def test_a_board_wakes_every_second_only_while_an_alert_is_in_force(board, office):
    async def pause_ms() -> int:
        for _ in range(3):  # until all is said, to the console too
            await board.board.transmit()
            board.step(800)
        return board.board.step()

    assert await pause_ms() > 5000  # until its first summary is due
    board.hear(payload(office.warn(lifetime_min=1), hops=0))
    assert await pause_ms() == 1000
    board.step(60_000)
    assert await pause_ms() > 5000


def test_a_board_looks_again_soon_while_a_frame_waits_for_a_free_channel(board):
    board.radio.busy = True
    board.step(15_000)  # its first summary is due

    assert board.board.step() <= 100


def test_eight_alerts_are_kept_and_the_least_severe_makes_room(board, office):
    board.hear(*(payload(office.warn(severity=registry.EXTREME)) for _ in range(8)))
    board.hear(payload(office.warn(severity=registry.SEVERE)))
    for _ in range(8):
        assert board.siren == "extreme"
        board.press()
    assert board.siren == "off"


def test_a_board_without_a_clock_ends_an_alert_by_its_age(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    board.hear(payload(office.warn(lifetime_min=60), age_min=50))
    assert board.siren == "severe"
    board.step(600_000)
    assert board.siren == "off"


def test_a_lie_about_the_age_holds_until_an_honest_copy_comes(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    warning = office.warn(lifetime_min=60)
    board.hear(payload(warning, age_min=56), payload(warning, age_min=0))
    board.step(1_800_000)
    assert board.siren == "severe"


def test_a_lie_about_the_age_cannot_make_an_alert_last(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    warning = office.warn(lifetime_min=60)
    board.hear(payload(warning, age_min=0))
    for _ in range(6):
        board.step(600_000)
        board.hear(payload(warning, age_min=0))
    assert board.siren == "off"


def test_a_younger_copy_makes_an_alert_no_younger_than_its_first_copy(root, office):
    board = FakeBoard(root.public, has_clock=False, certificates=[event.encode(office.certificate).hex()])
    warning = office.warn(lifetime_min=60)
    board.hear(payload(warning, age_min=40))
    board.step(600_000)
    board.hear(payload(warning, age_min=0))
    board.step(2_940_000)
    assert board.siren == "severe"
    board.step(60_000)
    assert board.siren == "off"


def test_a_board_without_a_place_shows_alerts_of_any_area(root):
    everywhere = Signer("everywhere")
    board = FakeBoard(root.public, place=None, certificates=[event.encode(root.certify(everywhere)).hex()])
    assert "alerts of any area" in board.screen
    board.hear(payload(everywhere.warn(time=NOW, area=HAMBURG)))
    assert board.siren == "severe"
