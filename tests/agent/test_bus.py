"""The bus: one name, one provider; trust, time and size are enforced."""

import asyncio

import pytest

from edge_agent.bus.bus import Bus, parse_body
from edge_agent.bus.capability import Caller, Trust, capability
from edge_agent.errors import BadRequest, ConfigError, NotFound, NotTrusted, Unavailable

NEIGHBOUR = Caller("neighbour", Trust.MEMBER)


class Weather:
    @capability("weather.now", trust=Trust.MEMBER)
    async def now(self, call):
        return {"for": call.caller.name, **call.body}

    @capability("weather.forecast", trust=Trust.STRANGER, timeout_s=0.01)
    async def forecast(self, call):
        await asyncio.Event().wait()


@pytest.fixture
def bus():
    bus = Bus()
    bus.register(Weather())
    return bus


async def test_a_call_reaches_its_handler_with_the_caller(bus):
    assert await bus.call("weather.now", {"day": 1}, NEIGHBOUR) == {"for": "neighbour", "day": 1}


async def test_a_name_that_nobody_offers_is_not_found(bus):
    with pytest.raises(NotFound, match="hearthnet caps"):
        await bus.call("weather.past", {}, NEIGHBOUR)


async def test_a_stranger_does_not_get_what_members_get(bus):
    with pytest.raises(NotTrusted, match="needs the trust level member"):
        await bus.call("weather.now", {}, Caller("stranger", Trust.STRANGER))


async def test_a_handler_that_hangs_is_ended(bus):
    with pytest.raises(Unavailable, match="did not finish"):
        await bus.call("weather.forecast", {}, NEIGHBOUR)


def test_offering_a_name_twice_is_an_error(bus):
    with pytest.raises(ConfigError, match=r"weather\.\w+ is offered twice"):
        bus.register(Weather())


def test_offers_are_listed_by_name(bus):
    assert [terms.name for terms in bus.offers()] == ["weather.forecast", "weather.now"]


@pytest.mark.parametrize("data", [b"[]", b"{", b"\xff", b"[" * 100_000, b'"x"'])
def test_a_body_that_is_not_an_object_is_refused(data):
    with pytest.raises(BadRequest):
        parse_body(data, 1 << 20)


def test_a_body_over_its_limit_is_refused_before_it_is_read():
    with pytest.raises(BadRequest, match="at most 10 are allowed"):
        parse_body(b'{"a": "long enough"}', 10)


def test_no_body_is_an_empty_object():
    assert parse_body(b"", 10) == {}
