"""What needs the internet is neither offered nor tried while that is not there."""

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Call, Caller, Json, Trust, capability
from edge_agent.errors import NotTrusted, Unavailable

ANNA = Caller("anna", Trust.MEMBER)


class Weather:
    def __init__(self) -> None:
        self.asked = 0

    @capability("weather.far", trust=Trust.MEMBER, shared=True, internet=True)
    async def far(self, call: Call) -> Json:
        self.asked += 1
        return {"sky": "blue"}

    @capability("weather.here", trust=Trust.MEMBER)
    async def here(self, call: Call) -> Json:
        return {"sky": "grey"}


class Line:
    def __init__(self) -> None:
        self.is_up = False
        self.weather = Weather()
        self.bus = Bus(online=lambda: self.is_up)
        self.bus.register(self.weather)

    def told(self) -> list[str]:
        return [advert.name for advert in self.bus.adverts()]


@pytest.fixture
def line() -> Line:
    return Line()


async def test_it_is_refused_at_once_and_not_tried(line: Line) -> None:
    with pytest.raises(Unavailable, match="needs the internet"):
        await line.bus.call("weather.far", {}, ANNA)

    assert line.weather.asked == 0
    assert await line.bus.call("weather.here", {}, ANNA) == {"sky": "grey"}


async def test_it_comes_back_with_the_internet_and_goes_with_it(line: Line) -> None:
    assert line.told() == ["weather.here"]
    line.is_up = True

    assert line.told() == ["weather.far", "weather.here"]
    assert await line.bus.call("weather.far", {}, ANNA) == {"sky": "blue"}

    line.is_up = False

    assert line.told() == ["weather.here"]


async def test_who_may_not_call_it_learns_nothing_of_the_line(line: Line) -> None:
    with pytest.raises(NotTrusted):
        await line.bus.call("weather.far", {}, Caller("eve", Trust.STRANGER))


def test_the_reason_is_in_the_explanation(line: Line) -> None:
    [ranked] = line.bus.explain("weather.far")

    assert "needs the internet" in ranked.reason


async def test_its_refusal_is_no_illness(line: Line) -> None:
    for _ in range(30):
        with pytest.raises(Unavailable):
            await line.bus.call("weather.far", {}, ANNA)
    line.is_up = True

    assert await line.bus.call("weather.far", {}, ANNA) == {"sky": "blue"}
