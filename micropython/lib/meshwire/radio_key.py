"""The keys that a community's members share on the radio. docs/protocol/sync.md. No I/O, no clock.

No new secret: they are derived from the root's public key, which members and boards are given and strangers are not
sent. They keep strangers from filling our channel and tables; they never say who may do what.
"""

import hashlib

from meshwire.errors import WireError

TAG_SIZE = 4
CHANNEL_NAME = "HearthNet"  # of the Meshtastic channel that `channel_key` opens
_BLOCK_SIZE = 64  # of SHA-256


def control_key(root: bytes) -> bytes:
    """The HMAC key of control frames in the community of this root public key."""
    return hashlib.sha256(b"HNCONTROL1" + root).digest()


def channel_key(root: bytes) -> bytes:
    """The PSK of the community's Meshtastic channel."""
    return hashlib.sha256(b"HNCHANNEL1" + root).digest()


def seal(key: bytes, body: bytes) -> bytes:
    """The frame that carries this body: every type but EVENT, which is signed."""
    return body + _tag(key, body)


def opened(key: bytes, frame: bytes) -> bytes:
    """The body of a sealed frame; WireError when somebody else sealed it."""
    body = frame[:-TAG_SIZE]
    if not body or frame[-TAG_SIZE:] != _tag(key, body):
        raise WireError("radio key: the tag is not of our community")
    return body


def _tag(key: bytes, body: bytes) -> bytes:
    """HMAC (RFC 2104) by hand: MicroPython has no module for it."""
    inner = hashlib.sha256(_padded(key, 0x36) + body).digest()
    return hashlib.sha256(_padded(key, 0x5C) + inner).digest()[:TAG_SIZE]


def _padded(key: bytes, mask: int) -> bytes:
    return bytes([byte ^ mask for byte in key]) + bytes((mask,)) * (_BLOCK_SIZE - len(key))
