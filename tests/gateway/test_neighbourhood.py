"""Which boards a gateway has heard, and what time it passes on: forged, replayed, made up without end."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from lora_gateway.air.priority import Priority
from lora_gateway.boards.neighbourhood import HEADS, Neighbourhood
from lora_gateway.boards.table import FORGET_S, MAX_CERTIFIED, MAX_STRANGERS
from lora_gateway.port.port import Packet, Reception
from lora_gateway.store.database import Database
from lora_gateway.store.trouble import Trouble
from lora_gateway.trust.trusted import Trusted
from meshwire import beacon, time_frame, trust
from meshwire.event import community_id
from meshwire.radio_key import control_key, opened, seal
from tests.node.authority import NOW, Signer

ROOT = Signer("root")
KEY = control_key(ROOT.public)
DAY_S = 86400


@dataclass
class Air:
    """Of a station what is needed here: what is planned to be said, by when, and what was dropped."""

    dropped: Counter = field(default_factory=Counter)
    said: dict = field(default_factory=dict)

    def say(self, frame, priority, *, due, stale, key):
        assert priority is Priority.BULK
        self.said[key] = (frame, due, stale)

    def says(self, key):
        return key in self.said

    def unsay(self, key):
        return self.said.pop(key, None) is not None

    def uniform(self, low, high):
        return high


@dataclass
class Known:
    trusted: Trusted
    trouble: Trouble = field(default_factory=Trouble)

    def roots(self):
        return self.trusted.roots


@pytest.fixture
def trusted():
    return Trusted([ROOT.public])


@pytest.fixture
async def database(tmp_path):
    opened_one = await Database.open(tmp_path / "gateway.db")
    yield opened_one
    await opened_one.close()


@pytest.fixture
def air():
    return Air()


@pytest.fixture
async def ears(air, trusted, database):
    return Neighbourhood(air, Known(trusted), database)


def certified(trusted, name, roles):
    signer = Signer(name)
    trusted.learn(ROOT.certify(signer, roles=roles))
    return signer


def told(id=b"abcd", counter=1, **fields):
    values = {"battery": 80, "calls": False, "has_clock": True, "uptime_h": 3, "name": "mill", "readings": [(1, 5)]}
    return seal(KEY, beacon.encode(beacon.Beacon(id, counter, **{**values, **fields})))


def time_of(signer, utc=NOW, *, root=ROOT):
    digest = time_frame.digest(community_id(root.public), signer.public, utc)
    said = time_frame.TimeFrame(signer.id, utc, signer._key.sign(digest).signature)
    return seal(KEY, time_frame.encode(said))


async def hear(ears, *frames, now=1000.0, utc=NOW):
    for frame in frames:
        await ears.hear(Reception(Packet(frame, 0, 0, 1, 1), -97, 6), now, utc)


def names(ears, utc=NOW):
    return [one.beacon.name for one in ears.boards(utc)]


async def test_a_board_that_was_heard_is_listed_with_what_it_told(ears):
    await hear(ears, told(battery=55))

    [one] = ears.boards(NOW)
    assert (one.beacon.name, one.beacon.battery, one.rssi_dbm, one.snr_db, one.at) == ("mill", 55, -97, 6, NOW)
    assert one.beacon.readings == [(1, 5)]
    assert not one.certified


async def test_a_board_with_a_certificate_is_told_apart(ears, trusted):
    await hear(ears, told(id=certified(trusted, "mill", trust.MEMBER).id))

    assert ears.boards(NOW)[0].certified


@pytest.mark.parametrize(
    "frame", [told()[:-1] + b"?", seal(bytes(32), told()[:-4]), HEADS[0], HEADS[0] + bytes(300)], ids=range(4)
)
async def test_what_our_community_did_not_seal_is_counted_and_not_listed(ears, air, frame):
    await hear(ears, frame)

    assert ears.boards(NOW) == []
    assert air.dropped == {"not of our community": 1}


async def test_a_sealed_frame_that_is_none_is_counted(ears, air):
    await hear(ears, seal(KEY, HEADS[0] + bytes(100)), seal(KEY, HEADS[1] + bytes(5)))

    assert air.dropped == {"not a frame": 2}


async def test_a_replay_does_not_make_a_board_look_alive(ears, air):
    yesterday = [told(counter=counter) for counter in range(1, 50)]
    await hear(ears, *yesterday)
    await hear(ears, *yesterday, utc=NOW + DAY_S)

    assert ears.boards(NOW + DAY_S)[0].at == NOW
    assert air.dropped == {"beacon heard before": 49}


async def test_a_replay_is_known_after_a_restart_too(ears, air, trusted, database):
    recorded = [told(counter=counter) for counter in range(1, 50)]
    for number, frame in enumerate(recorded):
        await hear(ears, frame, now=1000.0 + 600 * number)
    again = Neighbourhood(air, Known(trusted), database)
    await again.load()

    await hear(again, *recorded, utc=NOW + DAY_S)

    assert air.dropped["beacon heard before"] >= 49 - 6  # the counters are written once an hour


async def test_made_up_boards_fill_their_own_places_only(ears, trusted):
    mine = [certified(trusted, f"board {number}", trust.MEMBER).id for number in range(10)]
    await hear(ears, *(told(id=id, name="ours") for id in mine))
    await hear(ears, *(told(id=number.to_bytes(4, "big"), name="lie") for number in range(1, 1001)))

    assert names(ears).count("ours") == 10
    assert names(ears).count("lie") == MAX_STRANGERS
    assert len(ears.table.counters) <= 4 * (MAX_CERTIFIED + MAX_STRANGERS)


async def test_a_board_that_was_silent_for_a_week_is_not_listed(ears):
    await hear(ears, told())

    assert names(ears, NOW + FORGET_S - 1) == ["mill"]
    assert names(ears, NOW + FORGET_S) == []


@pytest.mark.parametrize("roles", [trust.ANCHOR, trust.AUTHORITY])
async def test_the_time_of_an_anchor_is_passed_on_once(ears, air, trusted, roles):
    frame = time_of(certified(trusted, "anchor", roles))
    await hear(ears, frame)

    [(said, due, stale)] = air.said.values()
    assert (said, due) == (frame, 1005.0)
    assert stale <= 1060
    air.said.clear()
    await hear(ears, frame, now=1100.0)
    assert air.said == {}


async def test_a_time_that_a_neighbour_says_first_is_not_said(ears, air, trusted):
    frame = time_of(certified(trusted, "anchor", trust.ANCHOR))
    await hear(ears, frame)
    await hear(ears, frame, now=1001.0)

    assert air.said == {}


@pytest.mark.parametrize("case", ["member", "stranger", "forged", "other community", "root"])
async def test_nobody_else_tells_the_time(ears, air, trusted, case):
    anchor = certified(trusted, "anchor", trust.ANCHOR)
    frame = {
        "member": lambda: time_of(certified(trusted, "member", trust.MEMBER | trust.TRUSTED)),
        "stranger": lambda: time_of(Signer("stranger")),
        "forged": lambda: seal(KEY, time_of(anchor)[:-5] + b"?"),
        "other community": lambda: time_of(anchor, root=Signer("other root")),
        "root": lambda: time_of(ROOT),
    }[case]()
    await hear(ears, frame)

    assert air.said == {}


async def test_a_flood_of_forged_times_costs_one_signature_in_five_seconds(ears, air, trusted):
    anchor = certified(trusted, "anchor", trust.ANCHOR)
    forged = [seal(KEY, time_of(anchor, NOW + number)[:-5] + b"?") for number in range(100)]
    await hear(ears, *forged)

    assert air.dropped == {"forged time": 1}


async def test_a_jump_of_more_than_a_day_takes_two_signers(ears, air, trusted):
    first, second = (certified(trusted, name, trust.ANCHOR) for name in ("first", "second"))
    await hear(ears, time_of(first), now=1000.0)
    air.said.clear()
    await hear(ears, time_of(first, NOW + 3 * DAY_S), now=1010.0)
    await hear(ears, time_of(first, NOW + 3 * DAY_S + 1), now=1020.0)
    assert air.said == {}

    await hear(ears, time_of(second, NOW + 3 * DAY_S + 30), now=1030.0)
    assert len(air.said) == 1


async def test_what_the_agent_signed_is_sealed_sent_at_once_and_not_passed_on(ears, air, trusted):
    frame = time_of(certified(trusted, "anchor", trust.ANCHOR))
    body = opened(KEY, frame)

    assert ears.say_time(body, 1000.0) == ""
    [(said, due, _)] = air.said.values()
    assert (said, due) == (frame, 1000.0)
    air.said.clear()
    await hear(ears, frame, now=1010.0)
    assert air.said == {}


async def test_a_body_that_is_no_time_is_refused_in_words(ears, air):
    assert "not one" in ears.say_time(b"\xe1\x07", 1000.0)
    assert air.said == {}
