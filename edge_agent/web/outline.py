"""The outline of an area as a small drawing, north up, with a bar as long as a stated distance. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from edge_agent.web.html import Markup, tag

KM_PER_DEGREE = 111.2  # of latitude: the Earth's mean circumference / 360
WIDTH, MARGIN = 160.0, 8.0  # of the drawing, in its own units
NARROWEST = 0.001  # degrees; a point becomes a dot instead of a division by zero
BARS_KM = [step * 10.0**power for power in range(-2, 5) for step in (1, 2, 5)]
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Circle:
    lat: float
    lon: float
    radius_km: float

    def corners(self) -> tuple[Point, Point]:
        reach = self.radius_km / KM_PER_DEGREE
        wide = reach / squeeze(self.lat)
        return (self.lat - reach, self.lon - wide), (self.lat + reach, self.lon + wide)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the Earth, small enough to be drawn flat."""

    top: float
    left: float
    height: float
    scale: float  # units of the drawing per degree of latitude

    def at(self, point: Point) -> Point:
        x = (point[1] - self.left) * squeeze(self.top) * self.scale
        return MARGIN + x, MARGIN + (self.top - point[0]) * self.scale


def squeeze(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return max(0.01, cos(radians(lat)))


def outline(polygons: Sequence[Sequence[Point]], circles: Sequence[Circle]) -> Markup | None:
    """None when there is nothing to draw."""
    points = [point for ring in polygons for point in ring]
    points += [corner for circle in circles for corner in circle.corners()]
    if not points:
        return None
    window = _window(points)
    height = 2 * MARGIN + window.height * window.scale
    shapes = [tag("polygon", points=" ".join(_pair(window.at(point)) for point in ring)) for ring in polygons]
    shapes += [_circle(circle, window) for circle in circles]
    box = f"0 0 {WIDTH:.0f} {height + 28:.0f}"
    legend = _bar(window, height)
    return tag("svg", shapes, legend, viewBox=box, class_="outline", role="img", aria_label="Outline of the area")


def _window(points: Sequence[Point]) -> Window:
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    top, left, height = max(lats), min(lons), max(lats) - min(lats)
    span = max(height, (max(lons) - left) * squeeze(top), NARROWEST)
    return Window(top, left, height, (WIDTH - 2 * MARGIN) / span)


def _circle(circle: Circle, window: Window) -> Markup:
    x, y = window.at((circle.lat, circle.lon))
    return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{circle.radius_km / KM_PER_DEGREE * window.scale:.1f}")


def _bar(window: Window, y: float) -> list[Markup]:
    units_per_km = window.scale / KM_PER_DEGREE
    km = max((bar for bar in BARS_KM if bar * units_per_km <= WIDTH / 2), default=BARS_KM[0])
    line = tag("path", class_="bar", d=f"M{MARGIN:.0f} {y + 4:.0f}v5h{km * units_per_km:.1f}v-5")
    return [line, tag("text", f"{km:g} km, north is up", x=f"{MARGIN:.0f}", y=f"{y + 22:.0f}")]


def _pair(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
