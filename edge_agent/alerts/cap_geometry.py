"""Polygons and circles of CAP, section 3.2.4: WGS 84 degrees and kilometres as text. Pure."""

import re
from dataclasses import dataclass

_NUMBER = r"[+-]?\d{1,3}(?:\.\d{1,20})?"
_POINT = re.compile(rf"({_NUMBER}),({_NUMBER})")
_CIRCLE = re.compile(rf"({_NUMBER}),({_NUMBER})\s+(\d{{1,5}}(?:\.\d{{1,20}})?)")
_MAX_RADIUS_KM = 20_038  # half the equator

Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Circle:
    lat: float
    lon: float
    radius_km: float


def polygon(text: str) -> tuple[Point, ...]:
    """The corners without the repeated last one; ValueError says what is wrong. Edges may cross each other."""
    words = text.split()
    points = tuple(_point(word) for word in words)
    if len(points) < 4:
        raise ValueError(f"a polygon has at least 4 points, the last equal to the first; this has {len(points)}")
    if points[0] != points[-1]:
        raise ValueError(f"the polygon is not closed: it begins with {words[0]} and ends with {words[-1]}")
    return points[:-1]


def circle(text: str) -> Circle:
    """ValueError says what is wrong."""
    match = _CIRCLE.fullmatch(text)
    if not match:
        raise ValueError("a circle is written 'latitude,longitude radius' with the radius in kilometres")
    lat, lon = _checked(match[1], match[2])
    radius_km = float(match[3])
    if radius_km > _MAX_RADIUS_KM:
        raise ValueError(f"a radius of {radius_km:g} km is more than half the earth")
    return Circle(lat, lon, radius_km)


def _point(word: str) -> Point:
    match = _POINT.fullmatch(word)
    if not match:
        raise ValueError(f"{word[:40]!r} is not 'latitude,longitude'")
    return _checked(match[1], match[2])


def _checked(lat_text: str, lon_text: str) -> Point:
    lat, lon = float(lat_text), float(lon_text)
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError(f"{lat_text},{lon_text} is not on the earth")
    return lat, lon
