"""What time a board takes it to be: from anchors and authorities alone, never back, never far ahead on one word."""

import asyncio

import pytest

from meshwire import beacon, envelope, event, time_frame, trust
from meshwire.event import community_id
from meshwire.radio_key import control_key, opened, seal
from tests.node.authority import NOW, Signer, payload
from tests.node.fake_board import FakeBoard

HOUR_S, DAY_S = 3600, 86400


@pytest.fixture
def anchor(root) -> Signer:
    return Signer("anchor")


@pytest.fixture
def board(root, anchor):
    """Without a clock; it trusts one anchor."""
    return FakeBoard(root.public, has_clock=False, certificates=[certificate(root, anchor)])


def certificate(root: Signer, signer: Signer, roles: int = trust.ANCHOR) -> str:
    return event.encode(root.certify(signer, roles=roles)).hex()


def time_of(root: Signer, signer: Signer, utc: int) -> bytes:
    """The radio payload of a TIME."""
    signature = signer._key.sign(time_frame.digest(community_id(root.public), signer.public, utc)).signature
    body = time_frame.encode(time_frame.TimeFrame(signer.id, utc, signature))
    return envelope.encode(0, 9, 9, 0, 0, seal(control_key(root.public), body))


def known(board: FakeBoard) -> int:
    return board.board._now()[1]


def tell(board: FakeBoard, *frames: bytes) -> None:
    """Each after the rest that the board takes between two."""
    for one in frames:
        board.step(30_000)
        board.hear(one)


def near(board: FakeBoard, utc: int) -> bool:
    return abs(known(board) - utc) <= 2


@pytest.mark.parametrize("roles", [trust.ANCHOR, trust.AUTHORITY])
def test_a_board_without_a_clock_takes_the_time_and_keeps_it(root, roles):
    signer = Signer("anchor")
    board = FakeBoard(root.public, has_clock=False, certificates=[certificate(root, signer, roles)])
    assert known(board) == 0

    tell(board, time_of(root, signer, NOW))
    assert near(board, NOW)
    board.step(HOUR_S * 1000)
    assert near(board, NOW + HOUR_S)


@pytest.mark.parametrize("case", ["member", "stranger", "forged", "root", "other community"])
def test_nobody_else_tells_a_board_the_time(root, anchor, case):
    member, other = Signer("member"), Signer("another root")
    certificates = [certificate(root, anchor), certificate(root, member, trust.MEMBER | trust.MODERATOR)]
    board = FakeBoard(root.public, has_clock=False, certificates=certificates)
    genuine = time_of(root, anchor, NOW)
    forged = envelope.decode(genuine).payload[:-4]
    forged = seal(control_key(root.public), forged[:-1] + bytes((forged[-1] ^ 1,)))
    lies = {
        "member": time_of(root, member, NOW),
        "stranger": time_of(root, Signer("stranger"), NOW),
        "forged": envelope.encode(0, 9, 9, 0, 0, forged),
        "root": time_of(root, root, NOW),
        "other community": time_of(other, anchor, NOW),
    }
    tell(board, lies[case])

    assert known(board) == 0


def test_the_time_decides_what_has_expired(board, root, anchor):
    office = Signer("office")
    board.hear(payload(root.certify(office, expires=NOW - DAY_S)))
    tell(board, time_of(root, anchor, NOW))
    board.hear(payload(office.warn()))

    assert board.siren == "off"
    assert board.refused == {"not certified": 1}


def test_time_never_goes_back(board, root, anchor):
    tell(board, time_of(root, anchor, NOW), time_of(root, anchor, NOW - 1), time_of(root, anchor, NOW - DAY_S))

    assert known(board) >= NOW


def test_a_replay_is_not_taken(board, root, anchor):
    recorded = time_of(root, anchor, NOW)
    tell(board, recorded)
    board.step(HOUR_S * 1000)
    tell(board, recorded)

    assert near(board, NOW + HOUR_S + 31)


def test_a_replay_after_a_restart_sets_a_board_back_by_a_day_at_most(board, root, anchor):
    recorded = [time_of(root, anchor, NOW + day * DAY_S // 2) for day in range(20)]
    for one in recorded:
        tell(board, one)
        board.step(DAY_S // 2 * 1000 - 31_000)
    writes = board.parts.writes
    assert writes <= 15  # of ten days, the reserved beacons among them
    board.restart()
    tell(board, *recorded[:18])

    assert known(board) == 0
    tell(board, recorded[19])
    assert near(board, NOW + 19 * DAY_S // 2)


def test_nothing_before_a_verified_alert_is_taken(board, root, anchor):
    office = Signer("office")
    board.hear(payload(root.certify(office)), payload(office.warn(time=NOW)))
    tell(board, time_of(root, anchor, NOW - 1))
    assert known(board) == 0

    tell(board, time_of(root, anchor, NOW + 1))
    assert near(board, NOW + 1)


def test_a_jump_of_more_than_a_day_takes_two_signers_who_agree(root, anchor):
    second = Signer("second")
    board = FakeBoard(root.public, has_clock=False, certificates=[certificate(root, one) for one in (anchor, second)])
    tell(board, time_of(root, anchor, NOW))
    far = NOW + 300 * DAY_S
    tell(board, time_of(root, anchor, far), time_of(root, anchor, far + 60), time_of(root, second, far + DAY_S))
    assert near(board, NOW + 3 * 30)

    tell(board, time_of(root, anchor, far + DAY_S + 60))
    assert known(board) >= far


def test_the_time_of_a_key_that_was_revoked_is_forgotten(board, root, anchor):
    tell(board, time_of(root, anchor, NOW + 3000 * DAY_S))
    assert known(board) > 0
    board.hear(payload(root.revoke(anchor)))
    assert known(board) == 0

    board.restart()
    other = Signer("other")
    board.hear(payload(root.certify(other, roles=trust.ANCHOR)))
    tell(board, time_of(root, other, NOW))
    assert near(board, NOW)


def test_a_clock_of_its_own_goes_before_what_is_told(root, anchor):
    board = FakeBoard(root.public, certificates=[certificate(root, anchor)])
    tell(board, time_of(root, anchor, NOW + HOUR_S))

    assert near(board, board.parts.utc())


@pytest.mark.parametrize("wrong", [1, 1_000_000_000])
def test_a_clock_that_was_never_set_is_passed_over(root, anchor, wrong):
    board = FakeBoard(root.public, certificates=[certificate(root, anchor)])
    board.parts.started = wrong
    assert known(board) == 0

    tell(board, time_of(root, anchor, NOW))
    assert near(board, NOW)


def sent(board: FakeBoard, kind: int) -> list[bytes]:
    for _ in range(10):
        board.step(1000)
        asyncio.run(board.board.transmit())
    return [one for one in board.radio.sent if one[envelope.SIZE + 1] == kind]


def test_a_new_time_is_passed_on_once_to_the_neighbours(board, root, anchor):
    told = time_of(root, anchor, NOW)
    tell(board, told, told)

    [said] = sent(board, time_frame.TYPE)
    assert envelope.decode(said).payload == envelope.decode(told).payload
    assert envelope.decode(said).hops_left == 0


def test_what_two_neighbours_said_meanwhile_is_not_said(board, root, anchor):
    told = time_of(root, anchor, NOW)
    tell(board, told)
    board.radio.arriving += [told, told]

    assert sent(board, time_frame.TYPE) == []


def test_a_flood_of_forged_times_costs_one_signature_in_half_a_minute(root, anchor):
    board = FakeBoard(root.public, has_clock=False, certificates=[certificate(root, anchor)])
    checked = []
    board.hear(time_of(root, anchor, NOW))
    board.board._voice._time._verify = lambda *signed: checked.append(signed)
    for number in range(100):
        board.hear(time_of(root, anchor, NOW + number + 1))

    assert len(checked) <= 2


@pytest.mark.parametrize("damaged", [b"\xff", b"\x01", b"\x82\x01\x02", b"\x82\x61x\x40"])
def test_a_damaged_file_is_begun_anew(root, anchor, damaged):
    board = FakeBoard(
        root.public, has_clock=False, files={"time.cbor": damaged}, certificates=[certificate(root, anchor)]
    )
    tell(board, time_of(root, anchor, NOW))

    assert near(board, NOW)


def test_a_beacon_tells_the_state_of_a_board_and_its_counter_never_repeats(root):
    board = FakeBoard(root.public)
    told = []
    for _ in range(3):
        board.parts.percent = 71
        for _ in range(5):
            board.step(700_000)
            told += sent(board, beacon.TYPE)
        board.restart()
    bodies = {opened(control_key(root.public), envelope.decode(one).payload) for one in told}
    beacons = [beacon.decode(body) for body in bodies]

    assert {(one.name, one.battery, one.has_clock, one.calls) for one in beacons} == {("kitchen", 71, True, False)}
    assert len({one.counter for one in beacons}) == len(bodies) >= 12


def test_a_crowd_speaks_less_often_and_short_airtime_silences(root):
    def count(neighbours: int, *, busy: bool = False) -> int:
        board = FakeBoard(root.public, duty_per_mille=1 if busy else 100, preset="LongSlow" if busy else "ShortTurbo")
        one = seal(control_key(root.public), beacon.encode(beacon.Beacon(b"abcd", 1, None, False, False, 0, "x", [])))
        for _ in range(60):
            board.step(60_000)
            asyncio.run(board.board.transmit())
            board.radio.arriving += [envelope.encode(0, 9, 9, 0, 0, one)] * (neighbours // 10)
        return len([said for said in board.radio.sent if said[envelope.SIZE + 1] == beacon.TYPE])

    assert 5 <= count(0) <= 7
    assert count(100) <= 3
    assert count(0, busy=True) <= 2
