"""What boards do about the alerts that their neighbours lack: several real boards on a fake air, with virtual time."""

import pytest

from meshwire import beacon, envelope, event, frame, need, registry, summary
from tests.node.authority import HAMBURG, NOW, Signer, payload
from tests.node.neighbourhood import Neighbourhood, tells

MINUTE = 60


@pytest.fixture
def village(root, office) -> Neighbourhood:
    """Three boards that know the office's certificate; nobody is off."""
    village = Neighbourhood(root.public)
    for _ in range(3):
        village.add(certificates=[event.encode(office.certificate).hex()])
    return village


async def test_a_board_that_was_off_gets_the_alert_within_a_minute_of_switching_on(village, office):
    village.off = {2}
    village.boards[0].hear(payload(office.warn(), hops=0))
    await village.pass_time(20 * MINUTE)
    assert village.boards[2].siren == "off"

    village.off = set()
    village.boards[2].switch_on()
    await village.pass_time(MINUTE)

    assert [board.siren for board in village.boards] == ["severe", "severe", "severe"]


@pytest.mark.parametrize("seed", range(4))
async def test_and_within_a_quarter_of_an_hour_down_a_line_that_loses_a_quarter_of_all_frames(root, office, seed):
    village = Neighbourhood(root.public, seed)
    for _ in range(4):
        village.add(certificates=[event.encode(office.certificate).hex()], has_clock=False)
    village.walls = {frozenset(pair) for pair in ((0, 2), (0, 3), (1, 3))}  # a line of four
    village.loss = 0.25
    village.off = {1, 2, 3}
    village.boards[0].hear(payload(office.warn(lifetime_min=600), hops=0))
    await village.pass_time(30 * MINUTE)

    village.off = set()
    for board in village.boards[1:]:
        board.switch_on()
    await village.pass_time(15 * MINUTE)

    assert [board.siren for board in village.boards] == ["severe"] * 4


async def test_it_hears_it_with_its_true_age(village, office):
    village.off = {2}
    village.boards[0].hear(payload(office.warn(lifetime_min=120), hops=0))
    await village.pass_time(30 * MINUTE)

    village.boards[2].parts.started = 0  # without a clock
    village.off = set()
    await village.pass_time(MINUTE)

    assert [frame.decode_event(said).age_min for said in village.events()][-1] == 30


async def test_neighbours_do_not_answer_all(village, office):
    for _ in range(6):
        village.add(certificates=[event.encode(office.certificate).hex()])
    village.off = {0}
    for board in village.boards[1:]:
        board.hear(payload(office.warn(seq=7), hops=0))
    await village.pass_time(20 * MINUTE)
    village.air.clear()

    village.off = set()
    await village.pass_time(2 * MINUTE)

    assert len(village.events()) <= 2


async def test_when_all_agree_boards_fall_nearly_silent(village, office):
    village.boards[0].hear(payload(office.warn(lifetime_min=600), hops=3))
    await village.pass_time(60 * MINUTE)
    village.air.clear()

    await village.pass_time(60 * MINUTE)

    assert village.events() == []
    others = [payload for _, payload in village.air if payload[envelope.SIZE + 1] != beacon.TYPE]
    assert len(others) <= 12  # at most one or two in each of the four intervals of 16 minutes, of all boards


async def test_an_alert_for_another_place_is_kept_for_those_who_are_there(root):
    everywhere = Signer("everywhere")
    certificate = event.encode(root.certify(everywhere)).hex()
    village = Neighbourhood(root.public)
    passing = village.add(certificates=[certificate])
    there = village.add(certificates=[certificate], place={"lat": 53.5, "lon": 10.0, "geocodes": [[5, "02000000"]]})
    village.off = {1}
    passing.hear(payload(everywhere.warn(area=HAMBURG), hops=0))
    passing.restart()
    assert passing.siren == "off"

    village.off = set()
    await village.pass_time(MINUTE)

    assert there.siren == "severe"


async def test_a_board_without_the_certificate_asks_for_it(root, office):
    village = Neighbourhood(root.public)
    village.add(certificates=[event.encode(office.certificate).hex()]).hear(payload(office.warn(), hops=0))
    village.add()

    await village.pass_time(3 * MINUTE)

    assert village.boards[1].siren == "severe"
    assert need.decode(village.bodies(need.TYPE, by=1)[0]).certificates == [office.id]


async def test_a_board_that_missed_a_revocation_is_told_when_it_tells_of_the_alert(root, office, village):
    village.off = {2}
    for board in village.boards:
        board.hear(payload(office.warn(seq=3), hops=0))
    for board in village.boards[:2]:
        board.hear(payload(root.revoke(office), hops=0))

    village.off = set()
    await village.pass_time(20 * MINUTE)

    assert village.boards[2].siren == "off"


async def test_boards_that_only_one_neighbour_reaches_get_it_one_after_another(village, root, office):
    for _ in range(4):
        village.add(certificates=[event.encode(office.certificate).hex()])
    village.walls = {frozenset((one, other)) for one in range(1, 7) for other in range(1, one)}
    village.off = set(range(1, 7))
    village.boards[0].hear(payload(office.warn(lifetime_min=600), hops=0))

    for at in range(1, 7):
        village.off.remove(at)
        village.boards[at].switch_on()
        await village.pass_time(16 * MINUTE)

    assert [board.siren for board in village.boards] == ["severe"] * 7


async def test_what_one_board_dismissed_is_not_sent_to_it_again_and_again(village, root, office):
    county_wide = office.warn(seq=5)
    village.boards[0].hear(payload(county_wide, hops=0))
    village.boards[1].hear(payload(county_wide, hops=0))
    village.boards[1].hear(payload(office.warn(seq=6, replaces=[(None, 5)], message_type=registry.UPDATE), hops=0))
    village.walls = {frozenset((0, 1)), frozenset((0, 2)), frozenset((1, 2))}
    stubborn = tells(root, (office.id, 5))
    for _ in range(100):
        village.boards[1].radio.arriving.append(stubborn)
        await village.pass_time(30)

    assert (office.id, 5) in summary.decode(village.bodies(summary.TYPE, by=1)[-1]).declined
    assert village.sent(need.TYPE, by=1) == []
    assert len(village.events(by=1)) <= 10  # of the update, which the stubborn one lacks


async def test_a_wrong_clock_costs_its_neighbours_little(village, office):
    village.boards[2].parts.started = NOW + 10**6  # everything is over, as far as it knows
    village.boards[0].hear(payload(office.warn(lifetime_min=600), hops=0))

    await village.pass_time(60 * MINUTE)

    assert village.boards[2].siren == "off"
    assert len(village.events()) <= 14
    assert len(village.sent(need.TYPE)) <= 10
