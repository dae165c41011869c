"""Random places: as dense as asked for, connected, the same for the same seed."""

from statistics import mean

import pytest

from bench.airsim.topology import LATE_MS, MEAN_DEGREE, path_gain_db, topology

SEEDS = range(1, 6)


def test_the_same_seed_gives_the_same_topology_and_another_seed_another():
    assert topology(1, 30) == topology(1, 30)
    assert topology(1, 30).snr_db != topology(2, 30).snr_db


def test_the_average_station_hears_as_many_as_in_the_notes():
    degrees = [len(topology(1, 100).neighbours(node)) for node in range(100)]

    assert mean(degrees) == pytest.approx(MEAN_DEGREE, abs=0.01)


@pytest.mark.parametrize("nodes", [10, 30, 100])
def test_nobody_is_out_of_reach_for_the_sake_of_physics(nodes):
    for seed in SEEDS:
        made = topology(seed, nodes)

        assert set(made.hops(made.awake)) == set(made.awake)
        assert all(set(made.neighbours(node)) & set(made.awake) for node in made.late)


def test_a_fifth_is_switched_on_1_to_30_minutes_later_and_never_the_issuer():
    for seed in SEEDS:
        made = topology(seed, 100)

        assert len(made.late) == 20
        assert 0 in made.awake
        assert all(LATE_MS[0] <= made.on_ms[node] <= LATE_MS[1] for node in made.late)


def test_a_link_is_as_good_both_ways():
    made = topology(1, 30)

    assert all(made.snr_db[a][b] == made.snr_db[b][a] for a in range(30) for b in range(30) if a != b)


def test_ten_times_the_distance_is_30_db_less():
    assert path_gain_db(0.05) - path_gain_db(0.5) == pytest.approx(30)
