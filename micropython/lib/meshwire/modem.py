"""The serial line between a gateway and a board that is its LoRa modem. docs/protocol/modem.md. No I/O, no clock.

Consistent overhead byte stuffing (Cheshire and Baker, 1999) keeps zero bytes out of a message, so that every zero on
the line is an end: whatever noise, boot text or cut message comes before it, the next message is found.
"""

import binascii
from collections import namedtuple

from meshwire.errors import WireError

MAX_MESSAGE = 300  # a radio payload of 255 bytes and what goes with it
MAX_LINE = MAX_MESSAGE + 8  # stuffed: CRC, and one byte for each 254
HELLO, PING, SETTINGS = b"H", b"P", b"S"
TRANSMIT, DONE, REFUSED, RECEIVED, CARRIER, LOG = b"T", b"D", b"N", b"R", b"C", b"L"
LEAVE, LEAVE_WORD = b"X", b"leave"  # the board's console instead; a word, so that no damage does it
VERSION = 1

Settings = namedtuple(
    "Settings", ("frequency_hz", "bandwidth_hz", "spreading", "coding", "preamble", "sync_word", "power_dbm")
)
Hello = namedtuple("Hello", ("version", "is_set", "name"))
Received = namedtuple("Received", ("rssi_dbm", "snr_db", "payload"))


def encode(kind: bytes, content: bytes = b"") -> bytes:
    """What goes on the line; a zero in front ends whatever was cut off before."""
    if len(kind) + len(content) > MAX_MESSAGE:
        raise WireError("modem: a message of %d bytes, at most %d are allowed" % (len(content) + 1, MAX_MESSAGE))
    message = kind + content
    return b"\0" + _stuffed(message + binascii.crc32(message).to_bytes(4, "big")) + b"\0"


class Decoder:
    """Finds the intact messages in what the line brings, in pieces of any size."""

    def __init__(self) -> None:
        self.damaged = 0  # lines that were no message: noise, boot text, what was cut off
        self._line = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """The messages that end in `data`, as (kind, content)."""
        found = []
        for piece in _with_ends(data):
            if piece != b"\0":
                self._grow(piece)
                continue
            message = None if self._too_long else _message(bytes(self._line))
            if message is not None:
                found.append(message)
            elif self._line or self._too_long:
                self.damaged += 1
            self._line = bytearray()
            self._too_long = False
        return found

    def _grow(self, piece: bytes) -> None:
        if len(self._line) + len(piece) > MAX_LINE:
            self._too_long = True
            self._line = bytearray()
        else:
            self._line.extend(piece)


def encode_settings(settings: Settings) -> bytes:
    return b"".join(
        (
            settings.frequency_hz.to_bytes(4, "big"),
            settings.bandwidth_hz.to_bytes(4, "big"),
            bytes((settings.spreading, settings.coding)),
            settings.preamble.to_bytes(2, "big"),
            bytes((settings.sync_word, settings.power_dbm & 255)),
        )
    )


def decode_settings(content: bytes) -> Settings:
    if len(content) != 14:
        raise WireError("modem: settings of the wrong length")
    frequency_hz, bandwidth_hz = int.from_bytes(content[:4], "big"), int.from_bytes(content[4:8], "big")
    preamble = int.from_bytes(content[10:12], "big")
    return Settings(frequency_hz, bandwidth_hz, content[8], content[9], preamble, content[12], _signed(content[13]))


def encode_hello(hello: Hello) -> bytes:
    return b"".join((bytes((hello.version, 1 if hello.is_set else 0)), hello.name.encode()))


def decode_hello(content: bytes) -> Hello:
    name = content[2:]
    if len(content) < 2 or not all(32 <= byte < 127 for byte in name):
        raise WireError("modem: a hello without a version, or a name that is not ASCII")
    return Hello(content[0], bool(content[1]), name.decode())


def encode_received(received: Received) -> bytes:
    rssi = (received.rssi_dbm & 0xFFFF).to_bytes(2, "big")
    return b"".join((rssi, bytes((received.snr_db & 255,)), received.payload))


def decode_received(content: bytes) -> Received:
    if len(content) < 4:
        raise WireError("modem: a reception without a payload")
    rssi_dbm = int.from_bytes(content[:2], "big")
    return Received(rssi_dbm - 0x10000 if rssi_dbm & 0x8000 else rssi_dbm, _signed(content[2]), content[3:])


def _signed(byte: int) -> int:
    return byte - 256 if byte & 0x80 else byte


def _with_ends(data: bytes) -> list[bytes]:
    """The pieces between the zeros, with the zeros."""
    pieces = []
    for piece in data.split(b"\0"):
        pieces.append(piece)
        pieces.append(b"\0")
    return pieces[:-1]


def _message(line: bytes) -> tuple[bytes, bytes] | None:
    data = _unstuffed(line)
    if data is None or len(data) < 5 or binascii.crc32(data[:-4]).to_bytes(4, "big") != data[-4:]:
        return None
    return data[:1], data[1:-4]


def _stuffed(data: bytes) -> bytes:
    out = bytearray()
    for block in data.split(b"\0"):
        while len(block) >= 254:
            out.append(255)
            out.extend(block[:254])
            block = block[254:]
        out.append(len(block) + 1)
        out.extend(block)
    return bytes(out)


def _unstuffed(line: bytes) -> bytes | None:
    """The inverse; None when it cannot be one."""
    out = bytearray()
    at = 0
    while at < len(line):
        length = line[at]
        block = line[at + 1 : at + length]
        if len(block) != length - 1:
            return None
        out.extend(block)
        at += length
        if length < 255 and at < len(line):
            out.append(0)
    return bytes(out)
