"""By which a caller knows that both sides mean the same schemas. Pure."""

import json

from blake3 import blake3


def contract_hash(input: object, output: object) -> str:
    """BLAKE3 over both schemas as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps([input, output], sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return f"blake3:{blake3(text.encode()).hexdigest()}"
