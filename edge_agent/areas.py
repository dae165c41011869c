"""Areas as people type them: geocodes, polygons and circles. Pure."""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from edge_agent.errors import BadRequest
from meshwire.area import MAX_RADIUS, Area, check, is_empty
from meshwire.errors import WireError
from meshwire.registry import GEOCODE_SCHEMES

CIRCLE = re.compile(r"(?P<lat>[^,]+),(?P<lon>[^,]+),\s*(?P<radius>[0-9.]+)\s*(?P<unit>km|m)")
NUMBER = re.compile(r"[+-]?[0-9]{1,7}(\.[0-9]{1,12})?")
LONGEST = 8192  # characters of one option; a polygon of 128 corners needs 3000
CODES = {name.upper(): code for code, name, _ in GEOCODE_SCHEMES}
NAMES = {code: name for code, name, _ in GEOCODE_SCHEMES}

Point = tuple[int, int]


def add_area_options(parser: ArgumentParser) -> None:
    """The options that `area_of` reads."""
    parser.add_argument("--area", action="append", default=[], metavar="SCHEME:CODE,...",
                        help="geocodes, for example AGS:05154036,NUTS:DEA1B")  # fmt: skip
    parser.add_argument("--polygon", action="append", default=[], metavar="'LAT,LON LAT,LON ...'",
                        help="corners in degrees, at least three")  # fmt: skip
    parser.add_argument("--circle", action="append", default=[], metavar="LAT,LON,RADIUS",
                        help="for example 51.75,6.15,10km or 51.75,6.15,800m")  # fmt: skip


def area_of(args: Namespace) -> Area | None:
    """What the options name; None when there were none. BadRequest says which part is wrong."""
    area = parse(geocodes=args.area, polygons=args.polygon, circles=args.circle)
    return None if is_empty(area) else area


def parse(*, geocodes: Iterable[str] = (), polygons: Iterable[str] = (), circles: Iterable[str] = ()) -> Area:
    codes = [code for text in geocodes for code in parse_geocodes(text)]
    area = Area(tuple(codes), tuple(map(parse_polygon, polygons)), tuple(map(parse_circle, circles)))
    try:
        check(area)
    except WireError as error:
        raise BadRequest(str(error)) from None
    return area


def parse_geocodes(text: str) -> tuple[tuple[int, str], ...]:
    """`AGS:05154036,NUTS:DEA1B`: scheme and value; the schemes are those of the registry."""
    return tuple(_geocode(word) for word in _bounded(text).split(","))


def parse_polygon(text: str) -> tuple[Point, ...]:
    """`51.7,6.1 51.8,6.2 51.7,6.3`: at least three corners; a repeated first corner at the end is dropped."""
    ring = [_point(word) for word in _bounded(text).split()]
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(ring) < 3:
        raise BadRequest(f"the polygon {_start(text)} has {len(ring)} corners, at least 3 are needed")
    if max(lon for _, lon in ring) - min(lon for _, lon in ring) > 180_000:
        raise BadRequest(f"the polygon {_start(text)} crosses the 180th meridian; split it there into two polygons")
    return tuple(ring)


def parse_circle(text: str) -> tuple[int, int, int]:
    """`51.75,6.15,10km`: centre and radius; the radius is rounded up to whole 100 m."""
    found = CIRCLE.fullmatch(_bounded(text).strip())
    if found is None or not NUMBER.fullmatch(found["radius"]):
        raise BadRequest(f"the circle {_start(text)} is not LAT,LON,RADIUS; write for example 51.75,6.15,10km")
    metres = round(float(found["radius"]) * (1000 if found["unit"] == "km" else 1), 3)
    radius = -int(-metres // 100)
    if radius > MAX_RADIUS:
        raise BadRequest(f"the circle {_start(text)} is too large; a radius is at most {MAX_RADIUS // 10} km")
    return (*_point(f"{found['lat']},{found['lon']}"), radius)


def describe(area: Area | None) -> str:
    """One line in the form that is typed; `everywhere` for None."""
    if area is None:
        return "everywhere"
    words = [f"{NAMES.get(scheme, scheme)}:{value}" for scheme, value in area.geocodes]
    words += [f"polygon {' '.join(f'{lat / 1000:g},{lon / 1000:g}' for lat, lon in ring)}" for ring in area.polygons]
    words += [f"circle {lat / 1000:g},{lon / 1000:g},{radius / 10:g}km" for lat, lon, radius in area.circles]
    return "; ".join(words) or "nowhere"


def _geocode(word: str) -> tuple[int, str]:
    scheme, colon, value = word.strip().partition(":")
    if not colon or not value.strip():
        raise BadRequest(f"the geocode {_start(word)} is not SCHEME:CODE; write for example AGS:05154036")
    if scheme.upper() not in CODES:
        raise BadRequest(f"the geocode scheme {_start(scheme)} is not known; these are: {', '.join(NAMES.values())}")
    return CODES[scheme.upper()], value.strip()


def _point(word: str) -> Point:
    numbers = [number.strip() for number in word.split(",")]
    if len(numbers) != 2 or not all(NUMBER.fullmatch(number) for number in numbers):
        raise BadRequest(f"the point {_start(word)} is not LAT,LON in degrees; write for example 51.75,6.15")
    lat, lon = (round(float(number) * 1000) for number in numbers)
    if abs(lat) > 90_000 or abs(lon) > 180_000:
        raise BadRequest(f"the point {_start(word)} is not on the earth; latitude comes first")
    return lat, lon


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise BadRequest(f"an area of {len(text)} characters is too long, at most {LONGEST} are read")
    return text


def _start(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}...")
