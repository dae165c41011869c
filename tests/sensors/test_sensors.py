"""What boards' sensors say: the newest counts, nonsense is left out, and the page says who speaks."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import verify
from edge_agent.identity.members import Members
from edge_agent.radio.offer import Offer, offer
from edge_agent.sensors.capabilities import SensorCapabilities
from edge_agent.sensors.view import SensorView
from edge_agent.web.reader import Reader
from edge_agent.web.sensor_parts import sensors
from meshwire.event import READING, ROSTER, SENSE, author_id, community_id
from meshwire.trust import MEMBER, encode_certificate
from tests.alerts.town import HALL, NEIGHBOUR, NOON, ROOT, Clock

STRANGER = Caller("somebody", Trust.STRANGER)


class Shore:
    """A node that hears the readings of HALL's and NEIGHBOUR's boards."""

    def __init__(self, store, clock):
        self.store, self.clock = store, clock
        self.bus = Bus()
        self.bus.register(SensorCapabilities(store, Members(store, ROOT.public)))

    async def says(self, key, **body):
        fields = {0: 1, 1: 90, 2: 0, 3: "mill", **{int(name[1:]): value for name, value in body.items()}}
        [said] = await self.store.write(key, [Draft(SENSE, READING, fields)])
        return said

    async def listed(self):
        return (await self.bus.call("sensor.list", {}, STRANGER))["sensors"]


@pytest.fixture
async def shore(tmp_path):
    clock = Clock()
    path = tmp_path / "agent.db"
    community = community_id(ROOT.public)
    store = await EventStore.open(path, community=community, verify=verify, views=[SensorView()], now=clock)
    certificate = encode_certificate(HALL.public, MEMBER, 0, None, "Mill bridge")
    await store.write(ROOT, [Draft(ROSTER, 1, certificate)])
    yield Shore(store, clock)
    await store.close()


async def test_the_newest_reading_of_each_sensor_is_listed_with_the_name_of_its_board(shore):
    await shore.says(HALL)
    await shore.says(HALL, _1=203, _2=2)
    await shore.says(HALL, _0=2, _1=-123, _2=1, _3="yard")

    assert await shore.listed() == [
        {"board": "Mill bridge", "name": "mill", "kind": "water level", "value": "203 cm", "state": "alarm",
         "time": NOON},
        {"board": "Mill bridge", "name": "yard", "kind": "temperature", "value": "-12.3 °C", "state": "watch",
         "time": NOON},
    ]  # fmt: skip


async def test_a_state_keeps_the_time_at_which_it_began(shore):
    await shore.says(HALL, _2=2)
    shore.clock.now += 900
    await shore.says(HALL, _1=210, _2=2)
    [one] = await shore.listed()
    assert (one["value"], one["time"]) == ("210 cm", NOON)


async def test_an_older_reading_that_comes_later_changes_nothing(shore, tmp_path):
    community = community_id(ROOT.public)
    board = await EventStore.open(tmp_path / "board.db", community=community, verify=verify, views=(), now=shore.clock)
    drafts = [Draft(SENSE, READING, {0: 1, 1: level, 2: 0, 3: "mill"}) for level in (90, 95)]
    first, second = await board.write(HALL, drafts)
    await board.close()

    await shore.store.receive([second])
    await shore.store.receive([first])
    assert [one["value"] for one in await shore.listed()] == ["95 cm"]


async def test_a_board_without_a_certificate_goes_by_its_id_and_two_boards_do_not_mix(shore):
    await shore.says(HALL)
    await shore.says(NEIGHBOUR, _1=12)
    assert {one["board"]: one["value"] for one in await shore.listed()} == {
        "Mill bridge": "90 cm", author_id(NEIGHBOUR.public).hex(): "12 cm",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [{"_0": 0}, {"_0": "1"}, {"_1": 1 << 24}, {"_1": "1"}, {"_2": 4}, {"_2": -1}, {"_3": ""}, {"_3": "x" * 21}],
)
async def test_what_no_board_would_say_is_left_out(shore, body):
    await shore.says(HALL, **body)
    assert await shore.listed() == []


async def test_a_kind_of_later_boards_is_shown_as_its_number(shore):
    await shore.says(HALL, _0=99)
    assert (await shore.listed())[0]["kind"] == "sensor of kind 99"


async def test_a_reading_goes_by_radio_for_a_day(shore):
    said = await shore.says(HALL)
    assert isinstance(offer(said, now=NOON), Offer)
    assert offer(said, now=NOON + 86401) == "expired"


async def test_the_page_says_that_no_authority_speaks_and_escapes_names(shore):
    await shore.says(HALL, _2=2, _3="<b>mill</b>")
    shown = str(sensors(await shore.bus.call("sensor.list", {}, STRANGER), Reader(STRANGER, "en", frozenset())))
    assert "ALARM" in shown
    assert "&lt;b&gt;mill" in shown
    assert "not of an authority" in shown
