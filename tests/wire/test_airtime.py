"""Time on air against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire.airtime import PRESETS, meshtastic_phy_bytes, time_on_air_ms

# Milliseconds cut to whole numbers, from Meshtastic's own calculation (RadioInterface::getPacketTime).
LENGTHS = (16, 32, 64, 96, 128, 192, 224, 255)
PUBLISHED_MS = {
    "ShortTurbo": (15, 20, 32, 43, 56, 79, 90, 102),
    "ShortFast": (30, 40, 63, 86, 112, 158, 181, 204),
    "MediumFast": (99, 140, 211, 283, 355, 498, 570, 642),
    "MediumSlow": (198, 259, 382, 525, 648, 914, 1037, 1181),
    "LongFast": (354, 477, 723, 969, 1214, 1665, 1911, 2157),
    "LongModerate": (987, 1511, 2429, 3346, 4264, 6099, 7016, 7934),
    "LongSlow": (1974, 2761, 4334, 6169, 7741, 11149, 12722, 14295),
}


@pytest.mark.parametrize("preset", PUBLISHED_MS)
def test_time_on_air_is_the_published_value_rounded_up(preset):
    for length, published_ms in zip(LENGTHS, PUBLISHED_MS[preset], strict=True):
        assert time_on_air_ms(length, preset) - published_ms in (0, 1)


@given(st.sampled_from(sorted(PRESETS)), st.integers(1, 254))
def test_a_longer_payload_never_takes_less_time(preset, length):
    assert 0 < time_on_air_ms(length, preset) <= time_on_air_ms(length + 1, preset)


def test_an_unknown_preset_is_refused():
    with pytest.raises(KeyError):
        time_on_air_ms(16, "Fast")


@pytest.mark.parametrize(("payload", "on_air"), [(9, 32), (41, 64), (105, 128), (168, 192), (231, 255)])
def test_a_meshtastic_packet_adds_header_and_protobuf(payload, on_air):
    assert meshtastic_phy_bytes(payload) == on_air
