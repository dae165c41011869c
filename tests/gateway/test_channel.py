"""The simulated air, in virtual time."""

import pytest

from lora_gateway.errors import ConfigError, Refused
from lora_gateway.ether.channel import Carrier, Channel, Conditions, Done, Received
from meshwire.airtime import time_on_air_ms

FRAME = bytes(100)
AIRTIME_MS = time_on_air_ms(100, "LongFast")


def air(*stations, loss=0.0, partition="", seed=0, delay_ms=0):
    channel = Channel("LongFast", Conditions.parse(loss, partition), seed=seed, delay_ms=delay_ms)
    for name in stations:
        channel.join(name)
    return channel


def receivers(notices):
    return [notice.station for notice in notices if isinstance(notice, Received)]


def test_everybody_but_the_sender_receives_after_the_true_time_on_air():
    channel = air("ada", "bob", "eve")

    channel.transmit("ada", FRAME, 0)

    assert receivers(channel.advance(AIRTIME_MS - 1)) == []
    notices = channel.advance(AIRTIME_MS)
    assert receivers(notices) == ["bob", "eve"]
    assert notices[0] == Done("ada", AIRTIME_MS)


def test_the_carrier_is_sensed_from_start_to_end_and_freed_after_the_reception():
    channel = air("ada", "bob")
    assert channel.transmit("ada", FRAME, 0) == [Carrier("bob", True)]
    assert channel.advance(AIRTIME_MS)[-1] == Carrier("bob", False)


def test_overlapping_transmissions_destroy_each_other_where_both_are_heard():
    channel = air("ada", "bob", "eve")
    channel.transmit("ada", FRAME, 0)
    channel.transmit("bob", FRAME, AIRTIME_MS - 1)
    assert receivers(channel.advance(3 * AIRTIME_MS)) == []


def test_a_station_that_transmits_receives_nothing():
    channel = air("ada", "bob")
    channel.transmit("ada", FRAME, 0)
    channel.transmit("bob", bytes(10), 1)
    assert receivers(channel.advance(3 * AIRTIME_MS)) == []


def test_transmissions_one_after_the_other_do_not_disturb_each_other():
    channel = air("ada", "bob")
    channel.transmit("ada", FRAME, 0)
    first = channel.advance(AIRTIME_MS)
    channel.transmit("bob", FRAME, AIRTIME_MS)
    assert receivers(first + channel.advance(2 * AIRTIME_MS)) == ["bob", "ada"]


def test_groups_of_a_partition_neither_hear_nor_disturb_each_other():
    channel = air("ada", "bob", "eve", "mia", "tim", partition="ada,bob|eve,mia")
    channel.transmit("ada", FRAME, 0)
    channel.transmit("eve", FRAME, 0)
    assert sorted(receivers(channel.advance(AIRTIME_MS))) == ["bob", "mia"]


def test_a_partition_can_be_healed_while_it_runs():
    channel = air("ada", "bob", partition="ada|bob")
    channel.conditions = Conditions()
    channel.transmit("ada", FRAME, 0)
    assert receivers(channel.advance(AIRTIME_MS)) == ["bob"]


@pytest.mark.parametrize("loss", [0.0, 0.2, 0.7, 1.0])
def test_the_share_that_is_lost_is_the_one_asked_for(loss):
    assert len(heard_by("bob", air("ada", "bob", loss=loss))) == pytest.approx(1000 * (1 - loss), abs=45)


def test_the_same_seed_gives_the_same_losses_whoever_else_listens():
    alone = heard_by("bob", air("ada", "bob", loss=0.3, seed=7))
    in_company = heard_by("bob", air("ada", "bob", "eve", loss=0.3, seed=7, delay_ms=3))
    other_seed = heard_by("bob", air("ada", "bob", loss=0.3, seed=8))
    assert alone == in_company != other_seed


def heard_by(name, channel):
    """Which of 1000 transmissions of ada a station received."""
    heard, now = [], 0
    for number in range(1000):
        channel.transmit("ada", FRAME, now)
        now += AIRTIME_MS + 10
        if name in receivers(channel.advance(now)):
            heard.append(number)
    return heard


def test_a_station_switched_on_late_senses_the_carrier_but_misses_the_frame():
    channel = air("ada")
    channel.transmit("ada", FRAME, 0)
    assert channel.join("bob") == [Carrier("bob", True)]
    assert channel.advance(AIRTIME_MS) == [Done("ada", AIRTIME_MS), Carrier("bob", False)]


def test_a_delay_comes_on_top_of_the_time_on_air():
    channel = air("ada", "bob", delay_ms=50)
    channel.transmit("ada", FRAME, 0)
    assert receivers(channel.advance(AIRTIME_MS + 49)) == []
    assert receivers(channel.advance(AIRTIME_MS + 50)) == ["bob"]


def test_a_radio_transmits_one_thing_at_a_time_and_nothing_too_long():
    channel = air("ada")
    channel.transmit("ada", FRAME, 0)
    with pytest.raises(Refused, match="already transmitting"):
        channel.transmit("ada", FRAME, 1)
    with pytest.raises(Refused, match="256 bytes"):
        channel.transmit("ada", bytes(256), 2 * AIRTIME_MS)


@pytest.mark.parametrize(("loss", "partition"), [(-0.1, ""), (1.1, ""), (float("nan"), ""), (0, "a,b|b")])
def test_impossible_conditions_are_refused(loss, partition):
    with pytest.raises(ConfigError):
        Conditions.parse(loss, partition)
