"""Packed bytes of geocodes, polygons and circles. docs/protocol/alert.md. No I/O, no clock."""

from meshwire.errors import WireError

MAX_CODE = 32  # characters of one geocode; the longest in use have 12
_MAX_DIGITS = 15  # the high half of a group's second byte; a longer number goes as text
_MAX_GROUP = 15  # the low half: values in one group
_MAX_VARINT = 8  # bytes: 15 digits need 50 bits


def is_code(raw: bytes) -> bool:
    """Whether these are the bytes of a geocode: 1 to MAX_CODE printable ASCII characters."""
    return 1 <= len(raw) <= MAX_CODE and min(raw) >= 0x20 and max(raw) <= 0x7E


def pack_geocodes(codes: tuple[tuple[int, str], ...]) -> bytes:
    """Groups of (scheme, digits and count, values), sorted; codes of one scheme and length share groups."""
    out = bytearray()
    sorted_codes = sorted((scheme, _digits(value), value) for scheme, value in set(codes))
    at = 0
    while at < len(sorted_codes):
        group = sorted_codes[at : at + _MAX_GROUP]
        group = [code for code in group if code[:2] == group[0][:2]]
        scheme, digits, _ = group[0]
        out.append(scheme)
        out.append(digits << 4 | len(group))
        _put_values(out, digits, [value for _, _, value in group])
        at += len(group)
    return bytes(out)


def unpack_geocodes(data: bytes) -> tuple[tuple[int, str], ...]:
    codes: list[tuple[int, str]] = []
    at = 0
    while at < len(data):
        if len(data) - at < 2:
            raise WireError("area: a group of geocodes is cut short")
        scheme, digits, count = data[at], data[at + 1] >> 4, data[at + 1] & 15
        if count == 0:
            raise WireError("area: an empty group of geocodes")
        values, at = (_take_numbers if digits else _take_texts)(data, at + 2, digits, count)
        codes.extend((scheme, value) for value in values)
    return tuple(codes)


def pack_polygons(polygons: tuple[tuple[tuple[int, int], ...], ...]) -> bytes:
    """Of each: corner count, then latitude and longitude, first absolute, then what they differ by."""
    out = bytearray()
    for ring in polygons:
        _put(out, len(ring))
        before = (0, 0)
        for point in ring:
            _put_signed(out, point[0] - before[0])
            _put_signed(out, point[1] - before[1])
            before = point
    return bytes(out)


def unpack_polygons(data: bytes) -> tuple[tuple[tuple[int, int], ...], ...]:
    polygons = []
    at = 0
    while at < len(data):
        count, at = _take(data, at)
        if 2 * count > len(data) - at:
            raise WireError("area: a polygon is cut short")
        ring = []
        latitude = longitude = 0
        for _ in range(count):
            north, at = _take_signed(data, at)
            east, at = _take_signed(data, at)
            latitude, longitude = latitude + north, longitude + east
            ring.append((latitude, longitude))
        polygons.append(tuple(ring))
    return tuple(polygons)


def pack_circles(circles: tuple[tuple[int, int, int], ...]) -> bytes:
    """Of each: latitude, longitude, radius."""
    out = bytearray()
    for latitude, longitude, radius in circles:
        _put_signed(out, latitude)
        _put_signed(out, longitude)
        _put(out, radius)
    return bytes(out)


def unpack_circles(data: bytes) -> tuple[tuple[int, int, int], ...]:
    circles = []
    at = 0
    while at < len(data):
        latitude, at = _take_signed(data, at)
        longitude, at = _take_signed(data, at)
        radius, at = _take(data, at)
        circles.append((latitude, longitude, radius))
    return tuple(circles)


def _digits(value: str) -> int:
    """How many digits a value of digits only has; 0 when it goes as text."""
    return len(value) if value.isdigit() and len(value) <= _MAX_DIGITS else 0


def _put_values(out: bytearray, digits: int, values: list[str]) -> None:
    before = 0
    for value in values:
        if digits:
            _put(out, int(value) - before)
            before = int(value)
        else:
            out.append(len(value))
            out.extend(value.encode())


def _take_numbers(data: bytes, at: int, digits: int, count: int) -> tuple[list[str], int]:
    values: list[str] = []
    number = 0
    for _ in range(count):
        step, at = _take(data, at)
        number += step
        value = str(number)
        if len(value) > digits or (values and step == 0):
            raise WireError("area: geocodes are out of order or too long")
        values.append("0" * (digits - len(value)) + value)
    return values, at


def _take_texts(data: bytes, at: int, _digits: int, count: int) -> tuple[list[str], int]:
    values = []
    for _ in range(count):
        size = data[at] if at < len(data) else 0
        raw = data[at + 1 : at + 1 + size]
        if len(raw) != size or not is_code(raw):
            raise WireError("area: a geocode is cut short or not printable ASCII")
        values.append(raw.decode())
        at += 1 + size
    return values, at


def _put(out: bytearray, number: int) -> None:
    """Seven bits per byte, low ones first, the high bit set when more follow."""
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)


def _put_signed(out: bytearray, number: int) -> None:
    """Zig-zag: 0, -1, 1, -2 ... are 0, 1, 2, 3 ..."""
    _put(out, 2 * number if number >= 0 else -2 * number - 1)


def _take(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for index in range(_MAX_VARINT):
        if at + index >= len(data):
            break
        byte = data[at + index]
        number |= (byte & 127) << (7 * index)
        if byte < 128:
            return number, at + index + 1
    raise WireError("area: a number is cut short or too long")


def _take_signed(data: bytes, at: int) -> tuple[int, int]:
    number, at = _take(data, at)
    return (number >> 1) ^ -(number & 1), at
