"""As much of DER (X.690) as a certificate needs; nothing here reads any. Pure."""

from datetime import UTC, datetime

BOOLEAN, INTEGER, BITS, OCTETS, OID, UTF8, UTC_TIME, TIME = 0x01, 0x02, 0x03, 0x04, 0x06, 0x0C, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
CONTEXT = 0xA0  # | number: an explicit tag of the structure around it
TWO_DIGITS = range(1950, 2050)  # years that RFC 5280, 4.1.2.5 wants written with two digits


def element(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*contents: bytes) -> bytes:
    return element(SEQUENCE, *contents)


def integer(value: int) -> bytes:
    """Not negative."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def bits(content: bytes, *, unused: int = 0) -> bytes:
    return element(BITS, bytes((unused,)), content)


def time(utc_s: int) -> bytes:
    moment = datetime.fromtimestamp(utc_s, UTC)
    if moment.year in TWO_DIGITS:
        return element(UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode())
    return element(TIME, moment.strftime("%Y%m%d%H%M%SZ").encode())
