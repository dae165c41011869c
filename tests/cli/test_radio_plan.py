"""What `hearthnet radio setup` would change."""

import hashlib

from edge_agent.cli.radio_plan import (
    Change,
    Wanted,
    channel_options,
    channel_to_change,
    has_room,
    meshtastic_preset,
    settings_options,
    settings_to_change,
)

KEY = bytes(range(32))
DIGEST = hashlib.sha256(KEY).hexdigest()[:16]
WANTED = Wanted(region="EU_868", preset="LONG_FAST", hops=7, key=KEY, key_digest=DIGEST)
OURS = {"index": 1, "name": "HearthNet", "primary": False, "private": True, "to_mqtt": False, "key_digest": DIGEST}
READY = {
    "region": "EU_868", "preset": "LONG_FAST", "hop_limit": 7, "role": "CLIENT", "rebroadcast": "ALL",
    "transmits": True, "channels": [OURS | {"index": 0, "name": "", "primary": True, "key_digest": "x"}, OURS],
}  # fmt: skip


def test_a_radio_that_is_ready_is_left_alone():
    assert settings_to_change(READY, WANTED) == []
    assert channel_to_change(READY, WANTED) is None


def test_only_what_differs_is_changed():
    facts = READY | {"region": "UNSET", "role": "ROUTER"}
    assert settings_to_change(facts, WANTED) == [
        Change("lora.region", "UNSET", "EU_868"),
        Change("device.role", "ROUTER", "CLIENT"),
    ]


def test_a_radio_that_may_not_transmit_is_allowed_to():
    assert settings_to_change(READY | {"transmits": False}, WANTED) == [Change("lora.tx_enabled", "false", "true")]


def test_a_preset_is_switched_on_with_its_name():
    options = settings_options([Change("lora.modem_preset", "custom", "LONG_FAST")])
    assert options == ["--set", "lora.modem_preset", "LONG_FAST", "--set", "lora.use_preset", "true"]


def test_a_missing_channel_a_wrong_key_and_mqtt_are_told():
    assert channel_to_change(READY | {"channels": []}, WANTED).now == "none"
    wrong = READY | {"channels": [OURS | {"key_digest": "another", "to_mqtt": True}]}
    assert channel_to_change(wrong, WANTED).now == "another key and connected to MQTT"


def test_the_key_is_in_the_options_and_not_in_what_is_shown():
    change = channel_to_change(READY | {"channels": [OURS | {"key_digest": "another"}]}, WANTED)
    assert f"0x{KEY.hex()}" in channel_options(1, WANTED)
    assert KEY.hex() not in str(change)


def test_a_radio_has_eight_channels():
    assert has_room(READY)
    assert not has_room(READY | {"channels": [OURS] * 8})


def test_our_presets_have_names_of_meshtastic():
    assert [meshtastic_preset(name) for name in ("LongFast", "ShortTurbo")] == ["LONG_FAST", "SHORT_TURBO"]
