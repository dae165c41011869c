"""Ed25519 keys: sign, verify, and the two forms of a public key that people meet."""

import hashlib
from base64 import b32decode, b32encode

from nacl.exceptions import BadSignatureError
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from edge_agent.errors import BadRequest
from edge_agent.identity.spelling import spell
from meshwire.event import KEY_SIZE, SIGNATURE_SIZE

PREFIX = "hn1"  # a node id, first form
CHECK = 3  # bytes of SHA-256 behind the key, against a slip in copying; 35 bytes are 56 characters with no bit to spare


class Key:
    """A key pair; the seed never leaves it but through `identity.keyfile`."""

    def __init__(self, seed: bytes) -> None:
        self._signing = SigningKey(seed)
        self.public = bytes(self._signing.verify_key)

    @property
    def seed(self) -> bytes:
        return bytes(self._signing)

    @property
    def node_id(self) -> str:
        return node_id(self.public)

    @property
    def short(self) -> str:
        return short_id(self.public)

    def sign(self, message: bytes) -> bytes:
        return self._signing.sign(message).signature

    def encryption_key(self) -> PrivateKey:
        """The X25519 key that opens what was sealed to this one."""
        return self._signing.to_curve25519_private_key()

    def __repr__(self) -> str:
        return f"<Key {self.short}>"


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message; libsodium refuses small-order keys and a non-canonical S."""
    if len(public_key) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    try:
        VerifyKey(public_key).verify(message, signature)
    except BadSignatureError:
        return False
    return True


def node_id(public_key: bytes) -> str:
    """The full public key as text: `hn1` and 56 characters that end in a checksum."""
    return PREFIX + b32encode(public_key + _checksum(public_key)).decode().lower()


def parse_node_id(text: str) -> bytes:
    """The public key in a node id; BadRequest when it was not copied whole."""
    text = text.strip().lower()
    try:
        raw = b32decode(text.removeprefix(PREFIX).upper())
    except ValueError:
        raw = b""
    public_key = raw[:KEY_SIZE]
    if not text.startswith(PREFIX) or len(raw) != KEY_SIZE + CHECK or raw[KEY_SIZE:] != _checksum(public_key):
        raise BadRequest(
            f"{text[:80]!r} is not a node id; copy the whole line that `hearthnet whoami` prints there, "
            f"it starts with {PREFIX}"
        )
    return public_key


def short_id(public_key: bytes) -> str:
    """For people to recognise a key by; 40 bits, so never proof of one."""
    return spell(hashlib.sha256(public_key).digest())


def _checksum(public_key: bytes) -> bytes:
    return hashlib.sha256(PREFIX.encode() + public_key).digest()[:CHECK]
