"""Making an alert fit: the area only grows, the headline ends between characters."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_agent.alerts import hull
from edge_agent.alerts.fit import BODY_ROOM, fit
from edge_agent.alerts.headline import clean, limited, shorter
from edge_agent.errors import BadRequest
from meshwire import alert, area, cbor, geometry
from meshwire.area import Area
from tests.wire.test_alert import FLOOD

SMALL = Area(((5, "05154036"),), (), ())
points = st.tuples(st.integers(45_000, 55_000), st.integers(5_000, 15_000))
rings = st.lists(points, min_size=3, max_size=60, unique=True).map(tuple)


def size(one: alert.Alert) -> int:
    return len(cbor.dumps(alert.encode(one)))


def shapes(*polygons: tuple, geocodes: tuple = (), circles: tuple = ()) -> alert.Alert:
    return FLOOD._replace(area=Area(geocodes, polygons, circles))


def test_an_alert_that_fits_is_not_touched():
    assert fit(FLOOD) == FLOOD


@settings(max_examples=60)
@given(st.lists(rings, min_size=1, max_size=4))
def test_an_area_only_grows(polygons):
    fitted = fit(shapes(*polygons))

    assert size(fitted) <= BODY_ROOM
    for ring in polygons:
        kept = ring in fitted.area.polygons or len(hull.convex_hull(ring)) < 3
        assert kept or any(geometry.is_ring_in_ring(ring, wide) for wide in fitted.area.polygons)


@given(rings, st.integers(4, 12))
def test_a_grown_ring_has_few_corners_and_contains_the_old_one(ring, corners):
    convex = hull.convex_hull(ring)
    if len(convex) > 2:
        grown = hull.grown(ring, corners)

        assert 3 <= len(grown) <= max(corners, 3)
        assert geometry.is_ring_in_ring(convex, grown)
        assert hull.convex_hull(grown) == hull.convex_hull(grown[1:] + grown[:1])


@pytest.mark.parametrize(("count", "corners"), [(1, 2000), (12, 200), (60, 60), (600, 5)])
def test_a_huge_area_is_simplified_in_few_steps(count, corners, monkeypatch):
    """Counts the work rather than the seconds: a document of 256 kB must not hold a small node up."""
    calls = []
    monkeypatch.setattr(hull, "_turn", lambda *abc, turn=hull._turn: calls.append(0) or turn(*abc))
    polygons = [circle(corners, (40_000 + 30 * at, 5_000 + 17 * at)) for at in range(count)]

    assert size(fit(shapes(*polygons))) <= BODY_ROOM
    assert len(calls) < 3_000_000


def circle(corners: int, centre: tuple[int, int]) -> tuple:
    turns = [2 * math.pi * at / corners for at in range(corners)]
    return tuple((centre[0] + round(900 * math.sin(t)), centre[1] + round(900 * math.cos(t))) for t in turns)


def test_a_long_coast_becomes_a_few_corners_of_little_more_area():
    coast = tuple((50_000 + 8 * at, 9_000 + 40 * (at % 7)) for at in range(100)) + ((50_400, 12_000),)

    fitted = fit(shapes(coast))

    assert fitted.area_widened
    assert 4 <= len(fitted.area.polygons[0]) <= 12
    assert hull.area_of(fitted.area.polygons[0]) < 1.1 * hull.area_of(hull.convex_hull(coast))


def test_geocodes_that_repeat_a_polygon_go_first_and_the_polygon_stays():
    zones = tuple((2, f"CAZ{number}") for number in range(100, 130))
    square = ((50_000, 9_000), (50_000, 9_900), (50_900, 9_900), (50_900, 9_000))

    fitted = fit(shapes(square, geocodes=zones), frozenset(zones))

    assert fitted.area == Area((), (square,), ())


def test_counties_become_their_state_and_municipalities_their_district():
    counties = tuple((1, f"0060{number:02d}") for number in range(1, 90))
    towns = tuple((5, f"05{number:06d}") for number in range(111_000, 115_000, 97))

    assert fit(shapes(geocodes=counties)).area.geocodes == ((1, "006000"),)
    wide = fit(shapes(geocodes=towns)).area
    assert area.covers(wide, Area(towns, (), ()))


def test_an_area_that_no_frame_holds_is_refused():
    zones = tuple((2, f"CAZ{number}") for number in range(100, 160))
    with pytest.raises(BadRequest, match="60 geocodes.*one alert per district"):
        fit(shapes(geocodes=zones))


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=400), st.integers(95, BODY_ROOM))
def test_any_headline_fits_and_is_a_beginning(text, room):
    line = clean(text)
    fitted = fit(FLOOD._replace(headline=limited(line), headline_cut=limited(line) != line), room=room)

    assert size(fitted) <= room
    assert line.startswith(fitted.headline)
    assert fitted.headline_cut == (fitted.headline != line)


def test_a_room_too_small_for_the_codes_is_refused():
    with pytest.raises(BadRequest, match="more than the 20 bytes|one alert per district"):
        fit(FLOOD, room=20)


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("ab c", ["ab", "ab", "a", ""]),
        ("e\u0301a", ["e\u0301", ""]),  # an accent stays with its letter
        ("क्षमा", ["क्ष", ""]),  # a conjunct stays whole, a vowel sign with its consonant
        ("a\U0001f468\u200d\U0001f469b", ["a\U0001f468\u200d\U0001f469", "a", ""]),  # a family stays together
        ("\U0001f44d\U0001f3fdb", ["\U0001f44d\U0001f3fd", ""]),
    ],
)
def test_a_cut_is_between_characters_as_people_see_them(text, beginnings):
    assert list(shorter(text)) == beginnings


def test_what_hides_or_turns_text_is_removed():
    assert clean("Flood\u202e\u2066 \tnow\x1b[2J\x00\ufeff") == "Flood now[2J"
