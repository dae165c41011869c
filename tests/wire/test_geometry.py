"""The integer geometry against an independent one: great circles in floating point, and points tried one by one."""

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meshwire import geometry

LEAST_RADIUS_M, MOST_RADIUS_M = 6_335_000, 6_400_000  # of curvature on WGS 84: 6335.4 km to 6399.6 km
small = st.integers(-6, 6)
small_points = st.tuples(small, small)
triangles = st.lists(small_points, min_size=3, max_size=3, unique=True).map(tuple)
centres = st.tuples(st.integers(-85_000, 85_000), st.integers(-180_000, 180_000))
near = st.tuples(st.integers(-900, 900), st.integers(-900, 900))
percents = st.integers(80, 120)


def distance_m(one: tuple[int, int], other: tuple[int, int], radius_m: int) -> float:
    """Haversine."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(part / 1000) for part in point] for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * radius_m * math.asin(math.sqrt(min(1, half)))


def edges(ring):
    return list(pairwise([*ring, ring[0]]))


def holds(ring, point) -> bool:
    """Winding number, or on an edge; exact, with fractions."""
    winding = 0
    for (lat1, lon1), (lat2, lon2) in edges(ring):
        turn = (lat2 - lat1) * (point[1] - lon1) - (lon2 - lon1) * (point[0] - lat1)
        inside_box = min(lat1, lat2) <= point[0] <= max(lat1, lat2) and min(lon1, lon2) <= point[1] <= max(lon1, lon2)
        if turn == 0 and inside_box:
            return True
        if lat1 <= point[0] < lat2 and turn > 0:
            winding += 1
        if lat2 <= point[0] < lat1 and turn < 0:
            winding -= 1
    return winding != 0


def sample(triangle):
    """Points all over a triangle, its edges and corners among them."""
    (a, b, c), steps = triangle, 12
    for first in range(steps + 1):
        for second in range(steps + 1 - first):
            weights = (Fraction(first, steps), Fraction(second, steps), Fraction(steps - first - second, steps))
            yield tuple(sum(w * p[axis] for w, p in zip(weights, (a, b, c), strict=True)) for axis in (0, 1))


@pytest.mark.parametrize("degree", range(91))
def test_the_cosine_is_as_good_as_the_code_believes(degree):
    assert abs(geometry._cosine(degree * 1000) - 1000 * math.cos(math.radians(degree))) < geometry._COSINE_ERROR


@given(triangles, small_points)
def test_a_point_in_a_triangle(ring, point):
    assert geometry.is_in_ring(point, ring) is holds(ring, point)


@given(triangles, st.lists(small_points, min_size=3, max_size=6, unique=True).map(tuple))
def test_a_triangle_in_a_polygon_leaves_it_nowhere(inner, outer):
    assume(is_simple(outer))

    if geometry.is_ring_in_ring(inner, outer):
        assert all(holds(outer, point) for point in sample(inner))


@given(triangles, triangles)
def test_a_triangle_whose_corners_are_in_a_triangle_is_in_it(inner, outer):
    assume(is_simple(inner))
    assume(is_simple(outer))

    assert geometry.is_ring_in_ring(inner, outer) is all(holds(outer, corner) for corner in inner)


def is_simple(ring) -> bool:
    """No edge touches another one but at their common corner, and the corners are not on one line."""
    for at, one in enumerate(edges(ring)):
        for other in edges(ring)[at + 1 :]:
            common = set(one) & set(other)
            if len(common) == 2 or (not common and meet(one, other)):
                return False
            if common and any(holds((*one, one[0]), point) for point in set(other) - common):
                return False
            if common and any(holds((*other, other[0]), point) for point in set(one) - common):
                return False
    return True


def meet(one, other) -> bool:
    def side(edge, point):
        (lat1, lon1), (lat2, lon2) = edge
        turn = (lat2 - lat1) * (point[1] - lon1) - (lon2 - lon1) * (point[0] - lat1)
        return (turn > 0) - (turn < 0)

    touching = any(holds((*a, a[0]), point) for a, b in ((one, other), (other, one)) for point in b)
    crossing = side(one, other[0]) != side(one, other[1]) and side(other, one[0]) != side(other, one[1])
    return touching or crossing


def in_units(metres: float, percent: int) -> int:
    """A radius, in units of 100 m, near the distance at which the answer changes."""
    return int(metres / 100 * percent / 100)


@given(centres, near, percents)
def test_whoever_may_be_within_the_radius_is_told(centre, step, percent):
    point = moved(centre, step)
    radius = in_units(distance_m(centre, point, LEAST_RADIUS_M), percent)

    told = geometry.may_be_in_circle(point, (*centre, radius))

    assert told or distance_m(centre, point, LEAST_RADIUS_M) > radius * 100
    assert not told or percent >= 90 or abs(centre[0]) > 60_000 or step == (0, 0)


@given(centres, near, near, near, percents)
def test_a_polygon_in_a_circle_has_every_corner_in_it(centre, a, b, c, percent):
    ring = tuple(moved(centre, step) for step in (a, b, c))
    farthest = max(distance_m(centre, corner, MOST_RADIUS_M) for corner in ring)
    radius = in_units(farthest, percent)

    inside = geometry.is_ring_in_circle(ring, (*centre, radius))

    assert not inside or farthest <= radius * 100
    assert inside or percent <= 110 or abs(centre[0]) > 60_000 or radius < 10


@given(centres, near, st.integers(0, 1000), percents)
def test_a_circle_in_a_circle_leaves_room_for_its_own_radius(centre, step, inner, percent):
    other = moved(centre, step)
    apart = distance_m(centre, other, MOST_RADIUS_M)
    outer = inner + in_units(apart, percent)

    inside = geometry.is_circle_in_circle((*other, inner), (*centre, outer))

    assert not inside or apart <= (outer - inner) * 100
    assert inside or percent <= 110 or abs(centre[0]) > 60_000 or outer - inner < 10


@given(centres, near, near, near, percents)
def test_a_circle_in_a_polygon_keeps_its_distance_from_every_edge(centre, a, b, c, percent):
    ring = tuple(moved(centre, step) for step in (a, b, c))
    assume(geometry.is_in_ring(centre, ring))
    assume(max(abs(lon - centre[1]) for _, lon in ring) < 1000)  # not across the 180th meridian
    nearest = min(distance_m(centre, point, LEAST_RADIUS_M) for edge in edges(ring) for point in along(*edge))
    radius = in_units(nearest, percent)

    inside = geometry.is_circle_in_ring((*centre, radius), ring)

    assert not inside or nearest >= radius * 100
    assert inside or percent >= 80 or abs(centre[0]) > 60_000 or radius < 20  # rounding costs small circles more


def test_a_degree_of_latitude_is_taken_as_long_as_at_the_poles_and_as_short_as_at_the_equator():
    """111.69 km and 110.57 km on WGS 84."""
    assert not geometry.is_circle_in_circle((90_000, 0, 0), (89_000, 0, 1116))
    assert geometry.may_be_in_circle((500, 0), (-500, 0, 1106))


def test_a_polygon_nearer_to_the_equator_than_the_centre_is_wider_than_it_looks_from_there():
    """From 60 N 0 E to 50 N 8 E are 1222 km; with the cosine of 60 degrees it would be 1207 km."""
    corner = (50_000, 8_000)
    apart = distance_m((60_000, 0), corner, LEAST_RADIUS_M)

    assert not geometry.is_ring_in_circle((corner, corner, corner), (60_000, 0, int(apart / 100)))


def test_the_short_way_past_the_pole_counts():
    """957 km over the pole's side, 1111 km along the parallel."""
    assert geometry.may_be_in_circle((85_000, 120_000), (85_000, 0, 9700))


def along(start, end):
    return [tuple(start[axis] + (end[axis] - start[axis]) * part / 50 for axis in (0, 1)) for part in range(51)]


def moved(point, step):
    lat, lon = point[0] + step[0], point[1] + step[1]
    return max(-90_000, min(90_000, lat)), (lon + 180_000) % 360_000 - 180_000
