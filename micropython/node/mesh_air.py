"""A board inside a stock Meshtastic mesh: node/air.py says what the object does, docs/protocol/on-air.md how. Pure."""

from meshwire import frame, onair, radio_key
from meshwire.errors import WireError
from node.air import Packet

FIRST_NUMBER = 4  # those below are reserved
OTHER_CHANNEL, OTHER_PORT, MQTT, DIRECT = "other channel", "other port", "by MQTT", "to one radio"


def channel_of(settings) -> tuple[bytes, bytes]:  # type: ignore[no-untyped-def]
    """Name and key; without one in the settings that of the community, as on the gateway's radio."""
    if settings.channel is not None:
        return settings.channel  # type: ignore[no-any-return]
    return radio_key.CHANNEL_NAME.encode(), radio_key.channel_key(settings.roots[0])


def cipher(key: bytes):  # type: ignore[no-untyped-def]
    """`encrypt_block(block)` by the chip where there is one that can."""
    try:
        return __import__("cryptolib").aes(key, 1).encrypt
    except ImportError:
        return __import__("meshwire.aes", None, None, ("Aes",)).Aes(key).encrypt


class MeshAir:
    SYNC_WORD = onair.SYNC_WORD
    LONGEST = onair.MAX_PACKET

    def __init__(self, channel: tuple[bytes, bytes], own_id: bytes, random_bytes) -> None:  # type: ignore[no-untyped-def]
        """`channel` is name and key. Packets are numbered from a random number on: a repeated one would be dropped."""
        self.passed = {}  # type: dict[str, int]  # what others say in the mesh, by why it is not for us
        self._hash = onair.channel_hash(*channel)
        self._encrypt = cipher(channel[1])
        self._number = max(int.from_bytes(own_id, "big") % onair.BROADCAST, FIRST_NUMBER)
        self._packet = int.from_bytes(random_bytes(4), "big")

    def decode(self, payload: bytes) -> Packet | None:
        head = onair.decode_header(payload)
        said, reason = None, OTHER_CHANNEL
        if head.via_mqtt:
            reason = MQTT
        elif head.channel == self._hash:
            said, reason = self._frame_in(payload, head)
        if said is not None and head.to == onair.BROADCAST:
            return Packet(said, head.sender)
        if said is not None:
            reason = DIRECT
        self.passed[reason] = self.passed.get(reason, 0) + 1
        return None

    def encode(self, said: bytes, hops: int) -> bytes | None:
        self._packet = (self._packet + 1) & 0xFFFFFFFF
        head = onair.Header(
            onair.BROADCAST, self._number, self._packet, hops, hops, False, False, self._hash, 0, self._number & 255
        )
        try:
            return onair.encode_header(head) + self._hidden(head, said)
        except WireError:
            return None

    def has_hop(self, payload: bytes) -> bool:
        return onair.one_hop_on(payload, 0) is not None

    def repeated(self, payload: bytes, age_min: int | None) -> bytes:
        """Bit by bit as it came while its age is the same: newer firmware may have signed it."""
        onward = onair.one_hop_on(payload, self._number & 255)
        head = onair.decode_header(payload)
        said, _ = self._frame_in(payload, head)
        older = frame.with_age(said, age_min)  # type: ignore[arg-type]
        if older == said:
            return onward  # type: ignore[return-value]
        return onward[: onair.HEADER_SIZE] + self._hidden(head, older)  # type: ignore[index]

    def is_repeat(self, payload: bytes) -> bool:
        """The first sender sends again as long as it hears nobody repeat, which is when we should."""
        head = onair.decode_header(payload)
        return head.hops_left < head.hops or not head.hops

    def facts(self) -> dict:  # type: ignore[type-arg]
        return {"air": "meshtastic", "number": "%08x" % self._number, "passed": dict(self.passed)}

    def _frame_in(self, payload: bytes, head) -> tuple[bytes | None, str]:  # type: ignore[no-untyped-def]
        """The frame, or None and why there is none."""
        data = onair.crypt(self._encrypt, head.sender, head.packet, payload[onair.HEADER_SIZE :])
        try:
            port, said = onair.decode_data(data)
        except WireError:
            return None, OTHER_CHANNEL
        return (said, "") if port == frame.MESHTASTIC_PORT else (None, OTHER_PORT)

    def _hidden(self, head, said: bytes) -> bytes:  # type: ignore[no-untyped-def]
        return onair.crypt(self._encrypt, head.sender, head.packet, onair.encode_data(said))
