"""The area of a CAP info as a meshwire area. Pure."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from edge_agent.alerts.cap import CapArea, CapInfo, Pairs
from edge_agent.alerts.cap_geometry import Circle, Point
from edge_agent.alerts.hull import convex_hull
from edge_agent.errors import BadRequest
from meshwire import packing, registry
from meshwire.area import MAX_RADIUS, Area

_SCHEMES = {name.upper(): code for code, name, _ in registry.GEOCODE_SCHEMES if code}
_ALIASES = {
    "FIPS6": "SAME", "SAME_CODE": "SAME", "UGC_CODE": "UGC", "EMMA ID": "EMMA_ID", "NUTS0": "NUTS", "NUTS1": "NUTS",
    "NUTS2": "NUTS", "NUTS3": "NUTS", "ISO 3166-1": "ISO3166", "ISO 3166-2": "ISO3166", "ISO3166-1": "ISO3166",
    "ISO3166-2": "ISO3166", "REGIONALSCHLUESSEL": "ARS", "SHN": "ARS", "GEMEINDESCHLUESSEL": "AGS",
    "PROFILE:CAP-CP:LOCATION:0.3": "SGC", "P-CODE": "PCODE",
}  # fmt: skip
_UNIT_M, _METRES_PER_STEP = 100, 112  # of a radius; of 1/1000 degree at most
_ROUNDING_UNITS = 1  # a rounded centre is at most 79 m off
_OTHER = 0

Geocode = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """`optional` geocodes repeat what shapes or another scheme of their CAP area say; `left_out`: unusable ones."""

    area: Area
    optional: frozenset[Geocode]
    is_widened: bool
    left_out: tuple[str, ...]


def area_of(info: CapInfo) -> Parts:
    """All areas of the info together; empty when it names none that a machine understands."""
    geocodes: list[Geocode] = []
    needed: set[Geocode] = set()
    left_out: list[str] = []
    polygons, circles = [], []
    for cap_area in info.areas:
        codes, unusable = _geocodes(cap_area.geocodes)
        geocodes += codes
        left_out += unusable
        needed.update(_needed(cap_area, codes))
        rings = [_ring(part) for polygon in cap_area.polygons for part in _on_one_side(polygon)]
        polygons += [ring for ring in rings if not _is_flat(ring)]
        circles += [_around(ring) for ring in rings if _is_flat(ring)]
        circles += [_circle(circle) for circle in cap_area.circles]
        left_out += [f"{name} of an area" for name in ("altitude", "ceiling") if getattr(cap_area, name)]
    area = Area(tuple(sorted(set(geocodes))), tuple(dict.fromkeys(polygons)), tuple(dict.fromkeys(circles)))
    is_widened = any(_crosses_180(polygon) for cap_area in info.areas for polygon in cap_area.polygons)
    return Parts(area, frozenset(geocodes) - needed, is_widened, tuple(left_out))


def _needed(cap_area: CapArea, codes: list[Geocode]) -> Collection[Geocode]:
    """Without shapes one scheme is the area, here the shortest; the others are translations of it."""
    if cap_area.polygons or cap_area.circles or not codes:
        return ()
    by_scheme = [tuple(c for c in codes if c[0] == scheme) for scheme, _ in codes]
    return min(by_scheme, key=lambda group: (len(packing.pack_geocodes(group)), group))


def _geocodes(pairs: Pairs) -> tuple[list[Geocode], list[str]]:
    usable, unusable = [], []
    for name, value in pairs:
        upper = name.upper().strip()
        scheme = _SCHEMES.get(_ALIASES.get(upper, upper), _OTHER)
        code = value if scheme else f"{name}={value}"
        if packing.is_code(code.encode()):
            usable.append((scheme, code))
        else:
            unusable.append(f"geocode {name} {value[:40]!r}")
    return usable, unusable


def _crosses_180(polygon: tuple[Point, ...]) -> bool:
    """Whether an edge is shorter the other way around the earth."""
    edges = zip(polygon, polygon[1:] + polygon[:1], strict=True)
    return any(abs(start[1] - end[1]) > 180 for start, end in edges)


def _on_one_side(polygon: tuple[Point, ...]) -> Sequence[tuple[Point, ...]]:
    """The polygon, or the boxes east and west of the 180th meridian that together contain it."""
    if not _crosses_180(polygon):
        return [polygon]
    south, north = min(lat for lat, _ in polygon), max(lat for lat, _ in polygon)
    west = min(lon for _, lon in polygon if lon > 0)
    east = max(lon for _, lon in polygon if lon <= 0)
    return [
        ((south, inner), (south, outer), (north, outer), (north, inner))
        for inner, outer in ((west, 180.0), (east, -180.0))
    ]


def _ring(polygon: tuple[Point, ...]) -> tuple[tuple[int, int], ...]:
    """Corners on the grid of 1/1000 degree, without repetitions of a neighbour."""
    corners = [(round(lat * 1000), round(lon * 1000)) for lat, lon in polygon]
    return tuple(corner for at, corner in enumerate(corners) if corner != corners[at - 1]) or (corners[0],)


def _is_flat(ring: tuple[tuple[int, int], ...]) -> bool:
    """Whether all its corners are on one line of the grid: too small or too thin for a polygon."""
    return len(convex_hull(ring)) <= 2


def _around(ring: tuple[tuple[int, int], ...]) -> tuple[int, int, int]:
    """The circle around a polygon that is flat on the grid."""
    (lat, lon), *others = ring
    far_m = max((math.hypot(lat - other[0], lon - other[1]) * _METRES_PER_STEP for other in others), default=0)
    return lat, lon, _radius(math.ceil(far_m / _UNIT_M) + _ROUNDING_UNITS)


def _circle(circle: Circle) -> tuple[int, int, int]:
    lat, lon = round(circle.lat * 1000), round(circle.lon * 1000)
    is_exact = abs(lat - circle.lat * 1000) + abs(lon - circle.lon * 1000) < 1e-6
    units = math.ceil(circle.radius_km * 10 - 1e-9) + (0 if is_exact else _ROUNDING_UNITS)
    return lat, lon, _radius(units)


def _radius(units: int) -> int:
    if units > MAX_RADIUS:
        raise BadRequest(f"a circle of more than {MAX_RADIUS // 10} km does not fit a frame; give a polygon")
    return units
