"""Frames of others that this station will relay once, unless enough others do. Pure."""

from dataclasses import dataclass
from itertools import count

from lora_gateway.air.flood import RELAY_STARTS_S, Uniform
from lora_gateway.air.priority import Priority
from lora_gateway.port.port import Packet
from meshwire.event import CIVDEF

MAX_RELAYS = 16  # half a minute of LongFast; what waits longer than that is stale
STALE_S = 60.0
ENOUGH_COPIES = 2  # relays by others after which ours adds little reach (RFC 6206 calls it k)

PacketId = tuple[int, int]  # sender and packet number: the same in every copy of one flood


@dataclass(slots=True, eq=False)
class Relay:
    packet: Packet  # with one hop less
    priority: Priority
    order: int
    due: float
    stale: float
    copies: int = 0

    @property
    def size(self) -> int:
        """Bytes of the frame."""
        return len(self.packet.frame)


def packet_id(packet: Packet) -> PacketId:
    return packet.sender, packet.number


class Relays:
    """Times are seconds of one clock that never goes back."""

    def __init__(self, uniform: Uniform) -> None:
        self._waiting: dict[PacketId, Relay] = {}
        self._uniform = uniform
        self._order = count()

    def add(self, packet: Packet, topic: int, now: float) -> str | None:
        """Plan to relay a packet; the reason when it is dropped instead."""
        onward = packet.one_hop_on()
        if onward is None:
            return None  # it has come as far as its sender wanted
        if len(self._waiting) >= MAX_RELAYS:
            return "too many to relay"
        priority = Priority.ALERT if topic == CIVDEF else Priority.MESSAGE
        due = now + self._uniform(*RELAY_STARTS_S)
        self._waiting[packet_id(packet)] = Relay(onward, priority, next(self._order), due, now + STALE_S)
        return None

    def overheard(self, packet: Packet) -> str | None:
        """Another copy of a packet was heard; the reason when that makes ours unnecessary."""
        relay = self._waiting.get(packet_id(packet))
        if relay is None:
            return None
        relay.copies += 1
        if relay.copies < ENOUGH_COPIES:
            return None
        del self._waiting[packet_id(packet)]
        return "relayed by others"

    def drop_stale(self, now: float) -> int:
        """Forget what could not be sent in time; how many that were."""
        before = len(self._waiting)
        self._waiting = {packet: relay for packet, relay in self._waiting.items() if relay.stale > now}
        return before - len(self._waiting)

    def waiting(self) -> list[Relay]:
        return list(self._waiting.values())

    def remove(self, relay: Relay) -> None:
        self._waiting = {packet: other for packet, other in self._waiting.items() if other is not relay}
