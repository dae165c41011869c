"""Polygons with fewer corners that still contain the original. Integers of 1/1000 degree. Pure."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, product

from meshwire import geometry

Corner = tuple[int, int]  # latitude, longitude
Ring = tuple[Corner, ...]

_REACH = 2  # grid steps around an intersection in which a corner is looked for that contains both old ones
_MAX_LATITUDE, _MAX_LONGITUDE = 90_000, 180_000


def convex_hull(points: Iterable[Corner]) -> Ring:
    """Counter-clockwise, without corners on straight edges (monotone chain, Andrew 1979)."""
    ordered = sorted(set(points))
    return (*_chain(ordered)[:-1], *_chain(ordered[::-1])[:-1]) if len(ordered) > 2 else tuple(ordered)


def grown(ring: Ring) -> Ring | None:
    """A convex ring around a convex one with a corner less, of little more area; None when there is none."""
    offers = sorted((offer for at in range(len(ring)) if (offer := _meeting(ring, at))), key=lambda offer: offer[0])
    for _, at, meeting in offers:
        if better := _replaced(ring, at, meeting):
            return better
    return None


def joined(rings: Sequence[Ring]) -> list[Ring]:
    """The same rings with the two replaced by their common hull that adds the least area."""
    first, second = min(
        combinations(range(len(rings)), 2),
        key=lambda pair: area_of(convex_hull(rings[pair[0]] + rings[pair[1]])) - sum(area_of(rings[at]) for at in pair),
    )
    others = [ring for at, ring in enumerate(rings) if at not in (first, second)]
    return [*others, convex_hull(rings[first] + rings[second])]


def area_of(ring: Ring) -> int:
    """Twice the area, by the shoelace formula; the size of the sum for a ring that crosses itself."""
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in _edges(ring)))


def _edges(ring: Ring) -> list[tuple[Corner, Corner]]:
    return [(ring[at - 1], ring[at]) for at in range(len(ring))]


def _turn(a: Corner, b: Corner, c: Corner) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _chain(points: Sequence[Corner]) -> list[Corner]:
    chain: list[Corner] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _meeting(ring: Ring, at: int) -> tuple[int, int, tuple[Fraction, Fraction]] | None:
    """Where the neighbours of the edge at..at+1 meet when they are made longer, and how much area that adds."""
    a, b, c, d = (ring[(at + step) % len(ring)] for step in (-1, 0, 1, 2))
    first, second = (b[0] - a[0], b[1] - a[1]), (c[0] - d[0], c[1] - d[1])
    cross = first[0] * second[1] - first[1] * second[0]
    if cross >= 0:
        return None  # they run apart
    along = Fraction((d[0] - a[0]) * second[1] - (d[1] - a[1]) * second[0], cross)
    meeting = (a[0] + along * first[0], a[1] + along * first[1])
    added = abs((c[0] - b[0]) * (meeting[1] - b[1]) - (c[1] - b[1]) * (meeting[0] - b[0]))
    return int(added), at, meeting


def _replaced(ring: Ring, at: int, meeting: tuple[Fraction, Fraction]) -> Ring | None:
    """The ring with one corner on the grid, near the meeting point, for two; the smallest that contains them."""
    old = (ring[at], ring[(at + 1) % len(ring)])
    rest = [corner for corner in ring if corner not in old]
    steps = range(-_REACH, _REACH + 1)
    corners = ((round(meeting[0]) + north, round(meeting[1]) + east) for north, east in product(steps, steps))
    hulls = [convex_hull([*rest, c]) for c in corners if abs(c[0]) <= _MAX_LATITUDE and abs(c[1]) <= _MAX_LONGITUDE]
    fitting = [hull for hull in hulls if 3 <= len(hull) < len(ring) and geometry.is_ring_in_ring(ring, hull)]
    return min(fitting, key=area_of, default=None)
