"""Invite links: http://ADDRESS/join#TEXT. What stands behind the # never leaves the reader's device. Pure."""

import hashlib
import ipaddress
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge_agent.errors import BadRequest

FORMAT = 1
SECRET_SIZE = 16  # bytes; nobody guesses 128 bits
ROOT_HASH_SIZE = 16  # of the root key's SHA-256: nobody finds a second key for 128 given bits
FIXED = 1 + 4 + SECRET_SIZE + ROOT_HASH_SIZE
MAX_MORE = 3  # addresses besides the one in front of the #
LONGEST = 400  # characters; ours have about 80
MAX_SECONDS = 1 << 32


@dataclass(frozen=True, slots=True)
class Link:
    """`addresses` are HOST:PORT of pages, the best one first; they are not part of what the invite's key is made of."""

    secret: bytes
    root_hash: bytes
    expires: int
    addresses: tuple[str, ...]

    @property
    def invite_seed(self) -> bytes:
        """The seed of the invite's key pair: whatever is altered in a link makes another key, which nobody invited."""
        return hashlib.sha256(b"HNE invite" + self._fixed()).digest()

    def _fixed(self) -> bytes:
        return bytes([FORMAT]) + self.expires.to_bytes(4, "big") + self.secret + self.root_hash

    def __str__(self) -> str:
        more = b"".join(_packed(address) for address in self.addresses[1 : 1 + MAX_MORE])
        text = urlsafe_b64encode(self._fixed() + more).decode().rstrip("=")
        return f"http://{self.addresses[0]}/join#{text}"


def root_hash(root: bytes) -> bytes:
    return hashlib.sha256(root).digest()[:ROOT_HASH_SIZE]


def parse_link(text: str) -> Link:
    """The link in what somebody pasted; BadRequest says what is wrong with it."""
    if len(text) > LONGEST:
        raise BadRequest(f"this is longer than the {LONGEST} characters of an invite link; copy only the link")
    try:
        pieces = urlsplit("".join(text.split()))
        host, port, packed = pieces.hostname, pieces.port, pieces.fragment
        raw = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except ValueError:
        raise _unreadable() from None
    if pieces.scheme != "http" or pieces.path != "/join" or not host or len(raw) < FIXED or raw[0] != FORMAT:
        raise _unreadable()
    if urlsafe_b64encode(raw).decode().rstrip("=") != packed:
        raise _unreadable()
    first = address(host, port or 80)
    secret, rest = raw[5 : 5 + SECRET_SIZE], raw[FIXED:]
    return Link(secret, raw[5 + SECRET_SIZE : FIXED], int.from_bytes(raw[1:5], "big"), (first, *_unpacked(rest)))


def address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _packed(text: str) -> bytes:
    """Seven or nineteen bytes; a name instead of an address cannot be packed and stays out."""
    host, _, port = text.rpartition(":")
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return b""
    return bytes([ip.version]) + ip.packed + int(port).to_bytes(2, "big")


def _unpacked(raw: bytes) -> list[str]:
    found: list[str] = []
    while raw:
        size = {4: 4, 6: 16}.get(raw[0])
        if size is None or len(raw) < size + 3 or len(found) == MAX_MORE:
            raise _unreadable()
        host = str(ipaddress.ip_address(raw[1 : 1 + size]))
        found.append(address(host, int.from_bytes(raw[1 + size : size + 3], "big")))
        raw = raw[size + 3 :]
    return found


def _unreadable() -> BadRequest:
    return BadRequest("this is not a whole invite link; copy it again, from http:// to its last character")
