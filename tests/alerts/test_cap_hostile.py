"""CAP from hostile hands: refused quickly, with one error, whatever the bytes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_agent.alerts import cap
from edge_agent.alerts.cap_xml import MAX_DOCUMENT
from edge_agent.alerts.compose import from_cap
from edge_agent.errors import BadRequest
from meshwire import alert
from tests.alerts.corpus import DOCUMENT, NAMES, document

BILLION_LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&c;</alert>"""
EXTERNAL = b"""<!DOCTYPE alert SYSTEM "file:///etc/passwd"><alert/>"""
EXTERNAL_ENTITY = b"""<!DOCTYPE alert [<!ENTITY x SYSTEM "http://attacker.example/">]><alert>&x;</alert>"""


def refused(data: bytes) -> str:
    with pytest.raises(BadRequest) as caught:
        cap.parse(data)
    return str(caught.value)


@pytest.mark.parametrize("bomb", [BILLION_LAUGHS, EXTERNAL, EXTERNAL_ENTITY])
def test_document_types_and_entities_are_refused(bomb):
    assert "document types and entities are refused" in refused(bomb)


def test_ten_megabytes_are_refused_before_they_are_parsed():
    assert f"at most {MAX_DOCUMENT}" in refused(b"<alert>" * 1_500_000)


@pytest.mark.parametrize("xml", ["<a>" * 100, "<a>" + "<b/>" * 30_000])
def test_too_deep_and_too_many_elements_are_refused(xml):
    assert "more than 20000 elements or 16 levels" in refused(xml.encode())


@pytest.mark.parametrize("codec", ["zip", "rot13", "utf-7", "idna", "unicode_escape", "undefined", "../../x", "utf-32"])
def test_a_codec_that_is_no_character_set_is_not_run(codec):
    assert "is not" in refused(DOCUMENT.replace("UTF-8", codec).encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"<", b"\0" * 64, b"\xff\xfe", b"<?xml version='1.0' encoding='utf-16'?><a/>", DOCUMENT.encode()[:-9],
     DOCUMENT.replace("River", "Rivi\xe8re").encode("latin-1"), b"\xef\xbb\xbf", b'{"alert": 1}'],
)  # fmt: skip
def test_what_is_no_xml_is_refused(data):
    assert refused(data).startswith("CAP: ")


@given(st.binary(max_size=400))
def test_arbitrary_bytes_parse_or_are_refused(data):
    assert verdict(data) in ("read", "refused")


@settings(max_examples=300)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_damaged_documents_parse_or_are_refused(name, chance):
    assert verdict(damaged(document(name), chance)) in ("read", "refused")


def verdict(data: bytes) -> str:
    """Any other exception fails the test, and so does a document that is read but neither fits nor is refused."""
    try:
        document = cap.parse(data)
        composed = from_cap(document, now=int(document.sent.timestamp()))
    except BadRequest:
        return "refused"
    return "read" if alert.decode(alert.encode(composed.alert)) == composed.alert else "changed"


LATITUDES = st.floats(-90, 90).map(lambda degrees: round(degrees, 4))
LONGITUDES = st.floats(-180, 180).map(lambda degrees: round(degrees, 4))
POLYGON = "51.5,-0.9 51.6,-0.8 51.4,-0.7 51.5,-0.9"


@given(st.lists(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=3, max_size=90), max_size=6))
def test_any_polygons_are_carried_or_refused(polygons):
    closed = (" ".join(f"{lat},{lon}" for lat, lon in [*points, points[0]]) for points in polygons)
    inner = "</polygon><polygon>".join(closed)

    assert verdict(DOCUMENT.replace(POLYGON, inner).encode()) in ("read", "refused")


@pytest.mark.parametrize("many", [90, 900])
def test_corners_on_one_line_are_carried(many):
    line = " ".join(f"50,{8 + at / 1000:.3f}" for at in range(many))

    assert verdict(DOCUMENT.replace(POLYGON, f"{line} 50,8").encode()) == "read"


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut out, doubled, or values swapped for odd ones."""
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(data))
        end = min(len(data), at + chance.randrange(1, 40))
        odd = chance.choice(
            [b"", data[at:end] * 2, b"\xff", b"<info>", b"</info>", b"99999999", b"-0", "\u0661".encode()]
        )
        data = data[:at] + odd + data[end:]
    return data
