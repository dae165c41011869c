"""Makes an alert fit one frame: a wider area of fewer corners, then a shorter headline, nothing else. Pure."""

from collections import Counter
from collections.abc import Iterator

from edge_agent.alerts import hull
from edge_agent.alerts.cap_area import Geocode
from edge_agent.alerts.headline import shorter
from edge_agent.errors import BadRequest
from meshwire import alert as alert_codec
from meshwire import area as area_codec
from meshwire import cbor, frame, packing, registry
from meshwire.alert import Alert
from meshwire.area import Area
from meshwire.event import SIGNATURE_SIZE

_PART_AROUND_BODY = 1 + 1 + 5 + 9 + 5 + 1  # array, topic, seq, lamport, time and kind at their longest
BODY_ROOM = frame.MAX_FRAME - frame.HEADER_SIZE - SIGNATURE_SIZE - _PART_AROUND_BODY
_HEADLINE_SHARE = 56  # bytes that the area leaves to a long headline: about 80 characters
_CORNERS = (64, 48, 32, 24, 20, 16, 14, 12, 11, 10, 9, 8)  # of a polygon, before geocodes that repeat it are dropped
_LEAST_CORNERS = 4
_MANY_POLYGONS = 32  # from here on joining the best pair would take too long
_SAME = 1


def fit(alert: Alert, optional: frozenset[Geocode] = frozenset(), *, room: int = BODY_ROOM) -> Alert:
    """The alert with a body of at most `room` bytes; BadRequest when not even its codes and its area fit."""
    bare = _with(alert, area=area_codec.EMPTY, headline="")
    left = room - _size(bare)
    headline_size = _size(_with(bare, headline=alert.headline)) - _size(bare)
    area = _fit_area(alert.area, optional, left - min(headline_size, _HEADLINE_SHARE))
    is_widened = alert.area_widened or _is_wider(area, alert.area)
    return _fit_headline(_with(alert, area=area, area_widened=is_widened), room)


def _is_wider(area: Area, exact: Area) -> bool:
    """Whether corners were lost that are not on a straight edge, or districts were joined."""
    ground = sum(hull.area_of(ring) for ring in area.polygons) - sum(hull.area_of(ring) for ring in exact.polygons)
    return ground != 0 or bool(set(area.geocodes) - set(exact.geocodes))


def _fit_headline(alert: Alert, room: int) -> Alert:
    if _size(alert) <= room:
        return alert
    for text in shorter(alert.headline):
        cut = _with(alert, headline=text, headline_cut=True)
        if _size(cut) <= room:
            return cut
    raise BadRequest(f"the codes and the area of this alert need more than the {room} bytes of a frame")


def _fit_area(area: Area, optional: frozenset[Geocode], room: int) -> Area:
    smallest = area
    for smallest in _smaller_areas(area, optional):
        if _area_size(smallest) <= room and _is_in_bounds(smallest):
            return smallest
    raise BadRequest(
        f"the area has {len(smallest.geocodes)} geocodes, {len(smallest.polygons)} polygons and "
        f"{len(smallest.circles)} circles, more than one frame can hold: issue one alert per district"
    )


def _smaller_areas(area: Area, optional: frozenset[Geocode]) -> Iterator[Area]:
    """The area itself, then ever simpler ones that contain it."""
    yield area
    for polygons in _hulls(area.polygons):
        area = area._replace(polygons=polygons)
        yield area
    for geocodes in _without_optional(area.geocodes, optional):
        area = area._replace(geocodes=geocodes)
        yield area
    for polygons in _boxes(area.polygons):
        area = area._replace(polygons=polygons)
        yield area
    for geocodes in _wider_geocodes(area.geocodes):
        yield area._replace(geocodes=geocodes)


def _without_optional(geocodes: tuple[Geocode, ...], optional: frozenset[Geocode]) -> Iterator[tuple[Geocode, ...]]:
    """Drops the geocodes that only repeat the area in another way, the costliest scheme first."""
    by_scheme = Counter({scheme: _geocode_size([c for c in optional if c[0] == scheme]) for scheme, _ in optional})
    for scheme, _ in by_scheme.most_common():
        geocodes = tuple(code for code in geocodes if code[0] != scheme or code not in optional)
        yield geocodes


def _hulls(polygons: tuple[hull.Ring, ...]) -> Iterator[tuple[hull.Ring, ...]]:
    """Convex hulls of ever fewer corners; a polygon that has few enough is left as it is."""
    for corners in _CORNERS:
        polygons = tuple(hull.grown(ring, corners) if len(ring) > corners else ring for ring in polygons)
        yield polygons


def _boxes(polygons: tuple[hull.Ring, ...]) -> Iterator[tuple[hull.Ring, ...]]:
    """Ever fewer corners and, where neighbours are joined, ever fewer polygons, until one is left."""
    rings = list(polygons)
    while rings:
        for corners in range(_CORNERS[-1], _LEAST_CORNERS - 1, -1):
            rings = [hull.grown(ring, corners) if len(ring) > corners else ring for ring in rings]
            yield tuple(rings)
        if len(rings) == 1:
            return
        rings = hull.joined(rings) if len(rings) <= _MANY_POLYGONS else hull.halved(rings)
        yield tuple(rings)


def _wider_geocodes(geocodes: tuple[Geocode, ...]) -> Iterator[tuple[Geocode, ...]]:
    """SAME counties as their state; codes of hierarchical schemes a digit shorter at a time."""
    geocodes = tuple({(s, f"0{value[1:3]}000" if s == _SAME and len(value) == 6 else value) for s, value in geocodes})
    yield geocodes
    while any(_is_divisible(code) for code in geocodes):
        longest = max(len(code[1]) for code in geocodes if _is_divisible(code))
        shorter_codes = {(s, v[:-1]) if _is_divisible((s, v)) and len(v) == longest else (s, v) for s, v in geocodes}
        geocodes = tuple(sorted(shorter_codes))
        yield geocodes


def _is_divisible(code: Geocode) -> bool:
    return registry.GEOCODE_SCHEMES[code[0]][2] and len(code[1]) > 1


def _geocode_size(codes: list[Geocode]) -> int:
    return len(packing.pack_geocodes(tuple(codes)))


def _area_size(area: Area) -> int:
    packed = (
        packing.pack_geocodes(area.geocodes),
        packing.pack_polygons(area.polygons),
        packing.pack_circles(area.circles),
    )
    return sum(1 + len(cbor.dumps(value)) for value in packed if value)


def _is_in_bounds(area: Area) -> bool:
    corners = sum(len(ring) for ring in area.polygons)
    few = len(area.geocodes) <= area_codec.MAX_GEOCODES and len(area.circles) <= area_codec.MAX_CIRCLES
    return few and corners <= area_codec.MAX_CORNERS


def _size(alert: Alert) -> int:
    return len(cbor.dumps(alert_codec.encode(alert)))


def _with(alert: Alert, **fields: object) -> Alert:
    return alert._replace(**fields)
