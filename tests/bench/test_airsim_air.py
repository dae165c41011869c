"""The simulated air: noise limit, capture, half duplex, carrier sense, loss, and who was switched on in time."""

from random import Random

import pytest

from bench.airsim.agenda import Agenda
from bench.airsim.air import SENSE_MS, Air
from bench.airsim.topology import Topology

LIMIT_DB = -17.5
AIRTIME_MS = 1000
FAR_DB = LIMIT_DB - 40  # no more than noise


class Ear:
    def __init__(self):
        self.heard = []
        self.busy = []
        self.ended = 0

    def received(self, payload, snr_db):
        self.heard.append(payload)

    def carrier(self, busy):
        self.busy.append(busy)

    def done(self):
        self.ended += 1


class Lab:
    """Three stations; `links` are (one, other, dB), what is not named is out of reach."""

    def __init__(self, *links, loss=0.0):
        snr_db = [[FAR_DB] * 3 for _ in range(3)]
        for a, b, value in links:
            snr_db[a][b] = snr_db[b][a] = value
        topology = Topology(1, 1, tuple(map(tuple, snr_db)), (0.0, 0.0, 0.0), LIMIT_DB)
        self.agenda = Agenda()
        self.air = Air(self.agenda, topology, loss=loss, chance=Random(1), fading_db=0.0)
        self.ears = [Ear(), Ear(), Ear()]
        for node, ear in enumerate(self.ears):
            self.air.join(node, ear)

    def send(self, node, payload, at_ms=0.0):
        self.agenda.plan(at_ms, lambda: self.air.transmit(node, payload, AIRTIME_MS, "event"))

    def heard(self, node):
        self.agenda.run(10_000)
        return self.ears[node].heard


@pytest.mark.parametrize(("snr_db", "heard"), [(LIMIT_DB, [b"hello"]), (LIMIT_DB - 0.1, [])])
def test_a_frame_is_received_down_to_the_noise_limit(snr_db, heard):
    lab = Lab((0, 1, snr_db))

    lab.send(0, b"hello")

    assert lab.heard(1) == heard


@pytest.mark.parametrize(("stronger_db", "heard"), [(6.1, [b"strong"]), (5.9, [])])
def test_of_two_frames_at_once_the_one_that_is_6_db_stronger_is_received(stronger_db, heard):
    lab = Lab((0, 1, -10.0 + stronger_db), (2, 1, -10.0))

    lab.send(2, b"weak")
    lab.send(0, b"strong", at_ms=AIRTIME_MS / 2)

    assert lab.heard(1) == heard


def test_frames_one_after_the_other_are_both_received():
    lab = Lab((0, 1, 0.0), (2, 1, 0.0))

    lab.send(0, b"first")
    lab.send(2, b"second", at_ms=AIRTIME_MS + 1)

    assert lab.heard(1) == [b"first", b"second"]


def test_who_transmits_hears_nothing():
    lab = Lab((0, 1, 0.0))

    lab.send(0, b"lost")
    lab.send(1, b"speaking", at_ms=AIRTIME_MS - 1)

    assert lab.heard(1) == []
    assert lab.ears[1].ended == 1


def test_who_is_switched_on_in_the_middle_of_a_frame_does_not_receive_it():
    lab = Lab((0, 1, 0.0))

    lab.send(0, b"too early")
    lab.agenda.plan(1, lambda: lab.air.join(1, lab.ears[1]))

    assert lab.heard(1) == []


def test_a_carrier_is_sensed_after_some_symbols_until_its_end():
    lab = Lab((0, 1, 0.0))

    lab.send(0, b"hello")
    lab.agenda.run(SENSE_MS - 1)
    early = lab.air.is_busy(1)
    lab.agenda.run(SENSE_MS)
    sensed = lab.air.is_busy(1)
    lab.agenda.run(AIRTIME_MS)

    assert (early, sensed, lab.air.is_busy(1), lab.air.is_busy(2)) == (False, True, False, False)
    assert lab.ears[1].busy == [True, False]


def test_about_as_many_frames_are_lost_as_was_asked_for():
    lab = Lab((0, 1, 0.0), loss=0.3)

    for at in range(1000):
        lab.send(0, at, at_ms=at * 2.0 * AIRTIME_MS)
    lab.agenda.run(3_000_000)

    assert 650 < len(lab.ears[1].heard) < 750
    assert lab.air.fates["received"] + lab.air.fates["lost"] == 1000


def test_a_station_cannot_begin_a_second_transmission():
    lab = Lab((0, 1, 0.0))

    lab.air.transmit(0, b"one", AIRTIME_MS, "event")

    with pytest.raises(RuntimeError, match="transmits already"):
        lab.air.transmit(0, b"two", AIRTIME_MS, "event")
