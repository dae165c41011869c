"""What boards do about the alerts that their neighbours lack: several real boards on a fake air, with virtual time."""

import pytest

from meshwire import envelope, event, frame, need, radio_key, registry, summary
from tests.node.authority import HAMBURG, NOW, Signer, forged, payload
from tests.node.fake_board import FakeBoard
from tests.node.neighbourhood import Neighbourhood

MINUTE = 60


@pytest.fixture
def village(root, office) -> Neighbourhood:
    """Three boards that know the office's certificate; nobody is off."""
    village = Neighbourhood(root.public)
    for _ in range(3):
        village.add(certificates=[event.encode(office.certificate).hex()])
    return village


def sealed(root: Signer, body: bytes) -> bytes:
    return envelope.encode(0, 9, 9, 0, 0, radio_key.seal(radio_key.control_key(root.public), body))


def tells(root: Signer, *held: tuple[bytes, int]) -> bytes:
    return sealed(root, summary.encode(summary.alerts_only(list(held), [])))


def asks(root: Signer, *named: tuple[bytes, int, int, int], certificates: tuple[bytes, ...] = ()) -> bytes:
    return sealed(root, need.encode(need.Need(list(named), list(certificates), None, None)))


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
    assert len(village.air) <= 12  # at most one or two in each of the four intervals of 16 minutes, of all boards


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


async def test_a_board_that_lacks_something_tells_so_soon(board, root, office):
    await airtime(board, 3600)
    board.radio.arriving.append(tells(root, (office.id, 1)))

    sent = await airtime(board, 20)

    assert [said[1] for said in sent] == [need.TYPE, summary.TYPE]


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
    assert len(village.events(by=1)) <= 7  # of the update, which the stubborn one lacks


async def test_a_wrong_clock_costs_its_neighbours_little(village, office):
    village.boards[2].parts.started = NOW + 10**6  # everything is over, as far as it knows
    village.boards[0].hear(payload(office.warn(lifetime_min=600), hops=0))

    await village.pass_time(60 * MINUTE)

    assert village.boards[2].siren == "off"
    assert len(village.events()) <= 12
    assert len(village.sent(need.TYPE)) <= 7


@pytest.fixture
def board(root, office) -> FakeBoard:
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


async def airtime(board: FakeBoard, seconds: int) -> list[bytes]:
    for _ in range(seconds):
        board.step(1000)
        await board.board.transmit()
    sent, board.radio.sent = board.radio.sent, []
    return [said[envelope.SIZE :] for said in sent]


async def test_a_replayed_summary_that_lacks_an_alert_is_answered_seven_times_an_hour(board, root, office):
    board.hear(payload(office.warn(lifetime_min=600), hops=0))
    await airtime(board, 60)

    sent = []
    for _ in range(118):
        board.radio.arriving.append(tells(root))
        sent += await airtime(board, 30)

    assert len([said for said in sent if said[1] == frame.EVENT]) == 7


async def test_a_replayed_summary_of_an_old_alert_is_asked_for_seven_times_an_hour(board, root, office):
    sent = []
    for _ in range(118):
        board.radio.arriving.append(tells(root, (office.id, 1)))
        sent += await airtime(board, 30)

    assert len([said for said in sent if said[1] == need.TYPE]) == 7


async def test_a_thousand_invented_names_cost_bounded_airtime(board, root):
    sent = []
    for n in range(1000):
        board.radio.arriving.append(tells(root, (n.to_bytes(4, "big"), 1)))
        sent += await airtime(board, 3)

    assert sum(len(need.decode(said[:-4]).named) for said in sent if said[1] == need.TYPE) <= 5 * 48  # in 50 minutes


@pytest.mark.parametrize("kind", [summary.TYPE, need.TYPE])
def test_a_control_frame_of_strangers_is_refused_before_it_is_read(board, kind):
    board.hear(envelope.encode(0, 9, 9, 0, 0, bytes((frame.VERSION, kind)) + bytes(40)))
    assert board.refused == {"foreign": 1}


def test_one_of_another_type_is_not_even_opened(board):
    board.hear(envelope.encode(0, 9, 9, 0, 0, bytes((frame.VERSION, 6)) + bytes(40)))
    assert board.refused == {}


@pytest.mark.parametrize("kind", [summary.TYPE, need.TYPE])
def test_nonsense_of_a_member_is_counted(board, root, kind):
    board.hear(sealed(root, bytes((frame.VERSION, kind)) + b"\xff" * 40))
    assert board.refused == {"malformed": 1}


async def test_a_question_is_answered_with_the_alert_and_with_the_certificate(board, root, office):
    warning = office.warn(seq=4)
    board.hear(payload(warning, hops=0))
    board.hear(asks(root, (office.id, event.CIVDEF, 1, 10), certificates=(office.id,)))

    sent = [said for said in await airtime(board, 10) if said[1] == frame.EVENT]

    assert sorted(said[7:] for said in sent) == sorted(
        one.part + one.signature for one in (warning, office.certificate)
    )


async def test_a_copy_makes_the_answer_needless_and_a_forgery_does_not(board, root, office):
    warning = office.warn(seq=4)
    board.hear(payload(warning, hops=0))
    board.radio.arriving = [asks(root, (office.id, event.CIVDEF, 4, 1)), payload(forged(warning), hops=0)]
    assert len([said for said in await airtime(board, 5) if said[1] == frame.EVENT]) == 1
    board.step(61_000)
    board.radio.arriving = [asks(root, (office.id, event.CIVDEF, 4, 1)), payload(warning, hops=0)]
    assert [said for said in await airtime(board, 5) if said[1] == frame.EVENT] == []


async def test_repair_leaves_airtime_for_an_alert(root, office):
    board = FakeBoard(root.public, preset="LongFast", certificates=[event.encode(office.certificate).hex()])
    for seq in range(1, 17):
        board.hear(payload(office.warn(seq=seq), hops=0))
    board.hear(asks(root, (office.id, event.CIVDEF, 1, 16)))
    await airtime(board, 30)

    board.hear(payload(office.warn(seq=40)))

    assert office.warn(seq=40).part in (await airtime(board, 2))[0]


def test_sixteen_alerts_are_kept_and_the_mildest_makes_room(board, office):
    for seq in range(1, 17):
        board.hear(payload(office.warn(seq=seq, severity=registry.EXTREME), hops=0))
    board.hear(payload(office.warn(seq=17), hops=0))
    assert (office.id, 17) not in board.board._shelf.names()
    assert len(board.board._shelf.names()) == 16


def test_what_is_kept_survives_a_loss_of_power(board, office):
    for seq in range(1, 13):
        board.hear(payload(office.warn(seq=seq), hops=0))
    before = board.board._shelf.names()

    board.restart(after_s=60)

    assert sorted(board.board._shelf.names()) == sorted(before)
