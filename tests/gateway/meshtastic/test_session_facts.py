"""What is told of a radio, and the words for what is wrong with it."""

import json
from hashlib import sha256

import pytest

from lora_gateway.port.meshtastic.messages_enums import ModemPreset, RebroadcastMode, Region, Role
from lora_gateway.port.meshtastic.messages_node import Channel, ChannelSettings, DeviceConfig, LoRaConfig
from lora_gateway.port.meshtastic.session_facts import ChannelFacts, about
from lora_gateway.port.port import Load, State
from meshwire.airtime import PRESETS
from tests.gateway.meshtastic.bench import LORA, ME, OURS, PRIMARY, Bench, configuration


def facts(**about):
    return Bench.ready(**about).session.facts


def lora(**changes):
    known = {"use_preset": True, "region": Region.EU_868, "hop_limit": 3, "tx_enabled": True}
    return LoRaConfig(**known | changes)


def test_a_well_configured_radio_has_no_warnings():
    told = facts()

    assert told.warnings == ()
    assert told.trouble == ""


def test_a_radio_tells_what_it_is():
    told = facts(device=DeviceConfig(role=Role.CLIENT_BASE, rebroadcast_mode=RebroadcastMode.ALL))

    assert (told.node, told.name, told.firmware, told.hardware) == (ME, "Roof", "2.7.26.54e0d8d", "tbeam")
    assert (told.region, told.preset, told.role, told.rebroadcast) == ("EU_868", "LONG_FAST", "CLIENT_BASE", "ALL")


def test_channels_are_told_without_their_keys():
    told = facts()

    assert told.channels == (
        ChannelFacts(0, "", True, False, False, sha256(b"\1").hexdigest()[:16]),
        ChannelFacts(1, "HearthNet", False, True, False, sha256(bytes(32)).hexdigest()[:16]),
    )
    assert "00000000" not in json.dumps(about(told, None)["channels"])


def test_what_is_told_can_be_shown_and_sent_on():
    shown = about(facts(), Load(0.25, 0.01))

    assert json.loads(json.dumps(shown)) == shown
    assert (shown["node"], shown["channel_use"], shown["transmits"]) == ("!00000011", 0.25, True)
    assert about(facts(), None)["channel_use"] is None


def test_our_channel_is_found_by_its_name_wherever_it_is():
    moved = Channel(index=6, role=OURS.role, settings=OURS.settings)

    assert facts(channels=(PRIMARY, moved)).channel == 6


def test_a_disabled_channel_of_our_name_is_none():
    assert facts(channels=(PRIMARY, Channel(index=1, role=0, settings=OURS.settings))).channel is None


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"channels": (PRIMARY,)}, "has no channel HearthNet"),
        ({"lora": lora(region=Region.UNSET)}, "has no region"),
        ({"lora": lora(tx_enabled=False)}, "transmitting is switched off"),
    ],
)
def test_a_radio_that_cannot_send_frames_is_down_and_says_what_to_do(about, said):
    bench = Bench()
    bench.wait(0.1)

    bench.tell(*configuration(**about), bench.complete())

    (state,) = bench.events
    assert isinstance(state, State)
    assert not state.up
    assert said in state.reason
    assert state.reason.endswith("run: hearthnet radio setup")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"device": DeviceConfig(role=Role.ROUTER)}, "role ROUTER is for hill tops"),
        ({"device": DeviceConfig(role=Role.ROUTER_LATE)}, "role ROUTER_LATE is for hill tops"),
        ({"device": DeviceConfig(role=Role.CLIENT_MUTE)}, "relays nothing"),
        ({"device": DeviceConfig(rebroadcast_mode=5)}, "CORE_PORTNUMS_ONLY does not relay"),
        ({"firmware": "2.8.0.2651f28"}, "may repeat frames without end"),
        ({"lora": lora(override_duty_cycle=True)}, "not lawful"),
        ({"lora": lora(use_preset=False, bandwidth=125, spread_factor=9, coding_rate=5)}, "no known preset"),
        ({"lora": lora(modem_preset=77)}, "counted as that of LongSlow"),
        ({"channels": (PRIMARY, Channel(1, ChannelSettings(name="HearthNet", psk=b"\1"), 2))}, "no private key"),
        (
            {
                "channels": (
                    PRIMARY,
                    Channel(1, ChannelSettings(psk=bytes(32), name="HearthNet", uplink_enabled=True), 2),
                )
            },
            "connected to MQTT",
        ),
    ],
)
def test_what_is_wrong_with_a_radio_is_said(about, said):
    (warning,) = facts(**about).warnings

    assert said in warning


@pytest.mark.parametrize(
    ("firmware", "hops"), [("2.7.26.54e0d8d", 7), ("2.8.0.6fd990c", 1), ("2.8.1.abc", 7), ("3.0.0", 7), ("", 7)]
)
def test_only_the_firmware_that_may_repeat_without_end_is_limited(firmware, hops):
    assert facts(firmware=firmware).hops_allowed == hops


@pytest.mark.parametrize(("firmware", "signs"), [("2.7.26.54e0d8d", False), ("2.8.0.1", True), ("2.10.0.1", True)])
def test_newer_firmware_signs_and_that_takes_airtime(firmware, signs):
    assert facts(firmware=firmware).radio.signs is signs


@pytest.mark.parametrize(
    ("preset", "name"), [(ModemPreset.LONG_FAST, "LongFast"), (ModemPreset.SHORT_TURBO, "ShortTurbo")]
)
def test_the_preset_is_the_radio_s(preset, name):
    assert facts(lora=lora(modem_preset=preset)).radio.preset == name


@pytest.mark.parametrize(
    ("bandwidth", "spreading", "coding", "preset"),
    [
        (250, 11, 5, "LongFast"),
        (250, 10, 6, "LongTurbo"),
        (500, 7, 5, "ShortTurbo"),
        (62, 12, 8, "LongSlow"),
        (0, 0, 0, "LongSlow"),
        (250, 99, 5, "LongSlow"),
    ],
)
def test_own_modem_settings_count_as_the_next_slower_preset(bandwidth, spreading, coding, preset):
    custom = lora(use_preset=False, bandwidth=bandwidth, spread_factor=spreading, coding_rate=coding)

    assert facts(lora=custom).radio.preset == preset
    assert preset in PRESETS


def test_a_hop_limit_above_what_the_firmware_allows_is_not_believed():
    assert facts(lora=lora(hop_limit=200)).hop_limit == 7


def test_what_was_told_is_kept_while_the_radio_is_away():
    bench = Bench.ready(lora=LORA)

    bench.lose()

    assert bench.session.facts.region == "EU_868"
