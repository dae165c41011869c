"""Areas: whom an alert concerns and where an authority may speak. docs/protocol/alert.md. No I/O, no clock."""

from collections import namedtuple

from meshwire import geometry, packing, registry
from meshwire.errors import WireError

GEOCODES, POLYGONS, CIRCLES = 4, 5, 6  # keys of the map
KEYS = (GEOCODES, POLYGONS, CIRCLES)
MAX_GEOCODES = 64  # a frame has room for fewer; a certificate over IP is bounded by this
MAX_CORNERS = 128  # of all polygons together; a frame has room for 60, and 128 in 128 take MicroPython 0.1 s on a PC
MAX_CIRCLES = 16
MAX_RADIUS = 10000  # 1000 km
_MAX_LATITUDE, _MAX_LONGITUDE = 90000, 180000

Area = namedtuple("Area", ("geocodes", "polygons", "circles"))
Place = namedtuple("Place", ("lat", "lon", "geocodes"))
EMPTY = Area((), (), ())


def is_empty(area: Area) -> bool:
    return not (area.geocodes or area.polygons or area.circles)


def covers(outer: Area, inner: Area) -> bool:
    """Whether every part of `inner` certainly lies in one part of `outer`; geocodes and shapes do not compare."""
    for code in inner.geocodes:
        if not any(_is_code_in_code(code, whole) for whole in outer.geocodes):
            return False
    for ring in inner.polygons:
        in_ring = any(geometry.is_ring_in_ring(ring, whole) for whole in outer.polygons)
        if not in_ring and not any(geometry.is_ring_in_circle(ring, whole) for whole in outer.circles):
            return False
    for circle in inner.circles:
        in_ring = any(geometry.is_circle_in_ring(circle, whole) for whole in outer.polygons)
        if not in_ring and not any(geometry.is_circle_in_circle(circle, whole) for whole in outer.circles):
            return False
    return not is_empty(inner)


def touches(area: Area, place: Place) -> bool:
    """Whether somebody at `place` is concerned; True as well when nothing known of the place compares with the area."""
    if _is_in_shapes(area, place) or _shares_geocode(area, place):
        return True
    has_shapes = bool(area.polygons or area.circles) and place.lat is not None
    schemes = [scheme for scheme, _ in place.geocodes]
    can_tell = has_shapes or any(scheme in schemes for scheme, _ in area.geocodes)
    return not can_tell and not is_empty(area)


def check(area: Area) -> None:
    """Raise WireError for an area that is out of bounds."""
    corners = sum(len(ring) for ring in area.polygons)
    if len(area.geocodes) > MAX_GEOCODES or corners > MAX_CORNERS or len(area.circles) > MAX_CIRCLES:
        raise WireError("area: too many parts; join polygons or name a larger district")
    for scheme, value in area.geocodes:
        if not 0 <= scheme <= 255 or not packing.is_code(value.encode()):
            raise WireError(f"area: a geocode is 1 to {packing.MAX_CODE} printable ASCII characters")
    for ring in area.polygons:
        if len(ring) < 3:
            raise WireError("area: a polygon has at least 3 corners")
        _check_points(ring)
    _check_points([circle[:2] for circle in area.circles])
    if not all(0 <= circle[2] <= MAX_RADIUS for circle in area.circles):
        raise WireError(f"area: a radius is at most {MAX_RADIUS // 10} km")


def encode(area: Area) -> dict[int, bytes]:
    """The map of docs/protocol/alert.md, keys 4 to 6; geocodes come out sorted. WireError when it is out of bounds."""
    check(area)
    packed = (
        (GEOCODES, packing.pack_geocodes(area.geocodes)),
        (POLYGONS, packing.pack_polygons(area.polygons)),
        (CIRCLES, packing.pack_circles(area.circles)),
    )
    return {key: value for key, value in packed if value}


def decode(mapping: dict) -> Area:  # type: ignore[type-arg]
    """The Area in keys 4 to 6 of a map; other keys are not looked at. WireError for anything malformed."""
    fields = [mapping.get(key, b"") for key in KEYS]
    for field in fields:
        if not isinstance(field, bytes):
            raise WireError("area: a field is not a byte string")
    area = Area(
        packing.unpack_geocodes(fields[0]), packing.unpack_polygons(fields[1]), packing.unpack_circles(fields[2])
    )
    check(area)
    return area


def _is_in_shapes(area: Area, place: Place) -> bool:
    if place.lat is None:
        return False
    point = (place.lat, place.lon)
    in_ring = any(geometry.is_in_ring(point, ring) for ring in area.polygons)
    return in_ring or any(geometry.may_be_in_circle(point, circle) for circle in area.circles)


def _shares_geocode(area: Area, place: Place) -> bool:
    for code in area.geocodes:
        for own in place.geocodes:
            if _is_code_in_code(own, code) or _is_code_in_code(code, own):
                return True
    return False


def _is_code_in_code(inner: tuple[int, str], outer: tuple[int, str]) -> bool:
    if inner[0] != outer[0] or not inner[1].startswith(outer[1]):
        return False
    return inner[1] == outer[1] or any(
        code == inner[0] and hierarchical for code, _, hierarchical in registry.GEOCODE_SCHEMES
    )


def _check_points(points) -> None:  # type: ignore[no-untyped-def]
    for lat, lon in points:
        if abs(lat) > _MAX_LATITUDE or abs(lon) > _MAX_LONGITUDE:
            raise WireError("area: a point is not on the earth")
