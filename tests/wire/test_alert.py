"""The alert body: what goes in comes out, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import alert, cbor, registry
from meshwire.alert import MAX_INSTRUCTIONS, MAX_LIFETIME_MIN, Alert
from meshwire.area import Area
from meshwire.errors import WireError

FLOOD = Alert(
    message_type=registry.ALERT, status=registry.ACTUAL, category=2, urgency=4, severity=3, certainty=4,
    responses=0b10, event_code=12, language=1, lifetime_min=180, onset_min=0, instructions=(13, 23),
    area=Area(((5, "05154036"),), (), ()), headline="Flood: leave the river side", headline_cut=False,
    area_widened=False, digest=bytes(range(12)), replaces=[],
)  # fmt: skip

codes = {
    "message_type": st.integers(0, 2),
    "status": st.integers(0, 3),
    "category": st.integers(0, len(registry.CATEGORIES) - 1),
    "urgency": st.integers(0, len(registry.URGENCIES) - 1),
    "severity": st.integers(0, len(registry.SEVERITIES) - 1),
    "certainty": st.integers(0, len(registry.CERTAINTIES) - 1),
    "responses": st.integers(0, 0x1FF),
    "event_code": st.integers(0, 255),
    "language": st.integers(0, len(registry.LANGUAGES) - 1),
}
alerts = st.builds(
    Alert,
    **codes,
    lifetime_min=st.integers(1, MAX_LIFETIME_MIN),
    onset_min=st.integers(-MAX_LIFETIME_MIN, MAX_LIFETIME_MIN),
    instructions=st.lists(st.integers(0, 255), max_size=MAX_INSTRUCTIONS).map(tuple),
    area=st.just(FLOOD.area),
    headline=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=100),
    headline_cut=st.booleans(),
    area_widened=st.booleans(),
    digest=st.none() | st.binary(min_size=12, max_size=12),
    replaces=st.lists(st.tuples(st.none() | st.binary(min_size=4, max_size=4), st.integers(1, 2**32 - 1)), max_size=8),
)


@given(alerts)
def test_an_alert_survives_its_encoding(one):
    assert alert.decode(cbor.loads(cbor.dumps(alert.encode(one)))) == one


def test_the_head_holds_what_the_document_says():
    head = alert.encode(FLOOD._replace(status=registry.EXERCISE, message_type=registry.UPDATE, headline_cut=True))[0]

    assert head[0] == 0b0101_0101  # digest, cut, exercise, update
    assert int.from_bytes(head[1:4], "big") == 2 << 20 | 4 << 17 | 3 << 14 | 4 << 11 | 0b10 << 2
    assert head[4:6] == bytes((12, 1))
    assert head[6:] == bytes(range(12)) + bytes((13, 23))


@pytest.mark.parametrize(
    "change",
    [
        {0: b""}, {0: b"\x03" + bytes(5)}, {0: b"\x40" + bytes(10)}, {0: bytes(6 + MAX_INSTRUCTIONS + 1)}, {0: "text"},
        {1: 0}, {1: True}, {1: MAX_LIFETIME_MIN + 1}, {1: b"1"}, {2: -MAX_LIFETIME_MIN - 1}, {3: 7}, {3: "a\nb"},
        {3: "x" * 161}, {4: b"\xff"}, {5: 1}, {7: 3}, {7: [0]}, {7: [True]}, {7: [[b"abc", 1]]}, {7: [1] * 9},
        {7: [[b"abcd", 2**32]]},
    ],
)  # fmt: skip
def test_a_malformed_field_is_refused(change):
    with pytest.raises(WireError):
        alert.decode({**alert.encode(FLOOD), **change})


@pytest.mark.parametrize("missing", [0, 1])
def test_head_and_lifetime_must_be_there(missing):
    body = alert.encode(FLOOD)
    del body[missing]
    with pytest.raises(WireError):
        alert.decode(body)


def test_a_key_and_a_bit_of_a_later_version_do_not_hide_an_alert():
    body = alert.encode(FLOOD)
    body[0] = bytes((body[0][0] | 0x80,)) + body[0][1:]
    body[40] = "something new"

    assert alert.decode(body) == FLOOD


def test_codes_of_a_later_registry_count_as_unknown():
    body = alert.encode(FLOOD)
    body[0] = body[0][:1] + b"\xff\xff\xfc\xfe\xfe" + body[0][6:]
    body[3] = b"packed with a dictionary of the future"

    later = alert.decode(body)

    assert (later.category, later.urgency, later.severity, later.certainty, later.language) == (0, 0, 0, 0, 0)
    assert (later.event_code, later.headline, later.headline_cut) == (0xFE, "", True)


@pytest.mark.parametrize(
    "change",
    [
        {"lifetime_min": 0}, {"onset_min": MAX_LIFETIME_MIN + 1}, {"instructions": (1,) * 17}, {"digest": b"short"},
        {"replaces": [(None, 1)] * 9}, {"headline": "x" * 161},
    ],
)  # fmt: skip
def test_what_cannot_be_expressed_is_not_encoded(change):
    with pytest.raises(ValueError, match="alert|headline"):
        alert.encode(FLOOD._replace(**change))
