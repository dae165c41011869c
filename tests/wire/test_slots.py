"""The frequency of a mesh: what Meshtastic's own pages and radios show."""

import pytest

from meshwire import regions, slots
from meshwire.airtime import PRESETS
from meshwire.errors import WireError


@pytest.mark.parametrize(
    ("region", "preset", "channel", "mhz"),
    [
        ("EU_868", "LongFast", "", 869.525),
        ("EU_868", "LongFast", "Any name", 869.525),  # there is one slot
        ("US", "LongFast", "", 906.875),
        ("US", "LongFast", "LongFast", 906.875),
        ("US", "MediumFast", "", 913.125),
        ("US", "MediumSlow", "", 914.875),
        ("US", "ShortFast", "", 918.875),
        ("US", "LongModerate", "", 902.6875),
        ("US", "ShortTurbo", "", 926.75),
        ("ANZ", "LongFast", "", 919.875),
        ("EU_N_868", "NarrowSlow", "", 869.44165),
    ],
)
def test_it_is_that_of_stock_radios(region, preset, channel, mhz):
    assert slots.frequency_hz(regions.find(region), preset, channel) == round(mhz * 1e6)


def test_the_whole_slot_lies_in_the_band_of_the_region():
    for region in map(regions.find, regions.names()):
        for preset in PRESETS:
            if regions.refusal(region, preset) is None and region.name not in slots.SPACED:
                middle_hz, half_hz = slots.frequency_hz(region, preset, "HearthNet"), PRESETS[preset][0] // 2
                assert region.low_hz <= middle_hz - half_hz, (region.name, preset)
                assert middle_hz + half_hz <= region.high_hz, (region.name, preset)


@pytest.mark.parametrize(("region", "preset"), [("EU_866", "LiteFast"), ("EU_868", "LongTurbo")])
def test_what_cannot_be_computed_is_refused_with_what_to_do(region, preset):
    with pytest.raises(WireError, match="set frequency_hz"):
        slots.frequency_hz(regions.find(region), preset)
