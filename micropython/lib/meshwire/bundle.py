"""Update bundles: a signed list of files and then the files. docs/protocol/update.md. No I/O, no clock.

magic | length of the list (4) | list (CBOR) | Ed25519 signature (64) | public key (32) | the files, one after the other
"""

import hashlib
from collections import namedtuple

from meshwire import cbor
from meshwire.errors import WireError

MAGIC = b"HNU1"
ANY_BOARD = "any"
KEY_SIZE, SIGNATURE_SIZE, DIGEST_SIZE = 32, 64, 32
MAX_MANIFEST = 16384  # bytes of the list, which a board holds in memory while it checks the signature
MAX_FILES = 200
MAX_PATH = 60
MAX_FILE = 65536  # bytes
MAX_TOTAL = 262144  # bytes of all files: two versions and the state fit a flash of 1 MB
MAX_TEXT = 32  # characters of version and board kind
MAX_COUNTER = 1 << 32
_PATH_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
_PREFIX = len(MAGIC) + 4
_MAP_OF_FOUR, _ARRAY, _ARRAY_OF_MANY, _FEW = 0xA4, 0x80, 0x98, 24  # CBOR heads

Entry = namedtuple("Entry", ("path", "size", "digest"))
Manifest = namedtuple("Manifest", ("version", "board", "counter", "files"))  # files: of Entry, by path
Head = namedtuple("Head", ("manifest", "digest", "signature", "signer"))  # digest: what was signed
Piece = namedtuple("Piece", ("entry", "data", "is_last"))


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes that are signed; WireError when a board would refuse them."""
    files = [[one.path, one.size, one.digest] for one in manifest.files]
    data = cbor.dumps({0: manifest.version, 1: manifest.board, 2: manifest.counter, 3: files})
    decode_manifest(data)
    return data


def decode_manifest(data: bytes) -> Manifest:
    """Parse and bound the list; WireError says what is wrong with it. Its files are read anew from `data` each time."""
    if len(data) > MAX_MANIFEST:
        raise WireError("bundle: the list of files is longer than %d bytes" % MAX_MANIFEST)
    fields = []
    at = 1
    for key in range(3):
        at = _expect(data, at, key)
        value, at = cbor.loads_prefix(data, at)
        fields.append(value)
    if data[0] != _MAP_OF_FOUR:
        raise WireError("bundle: not a list of version, board, counter and files")
    for value, name in ((fields[0], "version"), (fields[1], "board kind")):
        if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
            raise WireError("bundle: the %s is not a text of 1 to %d characters" % (name, MAX_TEXT))
    if not _is_number(fields[2], 1, MAX_COUNTER - 1):
        raise WireError("bundle: the counter is not a number from 1")
    files = Listed(data, _expect(data, at, 3))
    _check(files)
    return Manifest(fields[0], fields[1], fields[2], files)


def to_sign(manifest: bytes) -> bytes:
    """The 32 bytes that Ed25519 signs."""
    return hashlib.sha256(MAGIC + manifest).digest()


def encode_head(manifest: bytes, signature: bytes, signer: bytes) -> bytes:
    """What goes before the files."""
    if len(signature) != SIGNATURE_SIZE or len(signer) != KEY_SIZE:
        raise WireError("bundle: signature or public key has the wrong length")
    return MAGIC + len(manifest).to_bytes(4, "big") + manifest + signature + signer


def decode(data: bytes) -> tuple[Head, list[bytes]]:
    """A whole bundle at once, for those with memory enough; the signature is not checked here."""
    reader = Reader()
    pieces = reader.feed(data)
    if not reader.is_complete or reader.head is None:
        raise WireError("bundle: cut short")
    return reader.head, [piece.data for piece in pieces]


def is_path(path: object) -> bool:
    """Whether a bundle may write there: small letters, digits and _, folders, and .mpy at the end of the last part."""
    if not isinstance(path, str) or len(path) > MAX_PATH or not path.endswith(".mpy"):
        return False
    parts = path[:-4].split("/")
    return all(part and all(letter in _PATH_LETTERS for letter in part) for part in parts)


class Listed:
    """The files of a list: each is made when it is asked for, or they would take the memory of a small board."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        count, self._at = data[at : at + 1], at + 1
        self._count = count[0] - _ARRAY if count else 0
        if count == bytes((_ARRAY_OF_MANY,)):
            self._count, self._at = (data[at + 1 : at + 2] + b"\0")[0], at + 2
        if not 0 < self._count <= MAX_FILES or (self._count < _FEW) != (self._at == at + 1):
            raise WireError("bundle: not 1 to %d files" % MAX_FILES)

    def __len__(self) -> int:
        return self._count

    def __iter__(self):  # type: ignore[no-untyped-def]
        at = self._at
        for _ in range(self._count):
            fields, at = cbor.loads_prefix(self._data, at)
            yield _entry(fields)
        if at != len(self._data):
            raise WireError("bundle: bytes after the list of files")


class Reader:
    """Takes a bundle in chunks of any size and gives it back in checked pieces; holds the list and one chunk."""

    def __init__(self) -> None:
        self.head = None  # type: Head | None  # once it has arrived; whose signature it is, the caller checks
        self.is_complete = False
        self._is_broken = False
        self._start = bytearray(_PREFIX)  # what came of the head
        self._have = 0  # bytes of it
        self._coming = None  # type: object  # the files that are to come
        self._entry = None  # type: object  # the one that is arriving
        self._left = 0  # bytes of it that are missing
        self._hash = hashlib.sha256()

    def feed(self, chunk: bytes) -> list[Piece]:
        """The pieces of files in this chunk, in order; WireError when the bundle is wrong, and then it stays wrong.

        `head` is set before the first piece comes: check its signature before writing any.
        """
        if self._is_broken:
            raise WireError("bundle: an earlier chunk was wrong")
        self._is_broken = True  # until this chunk is through
        at = self._take_head(chunk) if self.head is None else 0
        pieces = []
        while at < len(chunk):
            if self.is_complete:
                raise WireError("bundle: bytes after its end")
            data = chunk[at : at + self._left]
            at += len(data)
            pieces.append(self._take_piece(data))
        self._is_broken = False
        return pieces

    def _take_head(self, chunk: bytes) -> int:
        at = self._collect(chunk, 0)
        if self._have == _PREFIX == len(self._start):
            at = self._collect(chunk, self._make_room(at))
        if self._have < len(self._start):
            return at
        size = len(self._start) - _PREFIX - SIGNATURE_SIZE - KEY_SIZE
        data, rest = bytes(self._start[_PREFIX : _PREFIX + size]), bytes(self._start[_PREFIX + size :])
        self._start = bytearray()
        self.head = Head(decode_manifest(data), to_sign(data), rest[:SIGNATURE_SIZE], rest[SIGNATURE_SIZE:])
        self._coming = iter(self.head.manifest.files)
        self._begin()
        return at

    def _make_room(self, at: int) -> int:
        """The length is known: take the memory at once, or there is none."""
        if self._start[:4] != MAGIC:
            raise WireError("bundle: not an update bundle")
        size = int.from_bytes(self._start[4:_PREFIX], "big")
        if size > MAX_MANIFEST:
            raise WireError("bundle: the list of files is longer than %d bytes" % MAX_MANIFEST)
        self._start = self._start + bytearray(size + SIGNATURE_SIZE + KEY_SIZE)
        return at

    def _collect(self, chunk: bytes, at: int) -> int:
        """Keep what there is room for; where the rest of the chunk begins."""
        data = chunk[at : at + len(self._start) - self._have]
        self._start[self._have : self._have + len(data)] = data
        self._have += len(data)
        return at + len(data)

    def _take_piece(self, data: bytes) -> Piece:
        entry = self._entry
        self._hash.update(data)
        self._left -= len(data)
        if self._left:
            return Piece(entry, data, False)
        if self._hash.digest() != entry.digest:  # type: ignore[attr-defined]
            raise WireError("bundle: %s is not the file that was signed" % entry.path)  # type: ignore[attr-defined]
        self._begin()
        return Piece(entry, data, True)

    def _begin(self) -> None:
        self._entry = next(self._coming, None)  # type: ignore[call-overload]
        self.is_complete = self._entry is None
        if self._entry is not None:
            self._left = self._entry.size  # type: ignore[attr-defined]
            self._hash = hashlib.sha256()


def _expect(data: bytes, at: int, key: int) -> int:
    if data[at : at + 1] != bytes((key,)):
        raise WireError("bundle: not a list of version, board, counter and files")
    return at + 1


def _check(files: Listed) -> None:
    total, before = 0, ""
    for one in files:
        total += one.size
        if one.path <= before:
            raise WireError("bundle: the paths do not ascend, or one is named twice")
        before = one.path
    if total > MAX_TOTAL:
        raise WireError("bundle: the files take more than %d bytes" % MAX_TOTAL)


def _entry(fields: object) -> Entry:
    if not isinstance(fields, list) or len(fields) != 3:
        raise WireError("bundle: a file is not path, size and digest")
    path, size, digest = fields
    if not is_path(path):
        raise WireError("bundle: a path that an update may not write")
    if not _is_number(size, 1, MAX_FILE):
        raise WireError("bundle: a file is not of 1 to %d bytes" % MAX_FILE)
    if not isinstance(digest, bytes) or len(digest) != DIGEST_SIZE:
        raise WireError("bundle: a digest is not of %d bytes" % DIGEST_SIZE)
    return Entry(path, size, digest)


def _is_number(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
