"""CAP documents: what is read, and where a wrong one is wrong."""

from datetime import UTC, datetime

import pytest

from edge_agent.alerts import cap
from edge_agent.alerts.cap_geometry import Circle
from edge_agent.errors import BadRequest
from tests.alerts.corpus import DOCUMENT, document

FLOOD = DOCUMENT.encode()


def refusal(text: str) -> str:
    with pytest.raises(BadRequest) as caught:
        cap.parse(text.encode())
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert DOCUMENT.count(old) == 1
    return DOCUMENT.replace(old, new)


def test_a_document_is_read_in_full():
    alert = cap.parse(FLOOD)
    info = alert.infos[0]

    assert (alert.version, alert.identifier, alert.sender, alert.scope) == ("1.2", "EX-1", "desk@example.org", "Public")
    assert alert.sent == datetime(2026, 5, 1, 6, 10, tzinfo=UTC)
    assert [str(reference) for reference in alert.references] == ["desk@example.org,EX-0,2026-04-30T06:10:00+01:00"]
    assert (info.language, info.categories, info.responses) == ("en-GB", ("Met", "Safety"), ("Evacuate", "Avoid"))
    assert (info.urgency, info.severity, info.certainty) == ("Immediate", "Severe", "Likely")
    assert info.areas[0].polygons == (((51.5, -0.9), (51.6, -0.8), (51.4, -0.7)),)
    assert info.areas[0].circles == (Circle(51.5, -0.9, 2.5),)
    assert info.areas[0].geocodes == (("AGS", "05154036"),)
    assert alert.data == FLOOD


@pytest.mark.parametrize("name", ["07-en-cyber-911", "34-en-power-outage-10", "31-pt-wildfire", "09-de-chemical"])
def test_older_versions_prefixes_and_signatures_are_read(name):
    alert = cap.parse(document(name))

    found = (alert.version, alert.infos[0].certainty, alert.is_signed, bool(alert.infos[0].areas[0].geocodes))
    assert (
        found
        == {
            "07-en-cyber-911": ("1.1", "Observed", False, True),
            "34-en-power-outage-10": ("1.0", "Likely", False, True),  # 1.0 wrote "Very Likely" and name=value
            "31-pt-wildfire": ("1.2", "Observed", False, False),
            "09-de-chemical": ("1.2", "Observed", True, True),
        }[name]
    )


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"]
)
def test_every_declared_encoding_is_read(codec):
    declared = codec.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    text = changed("UTF-8", declared).replace("River rises", "Rivière: crue")

    assert cap.parse(text.encode(codec)).infos[0].headline == "Rivière: crue"


@pytest.mark.parametrize(
    ("codec", "headline"),
    [("shift_jis", "津波警報"), ("euc-jp", "津波警報"), ("iso-8859-2", "Powódź"), ("windows-1251", "Повінь"),
     ("gb18030", "洪水警报"), ("windows-1256", "تحذير")],
)  # fmt: skip
def test_encodings_of_other_scripts_are_read(codec, headline):
    text = changed("UTF-8", codec).replace("River rises", headline)

    assert cap.parse(text.encode(codec)).infos[0].headline == headline


@pytest.mark.parametrize("name", ["identifier", "sender", "sent", "status", "msgType", "scope"])
def test_a_missing_element_of_the_alert_is_named(name):
    text = DOCUMENT.replace(f"<{name}>", f"<x{name}>").replace(f"</{name}>", f"</x{name}>")

    assert refusal(text) == f"CAP: alert, line 2: {name} is missing"


@pytest.mark.parametrize("name", ["category", "event", "urgency", "severity", "certainty"])
def test_a_missing_element_of_an_info_is_named(name):
    text = DOCUMENT.replace(f"<{name}>", f"<x{name}>").replace(f"</{name}>", f"</x{name}>")

    assert refusal(text) == f"CAP: info[1], line 10: {name} is missing"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (">Actual<", ">actual<", "status, line 6: 'actual' is not one of Actual, Exercise, System, Test, Draft"),
        (">Immediate<", ">Soon<", "info[1]/urgency, line 15: 'Soon' is not one of Immediate, Expected,"),
        (">Safety<", ">Flood<", "info[1]/category, line 12: 'Flood' is not one of Geo"),
        ("2026-05-01T18:00:00+00:00", "2026-05-01T18:00:00", "info[1]/expires, line 18: '2026-05-01T18:00:00' is not"),
        ("2026-05-01T18:00:00+00:00", "2026-02-30T18:00:00Z", "info[1]/expires, line 18: '2026-02-30T18:00:00Z': day"),
        ("2026-05-01T18:00:00+00:00", "0001-01-01T00:00:00Z", "is not between 1970 and 2100"),
        ("EX-1<", "EX 1<", "identifier, line 3: spaces, commas"),
        ("desk@example.org,EX-0,", "EX-0,", "references, line 9: 'EX-0,2026-04-30T06:10:00+01:00' is not"),
        ("<scope>Public</scope>", "<scope>Restricted</scope>", "alert, line 2: restriction is missing"),
        ("<scope>Public</scope>", "<scope>Private</scope>", "alert, line 2: addresses is missing"),
        ("<event>", "<event>Fire</event><event>", "info[1]/event, line 13: given more than once"),
        ("51.4,-0.7 51.5,-0.9", "51.4,-0.7", "info[1]/area[1]/polygon[1], line 23: a polygon has at least 4 points"),
        ("51.4,-0.7 51.5,-0.9", "51.4,-0.7 51.5,-0.8", "the polygon is not closed"),
        ("51.4,-0.7 ", "51.4;-0.7 ", "'51.4;-0.7' is not 'latitude,longitude'"),
        ("51.4,-0.7 ", "91.4,-0.7 ", "91.4,-0.7 is not on the earth"),
        ("51.5,-0.9 2.5", "51.5,-0.9", "circle[1], line 24: a circle is written"),
        ("51.5,-0.9 2.5", "51.5,-0.9 30000", "more than half the earth"),
        ("<valueName>AGS</valueName>", "", "info[1]/area[1]/geocode[1], line 25: valueName is missing"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_place(old, new, said):
    assert said in refusal(changed(old, new))


@pytest.mark.parametrize(
    "text",
    ["<alert/>", '<feed xmlns="http://www.w3.org/2005/Atom"/>', '<alert xmlns="urn:oasis:names:tc:emergency:cap:9"/>'],
)
def test_another_document_is_not_taken_for_an_alert(text):
    assert "not a CAP 1.0 to 1.2 alert" in refusal(text)


def test_elements_of_other_namespaces_are_passed_over():
    text = changed("<event>", '<event xmlns="urn:other">Other</event><event>')

    assert cap.parse(text.encode()).infos[0].event == "Flood"


def test_a_polygon_that_crosses_itself_is_read():
    crossing = "50,8 51,9 50,9 51,8 50,8"

    assert len(cap.parse(changed("51.5,-0.9 51.6,-0.8 51.4,-0.7 51.5,-0.9", crossing).encode()).infos) == 1
