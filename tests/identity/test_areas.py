"""Areas as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.areas import LONGEST, describe, parse, parse_circle, parse_geocodes, parse_polygon
from edge_agent.errors import BadRequest
from meshwire.area import EMPTY, Area, check


def test_geocodes_are_scheme_and_code():
    assert parse_geocodes("AGS:05154036, nuts:DEA1B") == ((5, "05154036"), (7, "DEA1B"))


def test_a_polygon_is_latitude_and_longitude_of_its_corners():
    ring = ((51700, 6100), (51800, 6200), (51700, -6300))

    assert parse_polygon("51.7,6.1 51.8,6.2  51.7,-6.3") == ring
    assert parse_polygon("51.7,6.1 51.8,6.2 51.7,-6.3 51.7,6.1") == ring


@pytest.mark.parametrize(
    ("text", "circle"),
    [
        ("51.75,6.15,10km", (51750, 6150, 100)),
        ("51.75, 6.15, 10 km", (51750, 6150, 100)),
        ("-51.75,-6.15,850m", (-51750, -6150, 9)),
        ("51.75,6.15,16.1km", (51750, 6150, 161)),
        ("0,180,0m", (0, 180000, 0)),
        ("0,0,1000km", (0, 0, 10000)),
    ],
)
def test_a_circle_is_a_centre_and_a_radius_rounded_up(text, circle):
    assert parse_circle(text) == circle


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("geocodes", "05154036", "SCHEME:CODE"),
        ("geocodes", "AGS:", "SCHEME:CODE"),
        ("geocodes", "ZIP:12345", "these are: .*AGS"),
        ("geocodes", "AGS:" + "1" * 33, "1 to 32 printable"),
        ("geocodes", "AGS:K\u00f6ln", "1 to 32 printable"),
        ("geocodes", "", "SCHEME:CODE"),
        ("polygons", "51.7,6.1 51.8,6.2", "2 corners"),
        ("polygons", "51.7,6.1 51.8,6.2 51.7,6.1", "2 corners"),
        ("polygons", "", "0 corners"),
        ("polygons", "51.7 6.1 51.8 6.2 51.7 6.3", "LAT,LON"),
        ("polygons", "91,6 51,6 51,7", "latitude comes first"),
        ("polygons", "1,181 51,6 51,7", "not on the earth"),
        ("polygons", "nan,6 51,6 51,7", "LAT,LON"),
        ("polygons", "1e1,6 51,6 51,7", "LAT,LON"),
        ("polygons", "0,179 1,-179 2,179", "180th meridian"),
        ("polygons", " ".join(f"{corner / 100},0" for corner in range(129)), "too many parts"),
        ("polygons", "1" * (LONGEST + 1), "too long"),
        ("circles", "51.75,6.15", "10km"),
        ("circles", "51.75,6.15,10", "10km"),
        ("circles", "51.75,6.15,1.2.3km", "10km"),
        ("circles", "51.75,6.15,-1km", "10km"),
        ("circles", "51.75,6.15,1001km", "at most 1000 km"),
        ("circles", "95,6.15,1km", "latitude comes first"),
    ],
)
def test_what_is_wrong_is_named(kind, text, words):
    with pytest.raises(BadRequest, match=words):
        parse(**{kind: [text]})


@given(
    st.sampled_from(("geocodes", "polygons", "circles")),
    st.text(alphabet="AGS:0123456789.,- km\u0663\x00", max_size=40),
)
def test_any_text_is_an_area_within_bounds_or_a_bad_request(kind, text):
    try:
        area = parse(**{kind: [text]})
    except BadRequest:
        return
    check(area)


def test_an_area_is_described_in_the_form_that_is_typed():
    area = parse(geocodes=["AGS:05154036"], polygons=["51.7,6.1 51.8,6.2 51.7,6.3"], circles=["51.75,6.15,10km"])

    assert describe(area) == "AGS:05154036; polygon 51.7,6.1 51.8,6.2 51.7,6.3; circle 51.75,6.15,10km"
    assert (describe(None), describe(EMPTY)) == ("everywhere", "nowhere")
    assert describe(Area(((250, "x"),), (), ())) == "250:x"
