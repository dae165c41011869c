"""What the gateway's status says of its radio."""

import hashlib
from dataclasses import dataclass, field

import pytest

from lora_gateway.air.radio import Radio
from lora_gateway.link.status import FOREIGN_KEY, lines, radio
from lora_gateway.port.port import State
from meshwire.radio_key import CHANNEL_NAME, channel_key

ROOT = bytes(range(32))
DIGEST = hashlib.sha256(channel_key(ROOT)).hexdigest()[:16]


@dataclass
class Told:
    """A port that is only asked what its radio told."""

    said: dict = field(default_factory=dict)
    url: str = "serial://auto"
    state: State = State(True)
    radio: Radio = Radio("LongFast")

    def about(self):
        return self.said


def about(digest=DIGEST, region="EU_868"):
    channels = [{"index": 1, "name": CHANNEL_NAME, "key_digest": digest}]
    return {"firmware": "2.7.26", "region": region, "channels": channels, "warnings": ["role CLIENT_MUTE"]}


def warnings(said, roots=(ROOT,)):
    return radio(Told(said), roots, "EU_868")["about"]["warnings"]


def test_a_radio_that_is_set_up_well_keeps_its_own_warnings():
    assert warnings(about()) == ["role CLIENT_MUTE"]


def test_the_key_of_another_community_is_told():
    assert FOREIGN_KEY in warnings(about(digest="another"))


def test_before_an_agent_has_named_a_community_no_key_is_wrong():
    assert warnings(about(digest="another"), roots=()) == ["role CLIENT_MUTE"]


def test_a_radio_that_is_set_up_for_another_region_is_told():
    [_, warning] = warnings(about(region="US"))
    assert "set up for US, and gateway.region is EU_868" in warning


@pytest.mark.parametrize("region", ["EU_868", "UNSET"])
def test_the_right_region_and_none_are_no_contradiction(region):
    assert warnings(about(region=region)) == ["role CLIENT_MUTE"]


def test_each_of_two_radios_is_looked_at():
    both = {"radios": [{"url": "a", **about()}, {"url": "b", **about(region="US")}]}
    told = radio(Told(both), [ROOT], "EU_868")["about"]["radios"]
    assert [len(one["warnings"]) for one in told] == [1, 2]


def test_lists_are_lines_that_a_script_can_cut():
    said = list(lines({"radio": {"about": about()}, "sending": [{"id": b"\x01", "state": "sent", "tries": 2}]}))
    assert "radio.about.warnings role CLIENT_MUTE" in said
    assert f"radio.about.channels 1 {CHANNEL_NAME} {DIGEST}" in said
    assert "sending 01 sent 2" in said
