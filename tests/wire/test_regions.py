"""The regions that boards know are those of the gateway's law."""

import pytest

from lora_gateway.law.region_table import REGIONS
from lora_gateway.law.regions import POLITE
from meshwire import regions


def test_boards_know_every_region_that_their_radios_can_be_tuned_to():
    assert set(REGIONS) - set(regions.names()) == {"LORA_24"}


@pytest.mark.parametrize("name", regions.names())
def test_a_region_of_a_board_is_that_of_the_law(name):
    law, found = REGIONS[name], regions.find(name)
    assert (found.low_hz, found.high_hz) == (round(law.low_mhz * 1e6), round(law.high_mhz * 1e6))
    assert found.duty_per_mille == round(1000 * min(law.duty_cycle, POLITE))
    assert (found.power_dbm, found.longest_ms) == (law.power_dbm, law.longest_ms)


def test_a_preset_is_refused_where_the_law_has_another():
    assert regions.refusal(regions.find("EU_868"), "LongFast") is None
    for name, preset in (("EU_868", "ShortTurbo"), ("EU_868", "LiteFast"), ("EU_866", "LongFast"), ("JP", "LongSlow")):
        assert regions.refusal(regions.find(name), preset)
