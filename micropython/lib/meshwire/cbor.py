"""Deterministic CBOR (RFC 8949): integers, bytes, text, arrays, maps with integer or text keys, true, false, null.

A value has exactly one encoding, with shortest heads and map keys sorted as in section 4.2.3, and `loads` takes no
other, so a signature over the bytes is a signature over the value. No floats, tags or indefinite lengths.
"""

from meshwire.errors import WireError

MAX_DEPTH = 8  # of nested arrays and maps; an event with an alert in it needs 4, and a board has 8 kB of stack
_INT_LIMIT = 1 << 64  # the largest head holds 8 bytes
_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = 0x00, 0x20, 0x40, 0x60, 0x80, 0xA0
_SIMPLE = ((0xF4, False), (0xF5, True), (0xF6, None))  # a tuple: as dict keys False and 0 would be one


def dumps(value: object) -> bytes:
    """Encode a value; TypeError or ValueError for one that has no encoding here."""
    out = bytearray()
    _put(out, value, MAX_DEPTH)
    return bytes(out)


def loads(data: bytes) -> object:
    """Decode the one value that fills `data`, or raise WireError."""
    value, end = loads_prefix(data, 0)
    if end != len(data):
        raise WireError("CBOR: bytes after the end of the value")
    return value


def loads_prefix(data: bytes, at: int) -> tuple[object, int]:
    """Decode the value that starts at offset `at`; return it with the offset after it, or raise WireError."""
    return _take(data, at, MAX_DEPTH)


def _put(out: bytearray, value: object, depth: int) -> None:
    for code, constant in _SIMPLE:
        if value is constant:
            out.append(code)
            return
    if isinstance(value, int):
        _put_int(out, value)
    elif isinstance(value, bytes):
        _put_head(out, _BYTES, len(value))
        out.extend(value)
    elif isinstance(value, str):
        raw = value.encode()
        _put_head(out, _TEXT, len(raw))
        out.extend(raw)
    else:
        _put_container(out, value, depth)


def _put_container(out: bytearray, value: object, depth: int) -> None:
    if not isinstance(value, (list, tuple, dict)):
        raise TypeError("CBOR: no encoding for a value of type " + type(value).__name__)
    if depth == 0:
        raise ValueError("CBOR: nested deeper than " + str(MAX_DEPTH))
    if not isinstance(value, dict):
        _put_head(out, _ARRAY, len(value))
        for item in value:
            _put(out, item, depth - 1)
        return
    _put_head(out, _MAP, len(value))
    for _, raw, key in sorted(_encoded_key(key) for key in value):
        out.extend(raw)
        _put(out, value[key], depth - 1)


def _encoded_key(key: object) -> tuple[int, bytes, object]:
    if isinstance(key, bool) or not isinstance(key, (int, str)):
        raise TypeError("CBOR: a map key is an integer or a text")
    raw = dumps(key)
    return len(raw), raw, key


def _put_int(out: bytearray, value: int) -> None:
    if not -_INT_LIMIT <= value < _INT_LIMIT:
        raise ValueError("CBOR: integer beyond 64 bits")
    if value < 0:
        _put_head(out, _NEGATIVE, -1 - value)
    else:
        _put_head(out, _UINT, value)


def _put_head(out: bytearray, major: int, argument: int) -> None:
    if argument < 24:
        out.append(major | argument)
        return
    code, size = 24, 1
    while argument >> (8 * size):
        code, size = code + 1, size * 2
    out.append(major | code)
    out.extend(argument.to_bytes(size, "big"))


def _take(data: bytes, at: int, depth: int) -> tuple[object, int]:
    if at >= len(data):
        raise WireError("CBOR: the value is cut short")
    for code, constant in _SIMPLE:
        if data[at] == code:
            return constant, at + 1
    major = data[at] & 0xE0
    argument, at = _take_head(data, at)
    if major == _UINT:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    return _take_sized(major, data, at, argument, depth)


def _take_sized(major: int, data: bytes, at: int, size: int, depth: int) -> tuple[object, int]:
    if major > _MAP:
        raise WireError("CBOR: tags, floats and other simple values are not used here")
    if size > len(data) - at:  # before anything of that size is allocated; every item takes at least a byte
        raise WireError("CBOR: the length is beyond the end")
    if major == _BYTES:
        return data[at : at + size], at + size
    if major == _TEXT:
        return _text(data[at : at + size]), at + size
    if depth == 0:
        raise WireError("CBOR: nested too deep")
    return (_take_array if major == _ARRAY else _take_map)(data, at, size, depth - 1)


def _take_head(data: bytes, at: int) -> tuple[int, int]:
    code = data[at] & 0x1F
    at += 1
    if code < 24:
        return code, at
    if code > 27:
        raise WireError("CBOR: indefinite or reserved length")
    size = 1 << (code - 24)
    if size > len(data) - at:
        raise WireError("CBOR: the value is cut short")
    argument = int.from_bytes(data[at : at + size], "big")
    if argument < 24 or (size > 1 and not argument >> (4 * size)):
        raise WireError("CBOR: not the shortest form")
    return argument, at + size


def _take_array(data: bytes, at: int, count: int, depth: int) -> tuple[object, int]:
    items = []
    for _ in range(count):
        item, at = _take(data, at, depth)
        items.append(item)
    return items, at


def _take_map(data: bytes, at: int, count: int, depth: int) -> tuple[object, int]:
    pairs = {}
    previous = (0, b"")
    for _ in range(count):
        start = at
        key, at = _take(data, at, 0)
        if isinstance(key, bool) or not isinstance(key, (int, str)):
            raise WireError("CBOR: a map key is an integer or a text")
        order = (at - start, data[start:at])
        if order <= previous:
            raise WireError("CBOR: map keys out of order or repeated")
        previous = order
        pairs[key], at = _take(data, at, depth)
    return pairs, at


def _text(raw: bytes) -> str:
    if not is_utf8(raw):
        raise WireError("CBOR: the text is not UTF-8")
    return raw.decode()


def is_utf8(raw: bytes) -> bool:
    """Strict, because MicroPython's own check lets overlong forms and surrogates pass (Unicode 15, table 3-7)."""
    at = 0
    while at < len(raw):
        lead = raw[at]
        tail = 0 if lead < 0x80 else 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
        if 0x80 <= lead < 0xC2 or lead > 0xF4 or at + tail >= len(raw):
            return False
        point = lead & (0x7F >> tail)
        for byte in raw[at + 1 : at + 1 + tail]:
            if byte & 0xC0 != 0x80:
                return False
            point = point << 6 | byte & 0x3F
        if point < (0, 0x80, 0x800, 0x10000)[tail] or 0xD800 <= point < 0xE000 or point > 0x10FFFF:
            return False
        at += 1 + tail
    return True
