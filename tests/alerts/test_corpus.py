"""The corpus: every realistic alert is one signed frame, and loses nothing that it does not say."""

import json
import sys
from functools import cache
from statistics import mean

import pytest

from edge_agent.alerts import cap, compose
from edge_agent.alerts.encode import encode_report, signed_frame
from edge_agent.cli.alert import encode_alert
from meshwire import airtime, alert, event, frame
from meshwire.area import MAX_CORNERS, Area
from tests.alerts.corpus import FOLDER, NAMES, document, language

WIDENED = {"06-en-hurricane-big-polygon", "16-es-wildfire"}
CUT = {"06-en-hurricane-big-polygon", "27-hi-cyclone"}


@cache
def report(name: str) -> dict:
    return dict(encode_report(document(name), prefer_language=language(name)))


@cache
def parsed(name: str) -> cap.CapAlert:
    return cap.parse(document(name))


def test_the_corpus_is_broad():
    infos = [info for name in NAMES for info in parsed(name).infos]
    areas = [area for info in infos for area in info.areas]

    assert len(NAMES) >= 30
    assert len({language(name) for name in NAMES}) >= 12
    assert {category for info in infos for category in info.categories} == set(cap.CATEGORIES)
    assert {parsed(name).message_type for name in NAMES} == {"Alert", "Update", "Cancel"}
    assert {parsed(name).status for name in NAMES} >= {"Actual", "Exercise", "Test"}
    assert {parsed(name).version for name in NAMES} == {"1.0", "1.1", "1.2"}
    assert sum(bool(area.polygons) for area in areas) >= 10
    assert sum(bool(area.circles) for area in areas) >= 5
    assert sum(bool(area.geocodes) for area in areas) >= 10
    assert max(len(ring) for area in areas for ring in area.polygons) >= 100
    assert any(len(parsed(name).infos) > 1 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_alert_is_one_frame_that_any_node_reads_back(name):
    document_ = parsed(name)
    sent = int(document_.sent.timestamp())
    replaces = [(None, number) for number, _ in enumerate(document_.references, 1)]
    carried = compose.from_cap(document_, prefer_language=language(name), now=sent, replaces=replaces).alert

    on_air = signed_frame(carried, sent)

    assert len(on_air) <= frame.MAX_FRAME
    received = frame.decode_event(on_air)
    assert alert.decode(received.fields.body) == carried
    assert (received.fields.topic, received.fields.kind, received.fields.time) == (event.CIVDEF, event.ALERT, sent)


@pytest.mark.parametrize("name", NAMES)
def test_the_frame_keeps_the_codes_the_area_and_the_headline(name):
    found = report(name)
    infos = parsed(name).infos
    info = next((one for one in infos if one.language.startswith(language(name))), infos[0])

    assert found["severity"] == info.severity
    assert found["event"] != "other"
    assert (name in WIDENED) == found["area_widened"]
    assert (name in CUT) == found["headline_cut"]
    assert not info.headline or info.headline.replace("\u3000", " ").startswith(str(found["headline"]))


def test_the_mean_is_within_the_goal():
    assert mean(report(name)["payload_bytes"] for name in NAMES) <= 190


@pytest.mark.parametrize("name", NAMES)
def test_even_the_widest_area_is_within_what_boards_take(name):
    sent = int(parsed(name).sent.timestamp())
    replaces = [(None, 1)] if parsed(name).references else []
    area = compose.from_cap(parsed(name), now=sent, replaces=replaces).alert.area

    assert area != Area((), (), ())
    assert sum(len(ring) for ring in area.polygons) <= MAX_CORNERS


def test_the_airtimes_are_those_of_the_frame():
    found = report("01-en-river-flood")
    phy_bytes = airtime.meshtastic_phy_bytes(found["payload_bytes"])

    assert found["frames"] == 1
    assert found["airtime_ms"] == {preset: airtime.time_on_air_ms(phy_bytes, preset) for preset in airtime.PRESETS}


class Arguments:
    def __init__(self, name: str, *, as_json: bool) -> None:
        self.cap = str(FOLDER / f"{name}.xml")
        self.json = as_json
        self.language = "en"


@pytest.mark.parametrize("as_json", [True, False])
async def test_the_command_prints_the_report(as_json, capsys):
    await encode_alert(Arguments("06-en-hurricane-big-polygon", as_json=as_json), sys.stdout)
    printed = capsys.readouterr().out

    if as_json:
        said = json.loads(printed)
        assert {"payload_bytes", "frames", "airtime_ms", "left_out", "headline", "headline_cut"} <= said.keys()
        assert "the end of the headline" in said["left_out"]
    else:
        assert "left out\tthe end of the headline" in printed.splitlines()
        assert any(line.startswith("airtime_ms LongFast\t") for line in printed.splitlines())


@pytest.mark.parametrize("name", [name for name in NAMES if parsed(name).infos[0].instruction])
def test_every_instruction_is_carried_or_listed(name):
    left_out = [item for item in report(name)["left_out"] if item.startswith("instruction: ")]

    assert report(name)["instructions"] or left_out
