"""A radio that refuses what it is given: no time for a tight loop, no fsync a moment."""

from lora_gateway.air.station import Transmission
from tests.gateway.air_lab import Lab


def test_a_radio_that_refuses_everything_is_asked_ever_less_often_until_it_takes_something():
    lab = Lab()
    ada = lab.station("ada")
    lab.submit("ada")
    now, pauses = lab.now, []
    for _ in range(10):
        assert isinstance(ada.next(now), Transmission)
        ada.not_sent(now)
        pauses.append(ada.next(now))
        now += pauses[-1] + 0.001

    transmission = ada.next(now)
    ada.sent(transmission, now)
    ada.not_sent(now)

    assert sum(pauses) > 20
    assert max(pauses) <= 16
    assert ada.next(now) < 0.6
