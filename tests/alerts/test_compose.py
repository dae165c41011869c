"""From CAP to the alert of a frame: what is taken, what is left out and said so, what is refused."""

from datetime import UTC, datetime

import pytest

from edge_agent.alerts import cap
from edge_agent.alerts.compose import from_cap
from edge_agent.alerts.retime import retime
from edge_agent.errors import BadRequest
from meshwire import registry, vocabulary
from meshwire.area import Area
from tests.alerts.corpus import DOCUMENT, document

SENT = int(datetime(2026, 5, 1, 6, 10, tzinfo=UTC).timestamp())
HOUR = 3600


def composed(text=DOCUMENT, *, now=SENT, **options):
    return from_cap(cap.parse(text.encode() if isinstance(text, str) else text), now=now, **options)


def changed(*pairs: tuple[str, str]) -> str:
    text = DOCUMENT
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def event_of(text: str, codes: str = "") -> str:
    alert = composed(
        changed(("<event>Flood</event>", f"<event>{text}</event>"), ("</certainty>", f"</certainty>{codes}"))
    )
    return vocabulary.EVENTS[alert.alert.event_code]


def pair(element: str, name: str, value: str) -> str:
    return f"<{element}><valueName>{name}</valueName><value>{value}</value></{element}>"


def test_the_enumerations_become_codes():
    alert = composed().alert

    assert registry.CATEGORIES[alert.category] == "Met"
    assert (alert.urgency, alert.severity, alert.certainty) == (4, registry.SEVERE, 3)
    assert alert.responses == 0b10010  # Evacuate and Avoid
    assert registry.LANGUAGES[alert.language] == "en"
    assert alert.area == Area(
        ((5, "05154036"),), (((51500, -900), (51600, -800), (51400, -700)),), ((51500, -900, 25),)
    )


def test_what_is_not_in_the_frame_is_listed():
    assert composed().left_out == ("category Safety", "instruction: Call your aunt.", "areaDesc: Riverside")


def test_the_lifetime_is_rounded_up_to_a_minute():
    assert composed(now=SENT + 30).alert.lifetime_min == 12 * 60 - 10


def test_without_expires_an_alert_lasts_a_day_and_says_so():
    one = composed(changed(("    <expires>2026-05-01T18:00:00+00:00</expires>\n", "")))

    assert one.alert.lifetime_min == 24 * 60
    assert "expires is missing: the alert ends 24 hours after it is issued" in one.left_out


def test_an_expired_alert_is_refused_and_a_retimed_one_is_not():
    years_later = SENT + 5 * 366 * 24 * HOUR
    with pytest.raises(BadRequest, match="expired at 2026-05-01T18:00:00.*--retime"):
        composed(now=years_later)

    moved = from_cap(retime(cap.parse(DOCUMENT.encode()), years_later), now=years_later)
    assert moved.alert == composed().alert


def test_a_later_onset_counts_from_the_signature():
    later = changed(("<expires>", "<onset>2026-05-01T08:10:00+00:00</onset><expires>"))

    assert composed(later).alert.onset_min == 120
    assert composed(later, now=SENT + 3 * HOUR).alert.onset_min == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((">Actual<", ">Draft<"), "Draft is not for the public"),
        ((">Alert<", ">Ack<"), "Ack answers another message"),
        ((">Alert<", ">Error<"), "Error answers another message"),
    ],
)
def test_what_is_no_alert_is_refused(change, said):
    with pytest.raises(BadRequest, match=said):
        composed(changed(change))


@pytest.mark.parametrize("status", ["Exercise", "Test", "System"])
def test_the_status_is_kept(status):
    assert registry.STATUSES[composed(changed((">Actual<", f">{status}<"))).alert.status] == status


@pytest.mark.parametrize(
    ("prefer", "headline"),
    [("hi", "चार जिलों"), ("en", "Heat wave in four"), ("en-US", "Heat wave in four"), ("fr", "Heat wave in four")],
)
def test_the_preferred_language_is_taken_else_the_first(prefer, headline):
    one = from_cap(cap.parse(document("28-hi-heat")), prefer_language=prefer, now=SENT)

    assert one.alert.headline.startswith(headline)
    assert any(item.startswith("info in ") for item in one.left_out)


def test_an_alert_without_headline_is_named_by_event_and_area():
    one = composed(changed(("<headline>River rises</headline>", "")))

    assert one.alert.headline == "Flood: Riverside"


def test_a_headline_is_one_clean_line():
    one = composed(changed(("River rises", "River\n  rises\u202e \u0007evil".replace("\u0007", ""))))

    assert one.alert.headline == "River rises evil"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Flash Flood Warning", "flash-flood"), ("FLOOD", "flood"), ("Sturmflut", "storm-surge"),
        ("Повітряна тривога!", "air-raid"), ("Amtliche WARNUNG vor ORKANBÖEN", "hurricane-force-wind"),
        ("大津波警報", "tsunami"), ("Alerte canicule", "heat"), ("Nothing we know", "other"), ("Rainbow", "other"),
    ],
)  # fmt: skip
def test_an_event_is_recognised_by_its_words(text, key):
    assert event_of(text) == key


@pytest.mark.parametrize(
    ("codes", "key"),
    [
        (pair("eventCode", "SAME", "TOR"), "tornado"),
        (pair("eventCode", "SAME", "RWT"), "flood"),  # a kind of message: the words decide
        (pair("eventCode", "hearthnet:event", "missile"), "missile"),
        (pair("eventCode", "hearthnet:event", "no such key"), "flood"),
        (pair("parameter", "awareness_type", "1; Wind"), "wind"),
    ],
)
def test_a_code_counts_more_than_words(codes, key):
    assert event_of("Flood", codes) == key


def instructions(text: str, parameter: str = "") -> tuple[list[str], list[str]]:
    one = composed(changed(("Go to higher ground. Call your aunt.", text), ("    <area>", parameter + "<area>")))
    missed = [item.removeprefix("instruction: ") for item in one.left_out if item.startswith("instruction: ")]
    return [vocabulary.INSTRUCTIONS[code] for code in one.alert.instructions], missed


@pytest.mark.parametrize(
    ("text", "keys", "missed"),
    [
        ("Go to higher ground!  CLOSE windows and doors", ["go-to-high-ground", "close-windows-and-doors"], []),
        ("Do not go to higher ground.", [], ["Do not go to higher ground."]),
        ("Go to higher ground if you can.", [], ["Go to higher ground if you can."]),
        ("Gehen Sie an einen höher gelegenen Ort.", ["go-to-high-ground"], []),
        ("高台へ避難してください。余震に注意してください。", ["go-to-high-ground", "expect-aftershocks"], []),
        ("This is an exercise. No action is needed.", ["exercise-no-action"], []),
        ("Listen to the radio. Listen to the radio.", ["listen-to-radio"], []),
    ],
)
def test_only_what_is_said_word_for_word_becomes_an_instruction(text, keys, missed):
    assert instructions(text) == (keys, missed)


def test_instructions_may_be_named_by_key():
    parameter = pair("parameter", "hearthnet:instructions", "leave-now, no-such-key")

    assert instructions("", parameter) == (["leave-now"], ["no-such-key"])


def test_a_cancel_without_info_repeats_what_it_cancels():
    original = composed().alert
    start, end = DOCUMENT.index("  <info>"), DOCUMENT.index("</alert>")
    bare = DOCUMENT[:start].replace(">Alert<", ">Cancel<") + DOCUMENT[end:]

    one = composed(bare, original=original, replaces=[(None, 7)]).alert

    assert one.message_type == registry.CANCEL
    assert (one.area, one.headline, one.event_code) == (original.area, original.headline, original.event_code)
    assert (one.replaces, one.instructions) == ([(None, 7)], ())
    with pytest.raises(BadRequest, match="not known here"):
        composed(bare)


def test_an_alert_without_a_usable_area_is_refused():
    start, end = DOCUMENT.index("      <polygon>"), DOCUMENT.index("    </area>")
    with pytest.raises(BadRequest, match="area only in words"):
        composed(DOCUMENT[:start] + DOCUMENT[end:])


def test_a_polygon_across_the_180th_meridian_becomes_a_box_on_either_side():
    fiji = "-16.0,179.2 -16.2,-179.5 -17.5,-179.8 -17.0,179.0 -16.0,179.2"
    one = composed(changed(("51.5,-0.9 51.6,-0.8 51.4,-0.7 51.5,-0.9", fiji)))

    east = ((-17500, 179000), (-17500, 180000), (-16000, 180000), (-16000, 179000))
    west = ((-17500, -179500), (-17500, -180000), (-16000, -180000), (-16000, -179500))
    assert one.alert.area.polygons == (east, west)
    assert one.alert.area_widened


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        ("<polygon>50,8 50.0001,8 50,8.0001 50,8</polygon>", Area((), (), ((50000, 8000, 1),))),
        ("<polygon>50,8 50.01,8 50.02,8 50,8</polygon>", Area((), (), ((50000, 8000, 24),))),
        ("<circle>50.0004,8 1</circle>", Area((), (), ((50000, 8000, 11),))),
        ("<circle>50,8 0</circle>", Area((), (), ((50000, 8000, 0),))),
        (
            "<polygon>50,8 50.1,8 50.1,8.1 50,8</polygon>" * 2,
            Area((), (((50000, 8000), (50100, 8000), (50100, 8100)),), ()),
        ),
        ("<geocode><valueName>STATE</valueName><value>TX</value></geocode>", Area(((0, "STATE=TX"),), (), ())),
        ("<geocode><valueName>nuts3</valueName><value>DEA1B</value></geocode>", Area(((7, "DEA1B"),), (), ())),
    ],
)
def test_shapes_never_shrink_on_the_grid(shape, area):
    start, end = DOCUMENT.index("      <polygon>"), DOCUMENT.index("    </area>")

    assert composed(DOCUMENT[:start] + shape + DOCUMENT[end:]).alert.area == area


def test_a_circle_too_wide_for_a_frame_is_refused():
    with pytest.raises(BadRequest, match="more than 1000 km"):
        composed(changed(("51.5,-0.9 2.5", "51.5,-0.9 1500")))
