"""An alert's area in words, so that a reader sees whether they are meant. Pure."""

from edge_agent.web.html import Child, Markup, join, tag
from edge_agent.web.outline import KM_PER_DEGREE, Circle, Point, outline, squeeze
from edge_agent.web.record import Record


def area(record: Record) -> Markup:
    """Geocodes, polygons and circles, and the outline of what has one."""
    polygons = [[_point(corner) for corner in _list(ring)] for ring in record.items("polygons")]
    circles = [Circle(*_numbers(circle, 3)) for circle in record.items("circles")]
    words: list[Child] = [_geocode(pair) for pair in record.items("geocodes")]
    words += [_zone(ring) for ring in polygons if ring]
    words += [join("within ", _km(circle.radius_km), " of ", _place(circle.lat, circle.lon)) for circle in circles]
    return join(tag("ul", [tag("li", word) for word in words], class_="area"), outline(polygons, circles))


def _geocode(pair: object) -> Markup:
    scheme, value = (str(item) for item in _list(pair)[:2])
    return join(tag("span", scheme, class_="scheme"), " ", tag("bdi", value))


def _zone(ring: list[Point]) -> Markup:
    lats, lons = [lat for lat, _ in ring], [lon for _, lon in ring]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    height = (max(lats) - min(lats)) * KM_PER_DEGREE
    width = (max(lons) - min(lons)) * KM_PER_DEGREE * squeeze(lat)
    return join("a zone of ", _km(width), " by ", _km(height), " around ", _place(lat, lon))


def _place(lat: float, lon: float) -> Markup:
    """A link that opens the map of a phone, which works offline too (RFC 5870)."""
    return tag("a", f"{lat:.3f}, {lon:.3f}", href=f"geo:{lat:.3f},{lon:.3f}")


def _km(length: float) -> str:
    return f"{length:.0f} km" if length >= 10 else f"{length:.1f} km"


def _point(value: object) -> Point:
    lat, lon = _numbers(value, 2)
    return lat, lon


def _numbers(value: object, count: int) -> list[float]:
    """Exactly so many numbers; a TypeError for anything else, as everywhere in a capability's answer."""
    numbers = [float(item) for item in _list(value) if isinstance(item, int | float)]
    if len(numbers) != count:
        raise TypeError(f"{value!r} is not {count} numbers")
    return numbers


def _list(value: object) -> list[object]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is not a list")
    return list(value)
