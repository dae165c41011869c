"""Which frames a board repeats, when, and how they look then."""

import pytest

from meshwire import envelope, event, frame
from node.relay import BURST_MS, START_MS, Budget
from tests.node.authority import HAMBURG, Signer, forged, payload
from tests.node.fake_board import FakeBoard


@pytest.fixture
def board(root, office):
    return FakeBoard(root.public, certificates=[event.encode(office.certificate).hex()])


async def sent_within(board: FakeBoard, ms: int) -> list[bytes]:
    for _ in range(ms // 100):
        board.step(100)
        await board.board.transmit()
    return [sent for sent in board.radio.sent if sent[envelope.SIZE + 1] == frame.EVENT]


async def test_a_verified_alert_is_repeated_once_with_one_hop_less(board, office):
    warning = payload(office.warn(), hops=3)
    board.hear(warning)
    assert await sent_within(board, 2000) == [envelope.one_hop_on(warning)]


async def test_it_waits_before_it_repeats(board, office):
    board.radio.arriving = [payload(office.warn())]
    board.step()
    await board.board.transmit()
    assert board.radio.sent == []
    assert len(await sent_within(board, 100)) == 1  # the fake's chance is always the shortest wait


async def test_two_copies_overheard_make_it_needless(board, office):
    warning = payload(office.warn())
    board.radio.arriving = [warning]
    board.step()
    board.radio.arriving = [envelope.one_hop_on(warning)] * 2
    assert await sent_within(board, 2000) == []


async def test_one_copy_overheard_does_not(board, office):
    warning = payload(office.warn())
    board.radio.arriving = [warning]
    board.step()
    board.radio.arriving = [envelope.one_hop_on(warning)]
    assert len(await sent_within(board, 2000)) == 1


async def test_the_last_hop_is_not_repeated(board, office):
    board.hear(payload(office.warn(), hops=0))
    assert await sent_within(board, 2000) == []


async def test_a_busy_channel_is_waited_for(board, office):
    board.radio.busy = True
    board.hear(payload(office.warn()))
    assert await sent_within(board, 2000) == []
    board.radio.busy = False
    assert len(await sent_within(board, 300)) == 1


async def test_an_alert_that_waited_for_its_certificate_is_older_when_it_leaves(root, office):
    board = FakeBoard(root.public)
    board.hear(payload(office.warn(), age_min=3))
    board.step(600_000)
    board.hear(payload(office.certificate))
    frames = [frame.decode_event(sent[envelope.SIZE :]) for sent in await sent_within(board, 2000)]
    assert {said.author_id: said.age_min for said in frames} == {office.id: 13, root.id: 0}


async def test_a_frame_too_long_for_the_airtime_left_waits_for_more(root, office):
    board = FakeBoard(root.public, preset="LongSlow", certificates=[event.encode(office.certificate).hex()])
    board.hear(payload(office.warn()))  # more than 6 s of airtime, which is what a board starts with
    assert await sent_within(board, 2000) == []
    assert len(await sent_within(board, 50_000)) == 1


async def test_what_found_no_airtime_for_a_minute_is_left_to_others(root, office):
    board = FakeBoard(root.public, preset="LongSlow", certificates=[event.encode(office.certificate).hex()])
    board.radio.busy = True
    board.hear(payload(office.warn()))
    board.step(61_000)
    board.radio.busy = False
    assert await sent_within(board, 2000) == []


async def test_alerts_go_before_certificates(board, root, office):
    board.hear(payload(root.certify(Signer("member"), roles=1)), payload(office.warn()))
    first, second = await sent_within(board, 2000)
    assert first[envelope.SIZE + 3 :][:4] == office.id
    assert second[envelope.SIZE + 3 :][:4] == root.id


async def test_a_certificate_that_is_known_here_is_repeated_for_boards_further_on(board, office):
    board.hear(payload(office.certificate))

    sent = await sent_within(board, 2000)

    assert sent == [envelope.one_hop_on(payload(office.certificate))]
    assert board.refused == {"replayed": 1}


async def test_an_alert_for_elsewhere_is_repeated_for_those_who_are_there(root):
    everywhere = Signer("everywhere")
    board = FakeBoard(root.public, certificates=[event.encode(root.certify(everywhere)).hex()])
    board.hear(payload(everywhere.warn(area=HAMBURG)))
    assert len(await sent_within(board, 2000)) == 1


async def test_what_is_not_verified_is_not_repeated(board, office):
    stranger = Signer("stranger")
    board.hear(payload(forged(office.warn())), payload(stranger.warn()), payload(stranger.certify(stranger)))
    assert await sent_within(board, 5000) == []


def test_the_airtime_of_an_hour_is_a_tenth_of_it():
    budget = Budget("LongFast", 100, 0)
    used_ms = 0
    for now_ms in range(0, 3_600_000, 500):
        used_ms += 2157 if budget.spend(255, now_ms) else 0  # time on air of 255 bytes
    assert used_ms <= START_MS + 360_000
    assert used_ms > 360_000 - 2157


def test_silence_does_not_save_up_more_than_a_burst():
    budget = Budget("LongFast", 100, 0)
    spent = sum(budget.spend(255, 10**9) for _ in range(100))
    assert spent == BURST_MS // 2157
