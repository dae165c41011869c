"""An invite as eight characters that are typed on a console. docs/protocol/join.md. Pure; seconds never go back.

A code has 40 bits. Who listens, or stands between the two nodes, could try them all at home, so both sides stretch it
with Argon2id: to get through within the ten minutes of a code takes some hundred million processors. The salt has parts
of both sides, so nobody can begin before the code is used, or use the same work twice.
"""

import hashlib
import hmac
from collections import deque
from dataclasses import dataclass

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from edge_agent.errors import NotTrusted, Unavailable

LIFETIME_S = 600.0  # long enough to walk from one console to the other
MAX_TRIES = 5  # for one code
GUESSING_S = 3600.0
MAX_GUESSES = 20  # tries in GUESSING_S that were no good, over all codes
NONCE_SIZE = 16
OPERATIONS, MEMORY = 3, 64 << 20  # of Argon2id: a tenth of a second on a desk machine, under a second on a Pi


@dataclass(frozen=True, slots=True)
class JoinCode:
    text: str
    link: str
    salt: bytes
    expires_s: float


class JoinCodes:
    """At most one code is open. It ends by use, by time, by tries or by the next code."""

    def __init__(self) -> None:
        self._open: JoinCode | None = None
        self._tries = 0
        self._guesses: deque[float] = deque(maxlen=MAX_GUESSES)

    def open(self, text: str, link: str, salt: bytes, now_s: float) -> JoinCode:
        self._open, self._tries = JoinCode(text, link, salt, now_s + LIFETIME_S), 0
        return self._open

    def current(self, now_s: float) -> JoinCode:
        """NotTrusted or Unavailable say why no code can be used now."""
        if len(self._guesses) == MAX_GUESSES and now_s - self._guesses[0] < GUESSING_S:
            raise Unavailable("too many wrong codes were tried here; use the link, or try again in an hour")
        if self._open is None or now_s >= self._open.expires_s or self._tries >= MAX_TRIES:
            self._open = None
            raise NotTrusted("no code is open; make a new one with `hearthnet invite` on the other node")
        return self._open

    def start_try(self, now_s: float) -> JoinCode:
        """Counted before anybody knows whether it is right, so that many at once are not more."""
        code = self.current(now_s)
        self._tries += 1
        self._guesses.append(now_s)
        return code

    def redeem(self, code: JoinCode, key: bytes, nonce: bytes, proof: bytes) -> bytes:
        """The link of a code, sealed, for the proof that it is known; once."""
        if self._open is not code or not hmac.compare_digest(proof_of(key, nonce), proof):
            raise NotTrusted("this is not the code; look at it again")
        self._open = None
        self._guesses.pop()
        return bytes(SecretBox(key).encrypt(code.link.encode()))


def stretched(code: str, salt: bytes, nonce: bytes) -> bytes:
    """The key that both sides make of a code. Slow by design: not in the event loop."""
    both = hashlib.sha256(b"HNE code" + salt + nonce).digest()[: pwhash.argon2id.SALTBYTES]
    return pwhash.argon2id.kdf(SecretBox.KEY_SIZE, code.encode(), both, opslimit=OPERATIONS, memlimit=MEMORY)


def proof_of(key: bytes, nonce: bytes) -> bytes:
    return hmac.digest(key, b"HNE code proof" + nonce, "sha256")


def opened(key: bytes, sealed: bytes) -> str:
    """The link; NotTrusted when the other side did not know the code."""
    try:
        return SecretBox(key).decrypt(sealed).decode()
    except (CryptoError, ValueError):
        raise NotTrusted("who answered does not know the code; compare the address with the other node's") from None
