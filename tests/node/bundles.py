"""Update bundles as the node's side makes them."""

import hashlib

from nacl.signing import SigningKey

from meshwire import bundle

UPDATER = SigningKey(b"updater".ljust(32, b"."))
FILES = {"lib/meshwire/cbor.mpy": b"M\x06 cbor" * 200, "main.mpy": b"M\x06 main"}


def entries(files: dict[str, bytes]) -> list[bundle.Entry]:
    return [bundle.Entry(path, len(data), hashlib.sha256(data).digest()) for path, data in files.items()]


def make(
    files: dict[str, bytes] | None = None,
    *,
    version: str = "2.0",
    board: str = bundle.ANY_BOARD,
    counter: int = 2,
    key: SigningKey = UPDATER,
) -> bytes:
    """A bundle of these files, signed."""
    files = dict(sorted((FILES if files is None else files).items()))
    return sign(
        bundle.encode_manifest(bundle.Manifest(version, board, counter, entries(files))), b"".join(files.values()), key
    )


def sign(manifest: bytes, contents: bytes, key: SigningKey = UPDATER) -> bytes:
    """A bundle of this list, whatever it says."""
    signature = key.sign(bundle.to_sign(manifest)).signature
    return bundle.encode_head(manifest, signature, key.verify_key.encode()) + contents
