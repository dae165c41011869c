"""The documents in examples/ can be issued on any day, by somebody who sees this project for the first time."""

from datetime import UTC, datetime

import pytest

from edge_agent.alerts import cap
from edge_agent.alerts.compose import from_cap
from edge_agent.alerts.encode import signed_frame
from meshwire import frame, registry
from tests.alerts.cap_rules import violations
from tests.alerts.corpus import EXAMPLES

NAMES = sorted(path.name for path in EXAMPLES.glob("*.xml"))
IN_MANY_YEARS = int(datetime(2046, 2, 28, tzinfo=UTC).timestamp())


def issued(name: str):
    parsed = cap.parse((EXAMPLES / name).read_bytes())
    replaces = [(None, number) for number, _ in enumerate(parsed.references, 1)]
    return from_cap(parsed, now=IN_MANY_YEARS, replaces=replaces).alert


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_valid_and_fits_whole_in_many_years(name):
    alert = issued(name)

    assert violations((EXAMPLES / name).read_bytes()) == []
    assert len(signed_frame(alert, IN_MANY_YEARS)) <= frame.MAX_FRAME
    assert (alert.headline_cut, alert.area_widened) == (False, False)
    assert alert.event_code
    assert alert.instructions


def test_only_the_first_one_sounds_a_siren():
    loud = [name for name in NAMES if issued(name).status == registry.ACTUAL]

    assert loud == ["flood.xml"]
    assert issued("flood.xml").severity == registry.SEVERE


def test_every_example_is_explained():
    explained = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert [name for name in NAMES if name not in explained] == []
