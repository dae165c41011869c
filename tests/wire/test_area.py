"""Areas: the packed form, and which area lies in which. The cases are in tests/vectors/area.json; here is the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import area
from meshwire.area import Area, Place
from meshwire.errors import WireError

printable = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=32)
digits = st.from_regex(r"\A[0-9]{1,18}\Z")
geocodes = st.lists(st.tuples(st.integers(0, 255), printable | digits), max_size=64, unique=True)
points = st.tuples(st.integers(-90_000, 90_000), st.integers(-180_000, 180_000))
rings = st.lists(points, min_size=3, max_size=16).map(tuple)
circles = st.tuples(points, st.integers(0, area.MAX_RADIUS)).map(lambda drawn: (*drawn[0], drawn[1]))
areas = st.builds(
    Area, geocodes.map(tuple), st.lists(rings, max_size=8).map(tuple), st.lists(circles, max_size=16).map(tuple)
)


@given(areas)
def test_an_area_comes_back_as_it_was_with_its_geocodes_sorted(one):
    back = area.decode(area.encode(one))

    assert sorted(back.geocodes) == sorted(one.geocodes)
    assert (back.polygons, back.circles) == (one.polygons, one.circles)
    assert area.encode(back) == area.encode(one)


@given(st.dictionaries(st.sampled_from(area.KEYS), st.binary(max_size=300) | st.none() | st.integers()))
def test_any_bytes_are_an_area_within_bounds_or_a_wire_error(fields):
    try:
        found = area.decode(fields)
    except WireError:
        return
    area.check(found)
    again = area.decode(area.encode(found))
    assert (set(again.geocodes), again[1:]) == (set(found.geocodes), found[1:])


@pytest.mark.parametrize(
    "one",
    [
        Area(tuple((5, str(code)) for code in range(area.MAX_GEOCODES + 1)), (), ()),
        Area((), (((0, 0),) * (area.MAX_CORNERS + 1),), ()),
        Area((), (), ((0, 0, 1),) * (area.MAX_CIRCLES + 1)),
        Area((), (((0, 0), (1, 1)),), ()),
        Area((), (((0, 0), (1, 1), (90_001, 0)),), ()),
        Area((), (), ((0, 180_001, 1),)),
        Area((), (), ((0, 0, area.MAX_RADIUS + 1),)),
        Area(((5, ""),), (), ()),
        Area(((5, "x" * 33),), (), ()),
        Area(((5, "Köln"),), (), ()),
        Area(((256, "1"),), (), ()),
    ],
)
def test_an_area_out_of_bounds_is_refused(one):
    with pytest.raises(WireError, match="area"):
        area.encode(one)


def test_an_endless_field_is_refused_before_it_fills_the_memory():
    with pytest.raises(WireError, match="cut short"):
        area.decode({area.POLYGONS: b"\xff\xff\xff\xff\x7f" + bytes(1000)})


@given(geocodes.map(tuple))
def test_every_geocode_lies_in_itself(codes):
    assert area.covers(Area(codes, (), ()), Area(codes, (), ())) is bool(codes)


@given(areas, points)
def test_whoever_stands_in_a_covered_area_is_touched_by_the_outer_one(outer, point):
    spot = Area((), (), ((*point, 0),))

    if area.covers(outer, spot):
        assert area.touches(outer, Place(*point, ()))
