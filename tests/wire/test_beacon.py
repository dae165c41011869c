"""What a board tells of itself fits a short frame and comes out as it went in."""

from hypothesis import given
from hypothesis import strategies as st

from meshwire import beacon
from meshwire.beacon import Beacon

readings = st.lists(st.tuples(st.integers(0, 255), st.integers(-(2**23), 2**23 - 1)), max_size=4)
beacons = st.builds(
    Beacon, st.binary(min_size=4, max_size=4), st.integers(0, 2**32 - 1), st.none() | st.integers(0, 100),
    st.booleans(), st.booleans(), st.integers(0, 65535),
    st.text(max_size=20).filter(lambda name: len(name.encode(errors="replace")) <= 20), readings,
)  # fmt: skip


@given(beacons.filter(lambda one: one.name.isascii()))
def test_a_beacon_comes_out_as_it_went_in(one):
    assert beacon.decode(beacon.encode(one)) == one


@given(st.text(alphabet="aé台𝄞", max_size=40))
def test_a_long_name_is_cut_after_a_whole_character(name):
    told = beacon.decode(beacon.encode(Beacon(bytes(4), 1, None, False, False, 0, name, []))).name

    assert name.startswith(told)
    assert len(told.encode()) <= 20
    assert told == name or len(name[: len(told) + 1].encode()) > 20


def test_what_is_out_of_bounds_is_told_as_the_bound():
    far = Beacon(bytes(4), 1, 130, True, False, 10**6, "", [(1, 10**9), (2, -(10**9))] * 3)

    told = beacon.decode(beacon.encode(far))

    assert (told.battery, told.uptime_h) == (100, 65535)
    assert told.readings == [(1, 2**23 - 1), (2, -(2**23))] * 2
