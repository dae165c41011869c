"""The bus of one node: one name, one provider; trust, schema, size, time and number are enforced."""

import asyncio
from dataclasses import replace

import pytest
from blake3 import blake3

from edge_agent.bus.body import parse_body
from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust, capability
from edge_agent.bus.contract_hash import contract_hash
from edge_agent.errors import (
    BadRequest,
    ConfigError,
    NotFound,
    NotTrusted,
    SchemaMismatch,
    TimedOut,
    TooBusy,
    TooLarge,
    Unavailable,
)
from tests.bus.town import Clock

NEIGHBOUR = Caller("neighbour", Trust.MEMBER)
DAY = {"type": "object", "properties": {"day": {"type": "integer"}}, "additionalProperties": False}


class Weather:
    """`gate`: the forecast waits for it. `broken`: what the measurement raises."""

    def __init__(self):
        self.gate = asyncio.Event()
        self.begun = self.ended = self.running = self.most = 0
        self.broken = None

    @capability("weather.now", trust=Trust.MEMBER, input=DAY)
    async def now(self, call):
        return {"for": call.caller.name, **call.body}

    @capability("weather.forecast", trust=Trust.STRANGER, timeout_s=0.01)
    async def forecast(self, call):
        self.begun += 1
        try:
            await self.gate.wait()
        finally:
            self.ended += 1

    @capability("weather.model", trust=Trust.STRANGER, max_concurrent=2, max_queue=3)
    async def model(self, call):
        self.running += 1
        self.most = max(self.most, self.running)
        await self.gate.wait()
        self.running -= 1
        return {}

    @capability("weather.measure", trust=Trust.STRANGER)
    async def measure(self, call):
        self.begun += 1
        await asyncio.sleep(0)  # what comes later is raised out of the part that is timed
        if self.broken is not None:
            raise self.broken
        return {}

    @capability("weather.details", trust=Trust.STRANGER, version=(2, 3), params=("station", "unit"), streaming=True)
    async def details(self, call):
        return {"params": dict(call.params), "deadline": call.deadline, "request": call.request}


@pytest.fixture
def weather():
    return Weather()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def bus(weather, clock):
    bus = Bus(clock=clock)
    bus.register(weather, lambda name: {"station": ("mill", "bridge")})
    return bus


async def test_a_call_reaches_its_handler_with_the_caller(bus):
    assert await bus.call("weather.now", {"day": 1}, NEIGHBOUR) == {"for": "neighbour", "day": 1}


async def test_a_name_that_nobody_offers_is_not_found(bus):
    with pytest.raises(NotFound, match="hearthnet caps") as raised:
        await bus.call("weather.past", {}, NEIGHBOUR)
    assert (raised.value.status, raised.value.code) == (404, "not_found")


async def test_a_stranger_does_not_get_what_members_get(bus):
    with pytest.raises(NotTrusted, match="needs the trust level member"):
        await bus.call("weather.now", {}, Caller("stranger", Trust.STRANGER))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"day": "x"}, "day must be integer"),
        ({"hour": 1}, "there is no field hour; the fields are day"),
        ({"day": 1.5}, "day must be"),
    ],
)
async def test_what_the_schema_does_not_allow_is_refused_by_the_name_of_the_field(bus, body, said):
    with pytest.raises(SchemaMismatch, match=said) as raised:
        await bus.call("weather.now", body, NEIGHBOUR)
    assert (raised.value.status, raised.value.code) == (400, "schema_mismatch")


async def test_who_may_not_call_learns_nothing_of_the_schema(bus):
    with pytest.raises(NotTrusted):
        await bus.call("weather.now", {"day": "x"}, Caller("stranger", Trust.STRANGER))


async def test_a_handler_that_hangs_is_ended(bus, weather):
    with pytest.raises(TimedOut, match="did not finish") as raised:
        await bus.call("weather.forecast", {}, NEIGHBOUR)
    assert raised.value.status == 504
    assert (weather.begun, weather.ended) == (1, 1)


async def test_a_caller_may_have_less_time_but_not_more(bus, clock):
    assert (await bus.call("weather.details", {}, NEIGHBOUR, version=(2, 0), timeout_s=2))["deadline"] == clock() + 2
    assert (await bus.call("weather.details", {}, NEIGHBOUR, version=(2, 0), timeout_s=99))["deadline"] == clock() + 30


async def test_a_timeout_of_the_handlers_own_is_its_own_error(bus, weather):
    weather.broken = TimeoutError("the sensor is slow")
    with pytest.raises(TimeoutError, match="the sensor is slow"):
        await bus.call("weather.measure", {}, NEIGHBOUR)


async def test_when_the_caller_goes_the_handler_is_cancelled(bus, weather):
    calling = asyncio.create_task(bus.call("weather.model", {}, NEIGHBOUR))
    await asyncio.sleep(0)
    calling.cancel()
    await asyncio.wait([calling])

    weather.gate.set()
    assert calling.cancelled()
    assert await bus.call("weather.model", {}, NEIGHBOUR) == {}
    assert bus.traces.newest()[1].outcome == "cancelled"


async def test_so_many_run_at_once_so_many_wait_and_the_rest_is_told_when_to_come_back(bus, weather):
    calls = [asyncio.create_task(bus.call("weather.model", {}, NEIGHBOUR)) for _ in range(7)]
    refused, _ = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    errors = [task.exception() for task in refused]
    weather.gate.set()
    answers = await asyncio.gather(*(set(calls) - refused))

    assert [type(error) for error in errors] == [TooBusy] * 2
    assert all(error.retry_after_s > 0 for error in errors)
    assert len(answers) == 5
    assert weather.most == 2


async def test_who_waits_for_a_turn_waits_no_longer_than_its_own_time(bus, weather):
    running = [asyncio.create_task(bus.call("weather.model", {}, NEIGHBOUR)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy, match="no free place in time"):
        await bus.call("weather.model", {}, NEIGHBOUR, timeout_s=0.01)

    assert bus.adverts()[-2].queue == 0
    weather.gate.set()
    await asyncio.gather(*running)


async def test_places_of_those_who_left_the_queue_are_given_to_others(bus, weather):
    calls = [asyncio.create_task(bus.call("weather.model", {}, NEIGHBOUR)) for _ in range(5)]
    await asyncio.sleep(0)
    for task in calls[1:4]:  # one that runs, two that wait
        task.cancel()
    await asyncio.wait(calls[1:4])
    weather.gate.set()

    assert await asyncio.gather(calls[0], calls[4]) == [{}, {}]
    assert await bus.call("weather.model", {}, NEIGHBOUR) == {}


async def test_ten_crashes_lead_to_quarantine_and_a_good_probe_out_of_it(bus, weather, clock):
    weather.broken = ZeroDivisionError("a bug")
    for _ in range(10):
        with pytest.raises((ZeroDivisionError, Unavailable)):
            await bus.call("weather.measure", {}, NEIGHBOUR)
    with pytest.raises(Unavailable, match="rests for 30 s") as raised:
        await bus.call("weather.measure", {}, NEIGHBOUR)
    assert raised.value.retry_after_s == 30
    assert weather.begun == 5

    weather.broken = None
    clock.now += 30
    assert await bus.call("weather.measure", {}, NEIGHBOUR) == {}
    assert await bus.call("weather.measure", {}, NEIGHBOUR) == {}


async def test_hanging_leads_to_quarantine_too(bus, weather):
    for _ in range(5):
        with pytest.raises(TimedOut):
            await bus.call("weather.forecast", {}, NEIGHBOUR)
    with pytest.raises(Unavailable, match="rests"):
        await bus.call("weather.forecast", {}, NEIGHBOUR)


async def test_refusing_bad_requests_is_no_illness(bus, weather):
    weather.broken = BadRequest("there is no such station")
    for _ in range(20):
        with pytest.raises(BadRequest, match="no such station"):
            await bus.call("weather.measure", {}, NEIGHBOUR)
    assert weather.begun == 20


@pytest.mark.parametrize("version", [(1, 0), (2, 4), (3, 0)])
async def test_another_major_number_or_an_older_minor_one_does_not_do(bus, version):
    with pytest.raises(NotFound, match=r"offered in version 2\.3"):
        await bus.call("weather.details", {}, NEIGHBOUR, version=version)


async def test_a_param_reaches_the_handler_as_the_provider_spells_it(bus):
    params = {"station": "m*", "unit": "K"}
    answer = await bus.call("weather.details", {}, NEIGHBOUR, version=(2, 3), params=params)
    assert answer["params"] == {"station": "mill", "unit": "K"}


@pytest.mark.parametrize("params", [{"station": "town"}, {"colour": "blue"}])
async def test_a_param_that_does_not_fit_is_not_found(bus, params):
    with pytest.raises(NotFound, match="station is mill, bridge; not town|colour cannot be chosen here"):
        await bus.call("weather.details", {}, NEIGHBOUR, version=(2, 3), params=params)


async def test_an_answer_says_who_gave_it_how_long_it_took_and_its_request(bus):
    answer = await bus.ask("weather.details", {}, NEIGHBOUR, version=(2, 0), request="00000000000000aa")

    assert answer.output["request"] == answer.meta.request == "00000000000000aa"
    assert (answer.meta.node, answer.meta.path, answer.meta.attempts) == ("here", ("here",), 1)
    assert answer.meta.ms >= 0
    assert answer.as_json()["meta"]["request"] == "00000000000000aa"


async def test_every_call_has_an_id_of_its_own(bus):
    ids = {(await bus.call("weather.details", {}, NEIGHBOUR, version=(2, 0)))["request"] for _ in range(100)}
    assert len(ids) == 100
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in ids)


def test_offering_a_name_twice_is_an_error(bus):
    with pytest.raises(ConfigError, match=r"weather\.\w+ is offered twice"):
        bus.register(Weather())


def test_a_second_contract_for_a_name_is_an_error(bus):
    other = replace(next(one for one in bus.offers() if one.name == "weather.now"), version=(1, 1))
    with pytest.raises(ConfigError, match=r"weather\.now has two contracts"):
        bus.declare(other)


def test_offers_are_listed_by_name(bus):
    names = [contract.name for contract in bus.offers()]
    assert names == sorted(names)
    assert "weather.now" in names


def test_the_hash_of_a_contract_is_blake3_over_both_schemas(bus):
    by_name = {contract.name: contract for contract in bus.offers()}
    assert by_name["weather.now"].hash != by_name["weather.measure"].hash == by_name["weather.model"].hash
    canonical = b'[{"type":"object"},{"type":"object"}]'
    assert by_name["weather.measure"].hash == f"blake3:{blake3(canonical).hexdigest()}"


def test_the_order_in_which_a_schema_is_written_does_not_change_its_hash():
    turned = dict(reversed(DAY.items()))
    assert contract_hash(turned, DAY) == contract_hash(DAY, turned)


@pytest.mark.parametrize("data", [b"[]", b"{", b"\xff", b"[" * 100_000, b'"x"', b'{"a": NaN}', b'{"a": -Infinity}'])
def test_a_body_that_is_not_an_object_is_refused(data):
    with pytest.raises(BadRequest):
        parse_body(data, 1 << 20)


def test_a_body_over_its_limit_is_refused_before_it_is_read():
    with pytest.raises(TooLarge, match="at most 10 are allowed") as raised:
        parse_body(b'{"a": "long enough"}', 10)
    assert raised.value.status == 413


def test_no_body_is_an_empty_object():
    assert parse_body(b"", 10) == {}
