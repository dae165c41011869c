"""CAP documents as objects: raw deflate with a dictionary of what all of them contain. docs/protocol/objects.md.

No clock; memory is bounded by the limits below. The dictionary never changes: a better one would be another kind.
"""

import hashlib
import io

from meshwire.errors import WireError

try:
    import zlib

    _HAS_ZLIB = True
except ImportError:  # a board: it unpacks with its own module and packs nothing
    import deflate  # type: ignore[import-not-found]

    _HAS_ZLIB = False

CAP_DOCUMENT = 1  # the first byte of an object
MAX_OBJECT = 8192  # bytes packed: a minute and a half of LongFast
MAX_DOCUMENT = 256_000  # bytes unpacked; what the agent takes as a document
DIGEST_SIZE = 12
WINDOW_BITS = 12  # 4 kB of a board's memory while it unpacks; a larger window gained nothing on the test documents
_CHUNK = 256
# The values of CAP 1.2 first, then the order of a whole document: what is last costs least.
DICTIONARY = (
    b"GeophySafetySecurityRescueFireHealthEnvTransportInfraCBRNEOtherExercise</status><msgType>Update</msgType>"
    b"Cancel</msgType><references>Restricted</scope><restriction>ShelterEvacuatePrepareExecuteAvoidMonitorAssess"
    b"AllClearNone</responseType><urgency>ExpectedFuturePastUnknown</urgency><severity>ExtremeModerateMinor"
    b"</severity><certainty>ObservedPossibleUnlikely</certainty><audience><code><note><resource><resourceDesc>"
    b"<mimeType><uri><circle>www..gov.com.orghttps://<eventCode>\n      <valueName>SAME</valueName>\n      <value>"
    b"</value>\n    </eventCode><parameter>\n      <valueName></valueName>\n      <value></value>\n    </parameter>\n"
    b"    <geocode><valueName>NUTS3</valueName><value></value></geocode>\n        <valueName>EMMA_ID</valueName>\n"
    b'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n  <identifier>'
    b"</identifier>\n  <sender></sender>\n  <sent>202T00:00:00-00:00+01:00+02:00</sent>\n  <status>Actual</status>\n"
    b"  <msgType>Alert</msgType>\n  <scope>Public</scope>\n  <info>\n    <language>en-US</language>\n"
    b"    <category>Met</category>\n    <event></event>\n    <responseType></responseType>\n    <urgency>Immediate"
    b"</urgency>\n    <severity>Severe</severity>\n    <certainty>Likely</certainty>\n    <effective></effective>\n"
    b"    <onset>:00+02:00</onset>\n    <expires>2026-</expires>\n    <senderName></senderName>\n    <headline>"
    b"</headline>\n    <description></description>\n    <instruction></instruction>\n    <web>https://</web>\n"
    b"    <contact></contact>\n    <area>\n      <areaDesc></areaDesc>\n      <polygon></polygon>\n      <geocode>\n"
    b"        <valueName></valueName>\n        <value></value>\n      </geocode>\n    </area>\n  </info>\n</alert>\n"
)


def digest_of(document: bytes) -> bytes:
    """The name of a document."""
    return hashlib.sha256(document).digest()[:DIGEST_SIZE]


def pack(document: bytes) -> bytes:
    """The object that carries a document. It may be longer than MAX_OBJECT: the caller decides."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -WINDOW_BITS, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return bytes((CAP_DOCUMENT,)) + packer.compress(document) + packer.flush()


def unpack(pieces: list[bytes]):  # type: ignore[no-untyped-def]
    """The document in an object, a few hundred bytes at a time; WireError when it is none.

    The object comes in pieces of which the first is not empty: a board need not have eight kilobytes in one place.
    """
    if pieces[0][:1] != bytes((CAP_DOCUMENT,)):
        raise WireError("object: not a CAP document")
    return _inflate(b"".join(pieces)[1:]) if _HAS_ZLIB else _inflate_on_board(pieces)


def carries(pieces: list[bytes], digest: bytes) -> bool:
    """Whether an object holds the document of this digest."""
    found = hashlib.sha256()
    try:
        for piece in unpack(pieces):
            found.update(piece)
    except WireError:
        return False
    return found.digest()[:DIGEST_SIZE] == digest


def _inflate(packed: bytes):  # type: ignore[no-untyped-def]
    # as if zeros stood in front: MicroPython does not look whether a repeat begins before the beginning
    unpacker = zlib.decompressobj(-WINDOW_BITS, bytes((1 << WINDOW_BITS) - len(DICTIONARY)) + DICTIONARY)
    size = 0
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(packed, _CHUNK)
        except zlib.error:
            raise WireError("object: damaged")
        packed = unpacker.unconsumed_tail
        size += len(piece)
        if size > MAX_DOCUMENT or not (piece or unpacker.eof):
            raise WireError("object: cut, or too long when unpacked")
        yield piece
    if packed or unpacker.unused_data:
        raise WireError("object: something follows it")


def _inflate_on_board(pieces: list[bytes]):  # type: ignore[no-untyped-def]
    """MicroPython's inflate knows no preset dictionary: a stored block in front that holds it has the same effect."""
    skip = len(DICTIONARY)
    stored = b"\x00" + skip.to_bytes(2, "little") + (skip ^ 0xFFFF).to_bytes(2, "little")  # RFC 1951, section 3.2.4
    stream = _Stream([stored, DICTIONARY, pieces[0][1:]] + pieces[1:])
    source = deflate.DeflateIO(stream, deflate.RAW, WINDOW_BITS)
    size = 0
    while True:
        try:
            piece = source.read(min(skip, _CHUNK) or _CHUNK)
        except (OSError, EOFError):
            raise WireError("object: damaged")
        if not piece:
            break
        if skip:
            skip -= len(piece)
            continue
        size += len(piece)
        if size > MAX_DOCUMENT:
            raise WireError("object: cut, or too long when unpacked")
        yield piece
    if stream.readinto(bytearray(1)):
        raise WireError("object: something follows it")


class _Stream(io.IOBase):
    """Pieces of bytes, one after the other."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._number = self._at = 0

    def readinto(self, buffer: bytearray) -> int:
        while self._number < len(self._pieces):
            piece = self._pieces[self._number][self._at : self._at + len(buffer)]
            if piece:
                buffer[: len(piece)] = piece
                self._at += len(piece)
                return len(piece)
            self._number, self._at = self._number + 1, 0
        return 0
