"""Headlines in few bytes: raw deflate with a dictionary and a one-byte alphabet per language. docs/protocol/alert.md.

No clock; memory is bounded by the limits below. Characters are cut out as slices: MicroPython never forgets a string
that it made of an index, of iteration or of chr().
"""

from meshwire.dictionary import alphabet, dictionary
from meshwire.errors import WireError

try:
    import zlib

    _HAS_ZLIB = True
except ImportError:  # a board: it unpacks with its own module and sends plain text
    import io

    import deflate  # type: ignore[import-not-found]

    _HAS_ZLIB = False

MAX_CHARACTERS = 160  # a warning on a phone has as many (WEA 1.0 had 90, WEA 3.0 360); a board shows eight lines of 21
MAX_BYTES = 480  # 160 characters of three bytes
MAX_DICTIONARY = 512
WINDOW_BITS = 10  # 1024 bytes hold the longest dictionary and the longest headline
_ESCAPE = 0x1B  # in front of the UTF-8 bytes of a character that is not in the alphabet


def pack(headline: str, language: int) -> str | bytes:
    """The shorter of the text itself and its compressed form; ValueError when it is too long for any frame."""
    plain = headline.encode()
    if len(headline) > MAX_CHARACTERS or len(plain) > MAX_BYTES:
        raise ValueError(f"headline: more than {MAX_CHARACTERS} characters or {MAX_BYTES} bytes")
    coded = to_alphabet(headline, alphabet(language))
    if not _HAS_ZLIB or len(coded) > MAX_BYTES:
        return headline
    preset = _preset(language)
    packed = min((_deflate(coded, preset, strategy) for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED)), key=len)
    return packed if len(packed) < len(plain) else headline


def unpack(value: object, language: int) -> str:
    """The headline that `pack` was given; WireError for anything that is not one."""
    if isinstance(value, bytes):
        value = from_alphabet(_inflate(value, _preset(language)), alphabet(language))
    if not isinstance(value, str):
        raise WireError("headline: neither text nor bytes")
    if len(value) > MAX_CHARACTERS or len(value.encode()) > MAX_BYTES:
        raise WireError("headline: too long")
    if value and min(value.encode()) < 0x20:  # would let a sender forge lines of the screen
        raise WireError("headline: a control character")
    return value


def to_alphabet(headline: str, letters: str) -> bytes:
    """ASCII as it is, the language's own letters as one byte from 0x80, anything else escaped."""
    out = bytearray()
    for at in range(len(headline)):
        character = headline[at : at + 1]
        place = letters.find(character)
        if character < "\x80":
            out.append(ord(character))
        elif place >= 0:
            out.append(0x80 + place)
        else:
            out.append(_ESCAPE)
            out.extend(character.encode())
    return bytes(out)


def from_alphabet(coded: bytes, letters: str) -> str:
    """The inverse of `to_alphabet`; WireError for bytes it never makes."""
    out = bytearray()
    at = 0
    while at < len(coded):
        byte = coded[at]
        size = 1
        if byte >= 0x80:
            if byte - 0x80 >= len(letters):
                raise WireError("headline: a byte outside the alphabet")
            out.extend(letters[byte - 0x80 : byte - 0x7F].encode())
        elif byte == _ESCAPE:
            size, character = _escaped(coded, at + 1)
            out.extend(character.encode())
        else:
            out.append(byte)
        at += size
    return out.decode()


def _escaped(coded: bytes, at: int) -> tuple[int, str]:
    lead = coded[at] if at < len(coded) else 0
    tail = 1 if 0xC2 <= lead < 0xE0 else 2 if 0xE0 <= lead < 0xF0 else 3 if 0xF0 <= lead < 0xF5 else 0
    raw = coded[at : at + 1 + tail]
    if tail == 0 or len(raw) != 1 + tail:
        raise WireError("headline: a broken escape")
    for byte in raw[1:]:
        if byte & 0xC0 != 0x80:
            raise WireError("headline: a broken escape")
    character = raw.decode() if _is_scalar(raw) else ""
    if not character:
        raise WireError("headline: not a Unicode character")
    return 2 + tail, character


def _is_scalar(raw: bytes) -> bool:
    """Whether well-formed lead and tails are the shortest form of a character (MicroPython's decoder does not ask)."""
    point = raw[0] & (0x7F >> len(raw))
    for byte in raw[1:]:
        point = point << 6 | byte & 0x3F
    return point >= (0x80, 0x800, 0x10000)[len(raw) - 2] and not 0xD800 <= point < 0xE000 and point <= 0x10FFFF


def _preset(language: int) -> bytes:
    return to_alphabet(dictionary(language), alphabet(language))


def _deflate(coded: bytes, preset: bytes, strategy: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9, strategy, preset)
    return packer.compress(coded) + packer.flush()


def _inflate(packed: bytes, preset: bytes) -> bytes:
    if not _HAS_ZLIB:
        return _inflate_on_board(packed, preset)
    unpacker = zlib.decompressobj(-WINDOW_BITS, preset)
    try:
        coded = unpacker.decompress(packed, MAX_BYTES + 1)
    except zlib.error:
        raise WireError("headline: damaged")
    if len(coded) > MAX_BYTES or not unpacker.eof or unpacker.unused_data:
        raise WireError("headline: damaged or too long")
    return coded


def _inflate_on_board(packed: bytes, preset: bytes) -> bytes:
    """MicroPython's inflate knows no preset dictionary: a stored block in front that holds it has the same effect."""
    size = len(preset)
    stored = b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little")  # RFC 1951, section 3.2.4
    stream = io.BytesIO(stored + preset + packed)
    try:
        coded = deflate.DeflateIO(stream, deflate.RAW, WINDOW_BITS).read(size + MAX_BYTES + 1)
    except (OSError, EOFError):
        raise WireError("headline: damaged")
    if len(coded) > size + MAX_BYTES or stream.read(1):
        raise WireError("headline: damaged or too long")
    return bytes(coded[size:])
