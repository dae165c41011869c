"""Which shape lies inside which, with integers only. No I/O, no clock.

A point is (latitude, longitude) in 1/1000 degree, a ring a tuple of points that is not closed, a circle (latitude,
longitude, radius in units of 100 m). Edges are straight in latitude and longitude. No ring crosses the 180th meridian;
its author splits it there. Distances are bounds that hold on the WGS 84 ellipsoid: `is_..._in_...` says yes only when
that is certain, `may_be_in_circle` says no only when that is certain.
"""

_HALF_TURN = 180000
_LEAST_M, _MOST_M = 110, 112  # metres per 1/1000 degree: 110.57 along a meridian at the equator, 111.69 at the poles
_UNIT_M = 100  # of a radius
_COSINE_ERROR = 3  # per mille, what the approximation below is off at most


def is_in_ring(point: tuple[int, int], ring: tuple[tuple[int, int], ...]) -> bool:
    """Whether the point lies inside the ring or on its edge."""
    return _side(point, _edges(ring)) >= 0


def is_ring_in_ring(inner: tuple[tuple[int, int], ...], outer: tuple[tuple[int, int], ...]) -> bool:
    """Whether no part of `inner` leaves `outer`; shared edges and corners are allowed."""
    inner, outer = _doubled(inner), _doubled(outer)  # so that the middle of an edge is a whole number
    inner_edges, outer_edges = _edges(inner), _edges(outer)
    if any(_side(corner, inner_edges) > 0 for corner in outer):
        return False  # around a corner of outer lies some ground that is not outer's
    return all(_is_edge_in_ring(start, end, outer_edges) for start, end in inner_edges)


def is_circle_in_ring(circle: tuple[int, int, int], ring: tuple[tuple[int, int], ...]) -> bool:
    """Whether the centre is inside and no edge comes nearer than the radius."""
    latitude, longitude, radius = circle
    if _side((latitude, longitude), _edges(ring)) <= 0:
        return False
    scale = _least_scale(latitude, radius)
    flat = tuple(((lat - latitude) * _LEAST_M * 1000, (lon - longitude) * scale) for lat, lon in ring)
    reach = radius * _UNIT_M * 1000
    return not any(_is_nearer(reach, start, end) for start, end in _edges(flat))


def is_ring_in_circle(ring: tuple[tuple[int, int], ...], circle: tuple[int, int, int]) -> bool:
    """Whether every corner, and so every edge, is within the radius."""
    scale = _most_scale([circle[0]] + [lat for lat, _ in ring])
    return all(_distance_squared(point, circle, _MOST_M, scale) <= _squared(circle[2]) for point in ring)


def is_circle_in_circle(inner: tuple[int, int, int], outer: tuple[int, int, int]) -> bool:
    """Whether the distance of the centres and the inner radius together stay within the outer radius."""
    distance = _distance_squared(inner, outer, _MOST_M, _most_scale([inner[0], outer[0]]))
    return inner[2] <= outer[2] and distance <= _squared(outer[2] - inner[2])


def may_be_in_circle(point: tuple[int, int], circle: tuple[int, int, int]) -> bool:
    """Whether the point is in the circle, or too near its edge to tell."""
    return _distance_squared(point, circle, _LEAST_M, _least_scale(circle[0], circle[2])) <= _squared(circle[2])


def _edges(ring: tuple[tuple[int, int], ...]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [(ring[at - 1], ring[at]) for at in range(len(ring))]


def _doubled(ring: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((2 * lat, 2 * lon) for lat, lon in ring)


def _turn(start: tuple[int, int], end: tuple[int, int], point: tuple[int, int]) -> int:
    """Positive when the point is on one side of the line through start and end, negative on the other, 0 on it."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _is_on_edge(point: tuple[int, int], start: tuple[int, int], end: tuple[int, int]) -> bool:
    for axis in (0, 1):
        if not min(start[axis], end[axis]) <= point[axis] <= max(start[axis], end[axis]):
            return False
    return _turn(start, end, point) == 0


def _side(point: tuple[int, int], edges: list[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """1 inside, 0 on an edge, -1 outside: counts the edges that a ray from the point crosses."""
    side, latitude = -1, point[0]
    for start, end in edges:
        if start[0] < latitude > end[0] or start[0] > latitude < end[0]:
            continue  # most edges pass above or below
        if _is_on_edge(point, start, end):
            return 0
        if (start[0] > latitude) != (end[0] > latitude) and (_turn(start, end, point) < 0) == (end[0] > start[0]):
            side = -side
    return side


def _do_cross(start: tuple[int, int], end: tuple[int, int], other: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    """Whether each edge has one end on either side of the other; a touch is no crossing."""
    first, last = other
    if _turn(start, end, first) * _turn(start, end, last) >= 0:
        return False
    return _turn(first, last, start) * _turn(first, last, end) < 0


def _is_edge_in_ring(
    start: tuple[int, int], end: tuple[int, int], edges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> bool:
    """Between two corners of the ring that lie on it, an edge that crosses nothing is inside or outside as a whole."""
    south, north = min(start[0], end[0]), max(start[0], end[0])
    stops = [start, end]
    for edge in edges:
        if edge[0][0] < south > edge[1][0] or edge[0][0] > north < edge[1][0]:
            continue  # most edges pass above or below
        if _do_cross(start, end, edge):
            return False
        if _is_on_edge(edge[0], start, end):
            stops.append(edge[0])
    stops.sort()
    for at in range(1, len(stops)):
        middle = ((stops[at - 1][0] + stops[at][0]) // 2, (stops[at - 1][1] + stops[at][1]) // 2)
        if _side(middle, edges) < 0:
            return False
    return True


def _is_nearer(reach: int, start: tuple[int, int], end: tuple[int, int]) -> bool:
    """Whether the edge comes nearer than `reach` to the origin of a flat map."""
    step = (end[0] - start[0], end[1] - start[1])
    along = -start[0] * step[0] - start[1] * step[1]
    length = step[0] * step[0] + step[1] * step[1]
    if 0 < along < length:
        offset = start[0] * step[1] - start[1] * step[0]
        return offset * offset < reach * reach * length
    nearest = start if along <= 0 else end
    return nearest[0] * nearest[0] + nearest[1] * nearest[1] < reach * reach


def _squared(radius: int) -> int:
    return (radius * _UNIT_M * 1000) ** 2


def _distance_squared(point: tuple[int, ...], centre: tuple[int, ...], metres: int, scale: int) -> int:
    """In square millimetres, the short way around the earth; `scale` is millimetres per 1/1000 degree of longitude."""
    east = abs(point[1] - centre[1])
    east = min(east, 2 * _HALF_TURN - east) * scale
    north = (point[0] - centre[0]) * metres * 1000
    return north * north + east * east


def _cosine(latitude: int) -> int:
    """Per mille, by Bhaskara's formula (7th century)."""
    square = latitude * latitude
    return 1000 * (_HALF_TURN * _HALF_TURN - 4 * square) // (_HALF_TURN * _HALF_TURN + square)


def _most_scale(latitudes: list[int]) -> int:
    """At least the millimetres per 1/1000 degree of longitude anywhere between these latitudes."""
    nearest = 0 if min(latitudes) <= 0 <= max(latitudes) else min(abs(latitude) for latitude in latitudes)
    return _MOST_M * (_cosine(nearest) + _COSINE_ERROR)


def _least_scale(latitude: int, radius: int) -> int:
    """At most the millimetres per 1/1000 degree of longitude anywhere within the radius; 0 when a pole is."""
    farthest = abs(latitude) + radius * _UNIT_M // _LEAST_M + 1
    return _LEAST_M * max(_cosine(farthest) - _COSINE_ERROR, 0)
