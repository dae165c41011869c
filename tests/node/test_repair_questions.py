"""What a board makes of questions and summaries: honest, replayed, invented and foreign ones."""

import pytest

from meshwire import envelope, event, frame, need, registry, summary
from tests.node.authority import forged, payload
from tests.node.fake_board import FakeBoard
from tests.node.neighbourhood import asks, sealed, tells


@pytest.fixture
def board(root, office) -> FakeBoard:
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


async def airtime(board: FakeBoard, seconds: int) -> list[bytes]:
    for _ in range(seconds):
        board.step(1000)
        await board.board.transmit()
    sent, board.radio.sent = board.radio.sent, []
    return [said[envelope.SIZE :] for said in sent]


async def test_alerts_with_numbers_that_follow_one_another_are_asked_for_together(board, root, office):
    board.radio.arriving.append(tells(root, (office.id, 1), (office.id, 2), (office.id, 3), (office.id, 7)))
    asked = [said for said in await airtime(board, 60) if said[1] == need.TYPE]
    assert need.decode(asked[0][:-4]).named == [(office.id, 2, 1, 3), (office.id, 2, 7, 1)]


async def test_a_replayed_summary_that_lacks_an_alert_is_answered_ten_times_an_hour(board, root, office):
    board.hear(payload(office.warn(lifetime_min=600), hops=0))
    await airtime(board, 60)

    sent = []
    for _ in range(118):
        board.radio.arriving.append(tells(root))
        sent += await airtime(board, 30)

    assert len([said for said in sent if said[1] == frame.EVENT]) == 10


async def test_a_replayed_summary_of_an_old_alert_is_asked_for_ten_times_an_hour(board, root, office):
    sent = []
    for _ in range(118):
        board.radio.arriving.append(tells(root, (office.id, 1)))
        sent += await airtime(board, 30)

    assert len([said for said in sent if said[1] == need.TYPE]) == 10


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
    board.hear(envelope.encode(0, 9, 9, 0, 0, bytes((frame.VERSION, 99)) + bytes(40)))
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


async def test_a_board_that_lacks_something_tells_so_soon(board, root, office):
    await airtime(board, 3600)
    board.radio.arriving.append(tells(root, (office.id, 1)))

    sent = await airtime(board, 20)

    assert [said[1] for said in sent] == [need.TYPE, summary.TYPE]
