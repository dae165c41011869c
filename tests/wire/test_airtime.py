"""Time on air against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire.airtime import PRESETS, meshtastic_phy_bytes, time_on_air_ms, time_on_air_us

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

# From the same calculation, rounded to the nearest: 62, 122, 188 and 255 bytes on the air.
MORE_LENGTHS = (62, 122, 188, 255)
MORE_PUBLISHED_MS = {
    "ShortSlow": (111, 188, 275, 362),
    "LongTurbo": (509, 869, 1263, 1656),
    "LiteFast": (402, 689, 976, 1283),
    "NarrowSlow": (509, 878, 1295, 1713),
}

# Modem settings as (bandwidth in Hz, spreading factor, n of the coding rate 4/n, preamble symbols), then bytes and ms.
# Explicit header and CRC everywhere; low data rate optimisation where a symbol lasts 16 ms or longer.
CALCULATED = [
    # Semtech's "SX1261 LoRa Calculator", as quoted by micropython-lib, lora/tests/test_time_on_air.py.
    ((500000, 12, 5, 8), 1, 206.848),
    ((500000, 12, 5, 12), 64, 649.216),
    ((500000, 12, 5, 8), 192, 1476.608),
    ((125000, 8, 6, 8), 1, 53.760),
    ((125000, 8, 6, 8), 3, 66.048),
    ((125000, 8, 6, 8), 253, 827.904),
    ((10420, 11, 7, 25), 16, 12824.568),  # optimised
    ((7810, 12, 8, 128), 253, 287532.907),  # optimised
    # The spreadsheet that The Things Network's airtime calculator came from (thingsnetwork.org forum, topic 1190).
    ((125000, 9, 5, 8), 13, 164.864),
    ((125000, 7, 5, 8), 37, 82.176),
    ((125000, 8, 5, 8), 37, 143.872),
    ((125000, 9, 5, 8), 37, 267.264),
    ((125000, 10, 5, 8), 37, 493.568),
    ((125000, 11, 5, 8), 37, 1069.056),  # optimised
    ((125000, 12, 5, 8), 37, 1974.272),  # optimised
    # rfwireless-world.com, LoRaWAN airtime calculator, examples 1 and 2.
    ((125000, 7, 5, 8), 10, 41.216),
    ((125000, 11, 5, 8), 10, 577.536),  # optimised
    # Tests of tanupoo/lorawan_toa, which follows the SX1276 data sheet.
    ((500000, 7, 5, 8), 255, 99.904),
    ((125000, 12, 5, 8), 64, 2793.472),  # optimised
]


@pytest.mark.parametrize("preset", PUBLISHED_MS)
def test_time_on_air_is_the_published_value_rounded_up(preset):
    for length, published_ms in zip(LENGTHS, PUBLISHED_MS[preset], strict=True):
        assert time_on_air_ms(length, preset) - published_ms in (0, 1)


@pytest.mark.parametrize("preset", MORE_PUBLISHED_MS)
def test_the_other_presets_take_the_published_time(preset):
    for length, published_ms in zip(MORE_LENGTHS, MORE_PUBLISHED_MS[preset], strict=True):
        assert time_on_air_ms(length, preset) - published_ms in (0, 1)


@pytest.mark.parametrize(("modem", "length", "published_ms"), CALCULATED)
def test_any_modem_setting_takes_the_time_that_others_calculate(modem, length, published_ms):
    assert time_on_air_us(length, *modem) == pytest.approx(1000 * published_ms, rel=1e-5)


@pytest.mark.parametrize(
    ("preset", "expected_ms"),
    [
        ("MediumTurbo", 642 / 2),  # MediumFast with twice the bandwidth
        ("LiteSlow", 1181 * 2),  # MediumSlow with half the bandwidth
        ("NarrowFast", (16 + 4.25 + 8 + 74 * 6) * 2.048),  # by hand: 2056 bits in blocks of 28, six symbols each
    ],
)
def test_a_preset_that_nobody_quotes_follows_from_one_that_is_or_from_the_data_sheet(preset, expected_ms):
    assert time_on_air_ms(255, preset) == pytest.approx(expected_ms, abs=2)


@given(st.sampled_from(sorted(PRESETS)), st.integers(1, 254))
def test_a_longer_payload_never_takes_less_time(preset, length):
    assert 0 < time_on_air_ms(length, preset) <= time_on_air_ms(length + 1, preset)


def test_an_unknown_preset_is_refused():
    with pytest.raises(KeyError):
        time_on_air_ms(16, "Fast")


@pytest.mark.parametrize(("payload", "on_air"), [(9, 32), (41, 64), (105, 128), (168, 192), (231, 255)])
def test_a_meshtastic_packet_adds_header_and_protobuf(payload, on_air):
    assert meshtastic_phy_bytes(payload) == on_air
