"""Polygons with fewer corners that still contain the original. Integers of 1/1000 degree. Pure."""

from collections.abc import Iterable, Sequence
from itertools import chain, combinations, product

Corner = tuple[int, int]  # latitude, longitude
Ring = tuple[Corner, ...]

_REACH = 2  # grid steps around an intersection in which a corner is looked for that contains both old ones
_MAX_LATITUDE, _MAX_LONGITUDE = 90_000, 180_000


def convex_hull(points: Iterable[Corner]) -> Ring:
    """Counter-clockwise, without corners on straight edges (monotone chain, Andrew 1979)."""
    ordered = sorted(set(points))
    return (*_chain(ordered)[:-1], *_chain(ordered[::-1])[:-1]) if len(ordered) > 2 else tuple(ordered)


def grown(ring: Ring, corners: int) -> Ring:
    """A convex ring around a ring, of at most `corners` corners where that is possible and of little more area."""
    ring = convex_hull(ring)
    while len(ring) > max(corners, 3):
        better = _with_one_less(ring)
        if better is None:
            break
        ring = better
    return ring


def joined(rings: Sequence[Ring]) -> list[Ring]:
    """The same rings with the two replaced by their common hull that adds the least area."""
    first, second = min(
        combinations(range(len(rings)), 2),
        key=lambda pair: area_of(convex_hull(rings[pair[0]] + rings[pair[1]])) - sum(area_of(rings[at]) for at in pair),
    )
    others = [ring for at, ring in enumerate(rings) if at not in (first, second)]
    return [*others, convex_hull(rings[first] + rings[second])]


def halved(rings: Sequence[Ring]) -> list[Ring]:
    """Neighbours in the order of their corners joined two by two: a quick way down from very many."""
    ordered = sorted(rings)
    return [convex_hull(chain.from_iterable(ordered[at : at + 2])) for at in range(0, len(ordered), 2)]


def area_of(ring: Ring) -> int:
    """Twice the area, by the shoelace formula; the size of the sum for a ring that crosses itself."""
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)))


def _turn(a: Corner, b: Corner, c: Corner) -> int:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _chain(points: Sequence[Corner]) -> list[Corner]:
    found: list[Corner] = []
    for point in points:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _with_one_less(ring: Ring) -> Ring | None:
    """The convex ring with one new corner for two, where that adds least; None when there is no such place."""
    offers = sorted((offer for at in range(len(ring)) if (offer := _meeting(ring, at))), key=lambda offer: offer[0])
    for _, at, meeting in offers:
        corner = _corner_near(meeting, ring, at)
        if corner is not None:
            gone = (ring[at], ring[(at + 1) % len(ring)])
            return tuple(corner if one == gone[0] else one for one in ring if one != gone[1])
    return None


def _meeting(ring: Ring, at: int) -> tuple[float, int, tuple[float, float]] | None:
    """Where the neighbours of the edge at..at+1 meet when they are made longer, and how much area that adds."""
    a, b, c, d = (ring[(at + step) % len(ring)] for step in (-1, 0, 1, 2))
    first, second = (b[0] - a[0], b[1] - a[1]), (c[0] - d[0], c[1] - d[1])
    cross = first[0] * second[1] - first[1] * second[0]
    if cross >= 0:
        return None  # they run apart
    along = ((d[0] - a[0]) * second[1] - (d[1] - a[1]) * second[0]) / cross
    meeting = (a[0] + along * first[0], a[1] + along * first[1])
    added = abs((c[0] - b[0]) * (meeting[1] - b[1]) - (c[1] - b[1]) * (meeting[0] - b[0]))
    return added, at, meeting


def _corner_near(meeting: tuple[float, float], ring: Ring, at: int) -> Corner | None:
    """The point of the grid that may stand for the corners at and at+1: both stay inside, and the ring convex."""
    before, a, b, c, d, after = (ring[(at + step) % len(ring)] for step in (-2, -1, 0, 1, 2, 3))
    steps = range(-_REACH, _REACH + 1)
    fitting = [
        (_turn(b, q, c), q)
        for q in ((round(meeting[0]) + north, round(meeting[1]) + east) for north, east in product(steps, steps))
        if abs(q[0]) <= _MAX_LATITUDE and abs(q[1]) <= _MAX_LONGITUDE
        if _turn(a, q, b) >= 0 and _turn(q, d, c) >= 0 and _turn(before, a, q) >= 0 and _turn(q, d, after) >= 0
        if _turn(a, q, d) > 0
    ]
    return min(fitting)[1] if fitting else None
