"""What a station has to know of the radio it sends with. Pure."""

from dataclasses import dataclass

from meshwire import envelope
from meshwire.airtime import meshtastic_phy_bytes, time_on_air_ms

SIGNED_UP_TO = 165  # bytes: Meshtastic 2.8 signs what leaves room for its signature
SIGNATURE_SIZE = 66  # XEdDSA, 64 bytes, with its protobuf head


@dataclass(frozen=True, slots=True)
class Radio:
    """`floods`: it relays and listens before it talks by itself, as Meshtastic does; `signs`: its firmware adds a
    signature to short broadcasts; `joins`: it stands for two bands, and what came by one is to go out on the other.
    """

    preset: str
    floods: bool = False
    signs: bool = False
    joins: bool = False

    def airtime_ms(self, frame_bytes: int) -> int:
        """Time on air of a frame with all that goes around it."""
        if not self.floods:
            return time_on_air_ms(envelope.SIZE + frame_bytes, self.preset)
        signature = SIGNATURE_SIZE if self.signs and frame_bytes <= SIGNED_UP_TO else 0
        return time_on_air_ms(meshtastic_phy_bytes(frame_bytes) + signature, self.preset)
