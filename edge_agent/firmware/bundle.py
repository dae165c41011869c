"""A signed update of a board's program. docs/protocol/update.md."""

import hashlib
from collections.abc import Mapping

from edge_agent.errors import BadRequest
from edge_agent.identity.keys import Key
from meshwire import bundle
from meshwire.errors import WireError


def signed(program: Mapping[str, bytes], version: str, kind: str, counter: int, key: Key) -> bytes:
    """BadRequest when a board would refuse it."""
    files = [bundle.Entry(name, len(data), hashlib.sha256(data).digest()) for name, data in program.items()]
    try:
        manifest = bundle.encode_manifest(bundle.Manifest(version, kind, counter, files))
    except WireError as error:
        raise BadRequest(f"no board would take this update: {error}") from None
    return bundle.encode_head(manifest, key.sign(bundle.to_sign(manifest)), key.public) + b"".join(program.values())
