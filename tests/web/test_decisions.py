"""The page's pure parts: names of hosts, rates, languages, outlines, records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import RateLimited
from edge_agent.rates import MAX_CLIENTS, RateLimit, client_name
from edge_agent.web.area import area
from edge_agent.web.gate import host_name
from edge_agent.web.language import preferred
from edge_agent.web.outline import Circle, outline
from edge_agent.web.record import Record

OFFERED = ("en", "de", "uk", "ar", "pt")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-AT, en;q=0.5", "de"),
        ("da, uk;q=0.8, de;q=0.9", "de"),
        ("pt-BR;q=0.7, ar", "ar"),
        ("de;q=0, ar;q=0.1", "ar"),
        ("de;q=x, ar;q=0.1", "ar"),
        ("da", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_the_readers_language_is_the_best_one_offered(header, language):
    assert preferred(header, OFFERED) == language


@given(st.text())
def test_any_header_gives_an_offered_language(header):
    assert preferred(header, OFFERED) in OFFERED


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Node.Example:7080", "node.example"),
        ("node.example.", "node.example"),
        ("[fe80::1]:7080", "fe80::1"),
        ("127.0.0.1:7080", "127.0.0.1"),
        ("", ""),
    ],
)
def test_a_host_header_names_a_host(host, name):
    assert host_name(host) == name


def test_an_ipv6_client_is_known_by_its_network():
    assert client_name("2001:db8::1") == client_name("2001:db8::ffff:1") != client_name("2001:db8:0:1::1")
    assert client_name("::ffff:192.0.2.1") == client_name("192.0.2.1") == "192.0.2.1"
    assert client_name("fe80::1%eth0") == "fe80::"


def test_a_rate_is_kept_for_each_client_and_the_table_is_bounded():
    rate = RateLimit(burst=1, per_s=0.1)
    rate.check("a", 0.0)
    with pytest.raises(RateLimited, match="wait 10 s"):
        rate.check("a", 0.0)
    rate.check("b", 0.0)
    rate.check("a", 10.0)
    for number in range(MAX_CLIENTS):
        rate.check(str(number), 10.0)
    rate.check("a", 10.0)  # forgotten, so a newcomer again


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_rhythm_gets_more_than_the_rate(pauses):
    rate, now_s, passed = RateLimit(burst=3, per_s=0.5), 0.0, 0
    for pause in pauses:
        now_s += pause
        try:
            rate.check("a", now_s)
            passed += 1
        except RateLimited:
            continue
    assert passed <= 3 + now_s * 0.5 + 1e-6


@given(
    st.lists(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=3, max_size=6), max_size=3),
    st.lists(st.builds(Circle, st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 6000)), max_size=3),
)
def test_every_area_can_be_drawn(polygons, circles):
    drawn = outline(polygons, circles)
    assert (drawn is None) == (not polygons and not circles)
    assert "nan" not in (drawn or "")
    assert "inf" not in (drawn or "").replace('id="info"', "")


def test_a_polygon_is_told_in_words():
    ring = [[51.80, 6.20], [51.90, 6.20], [51.90, 6.40], [51.80, 6.40]]
    words = area(Record({"polygons": [ring], "circles": [[51.5, 6.0, 2.5]], "geocodes": [["AGS", "05154"]]}))
    assert "a zone of 14 km by 11 km around" in words
    assert 'href="geo:51.850,6.300"' in words
    assert "within 2.5 km of" in words


def test_a_capability_that_answers_with_the_wrong_type_is_a_bug():
    record = Record({"headline": 7, "issued": "now", "alerts": {}, "in_force": 1, "polygons": [[["a", "b"]]]})
    for read in (
        lambda: record.text("headline"),
        lambda: record.number("issued"),
        lambda: record.records("alerts"),
        lambda: record.flag("in_force"),
        lambda: area(record),
    ):
        with pytest.raises(TypeError):
            read()
    assert (record.text("absent"), record.number("absent"), record.items("absent")) == ("", 0, [])
