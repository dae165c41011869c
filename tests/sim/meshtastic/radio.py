"""The mesh side of a fake radio: its queue, its retries, acks and relaying, and the limits that it never tells of.

After the firmware 2.7.26 as it was measured; the recordings in tests/data/meshtastic show the same.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from lora_gateway.port.meshtastic.messages import ClientNotification, Data, MeshPacket, QueueStatus, Routing
from lora_gateway.port.meshtastic.messages_enums import (
    BROADCAST,
    PortNum,
    Priority,
    RebroadcastMode,
    Role,
    RoutingError,
)
from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from lora_gateway.port.meshtastic.protobuf import decode, encode
from meshwire.airtime import MESHTASTIC_HEADER, time_on_air_ms
from tests.sim.meshtastic.air import Air, OnAir
from tests.sim.meshtastic.settings import Settings

QUEUE_PLACES = 16
MAX_DATA = 239  # bytes of an encoded Data
SIGNATURE_SIZE = 64
TRIES = 3
RETRY_MS = (7000, 10000)  # this and the next two: at LongFast
CONTENTION_MS = (100, 300)
RELAY_MS = (700, 2000)
NAK_MS = 100
SEEN = 250
LORA = 1  # MeshPacket.transport_mechanism
WARNING = 30
PRIORITIES: dict[int, int] = {PortNum.ROUTING: Priority.ACK, PortNum.TEXT: Priority.HIGH, PortNum.ADMIN: Priority.HIGH}
CORE = {PortNum.TEXT, PortNum.POSITION, PortNum.NODEINFO, PortNum.ROUTING, PortNum.ADMIN, PortNum.ALERT}


@dataclass(frozen=True, slots=True)
class Queued:
    packet: OnAir
    priority: int


class Radio:
    """`tell` gives the client a status, a notification or a packet."""

    def __init__(self, settings: Settings, air: Air, tell: Callable[[object], None]) -> None:
        self.settings = settings
        self.number = settings.number
        self.queue: list[Queued] = []
        self.air = air
        self._tell = tell
        self._scale = time_on_air_ms(100, settings.preset_name) / time_on_air_ms(100, "LongFast")
        self._busy = False
        self._listening = False  # before it talks
        self._boots = 0  # what was planned before a reboot must not happen after it
        self._waiting: dict[int, int] = {}  # packet id: tries left
        self._seen: deque[tuple[int, int]] = deque(maxlen=SEEN)
        self._relays: set[tuple[int, int]] = set()
        self._used: dict[int, float] = {}  # minute: ms of transmission
        air.join(self)

    def reboot(self) -> None:
        """The queue and what waits for an ack are lost."""
        self._boots += 1
        self._busy = self._listening = False
        self.queue.clear()
        self._waiting.clear()
        self._relays.clear()

    def status(self, number: int = 0, res: int = 0) -> QueueStatus:
        return QueueStatus(res, QUEUE_PLACES - len(self.queue), QUEUE_PLACES, number)

    @property
    def air_util_tx(self) -> float:
        """Percent of the last hour."""
        this = self._minute()
        return sum(ms for minute, ms in self._used.items() if minute > this - 60) / 36000

    @property
    def allowed(self) -> bool:
        return self.settings.duty_cycle == 100 or self.air_util_tx <= self.settings.duty_cycle

    def send(self, packet: MeshPacket) -> None:
        """A packet from the client; it is told what became of it, as far as the firmware tells."""
        assert packet.decoded is not None
        data = self._data(packet, packet.decoded)
        if not self.allowed:
            self._refuse(packet, RoutingError.DUTY_CYCLE_LIMIT)
            minutes = f"Duty cycle limit exceeded. You can send again in {self._silent_minutes()} mins"
            self._tell(ClientNotification(packet.id, 0, WARNING, minutes))
        elif packet.channel >= len(self.settings.channels):
            self._refuse(packet, RoutingError.NO_CHANNEL)
        elif len(data) > MAX_DATA:
            self._refuse(packet, RoutingError.TOO_LARGE)
        else:
            hops = self.settings.hops if packet.want_ack and not packet.hop_limit else packet.hop_limit
            channel = self.settings.channels[packet.channel]
            wants = packet.want_ack and packet.to != BROADCAST  # on the air; a broadcast's ack is what is overheard
            sent = OnAir(self.number, packet.to, packet.id, channel, data, hops, hops, wants, self.number)
            full = not self._enqueue(sent, packet.priority or self._priority(packet.decoded, packet.want_ack))
            if packet.want_ack and not full:
                self._waiting[packet.id] = TRIES - 1
            self._tell(self.status(packet.id, RoutingError.BAD_REQUEST if full else 0))

    def say(self, to: int, data: Data, *, hops: int, tell: bool = False) -> None:
        """Something of the radio's own."""
        number = self.air.random.getrandbits(32) | 1
        sent = OnAir(self.number, to, number, self.settings.channels[0], encode(data), hops, hops, False, self.number)
        if self.allowed:
            self._enqueue(sent, self._priority(data, False))
        if tell:
            self._tell(self.status(number))

    def answer(self, error: int, request: int, *, at: int | None = None) -> None:
        """Routing from this radio itself: an error, or an implicit ack. Addressed to anybody else it is transmitted."""
        data = Data(PortNum.ROUTING, encode(Routing(error)), request_id=request)
        if at not in (None, self.number):
            self.say(at, data, hops=0)
            return
        own = MeshPacket(self.number, self.number, decoded=data, priority=Priority.ACK)
        self._tell(replace(own, id=self.air.random.getrandbits(32)))

    def hear(self, packet: OnAir, rssi_dbm: int, snr_db: float) -> None:
        name = packet.sender, packet.id
        if packet.sender == self.number:
            if self._waiting.pop(packet.id, None) is not None:
                self._forget(packet.id)
                self.answer(RoutingError.NONE, packet.id)
            return
        if name in self._seen:
            self._relays.discard(name)
            return
        self._seen.append(name)
        channel = next((at for at, one in enumerate(self.settings.channels) if same(one, packet.channel)), None)
        received = MeshPacket(
            packet.sender, packet.to, id=packet.id, rx_snr=snr_db, hop_limit=packet.hop_limit, want_ack=packet.want_ack,
            rx_rssi=rssi_dbm, hop_start=packet.hop_start, relay_node=packet.relay & 0xFF, via_mqtt=packet.via_mqtt,
            transport_mechanism=LORA,
        )  # fmt: skip
        data = None
        if channel is None:
            received = replace(received, channel=channel_hash(packet.channel), encrypted=packet.data[::-1])
        else:
            data = decode(Data, packet.data)
            priority = self._priority(data, packet.want_ack)
            received = replace(received, channel=channel, decoded=data, priority=priority)
        self._take(packet, received)
        self._consider_relaying(packet, data)

    def _take(self, packet: OnAir, received: MeshPacket) -> None:
        """Give the client what is for it, and the sender its ack."""
        data = received.decoded
        if packet.to == self.number and data is not None:
            if data.portnum == PortNum.ROUTING and self._waiting.pop(data.request_id, None) is not None:
                self._forget(data.request_id)
            if packet.want_ack:
                ack = Data(PortNum.ROUTING, encode(Routing(RoutingError.NONE)), request_id=packet.id, bitfield=0)
                self.say(packet.sender, ack, hops=2)
        if packet.to in (self.number, BROADCAST):
            self._tell(received)

    def _consider_relaying(self, packet: OnAir, data: Data | None) -> None:
        mute = self.settings.role in (Role.CLIENT_MUTE, Role.CLIENT_HIDDEN)
        core_only = self.settings.rebroadcast == RebroadcastMode.CORE_PORTNUMS_ONLY
        unwanted = mute or (core_only and data is not None and data.portnum not in CORE)
        if packet.to == self.number or not packet.hop_limit or unwanted:
            return
        name = packet.sender, packet.id
        self._relays.add(name)
        self._after(self._about(RELAY_MS), lambda: self._relay(name, packet))

    def _relay(self, name: tuple[int, int], packet: OnAir) -> None:
        """Unless somebody else did meanwhile."""
        if name in self._relays:
            self._relays.discard(name)
            if self.allowed:
                self._enqueue(packet.relayed(self.number), Priority.DEFAULT)

    def _data(self, packet: MeshPacket, decoded: Data) -> bytes:
        """What goes on the air: with a bit field, and with a signature if there is one."""
        whole = decoded if decoded.bitfield is not None else replace(decoded, bitfield=0)
        signed = encode(replace(whole, xeddsa_signature=self.air.random.randbytes(SIGNATURE_SIZE)))
        fits = self.settings.signs and packet.to == BROADCAST and len(signed) <= MAX_DATA
        return signed if fits else encode(whole)

    def _enqueue(self, packet: OnAir, priority: int) -> bool:
        """One of lower priority makes room, without a word."""
        if len(self.queue) == QUEUE_PLACES:
            lowest = min(self.queue, key=lambda one: one.priority)
            if lowest.priority >= priority:
                return False
            self.queue.remove(lowest)
        self.queue.append(Queued(packet, priority))
        self._listen()
        return True

    def _listen(self) -> None:
        if self.queue and not self._busy and not self._listening:
            self._listening = True
            self._after(self._about(CONTENTION_MS), self._transmit)

    def _transmit(self) -> None:
        self._listening = False
        if not self.queue:
            return
        packet = max(self.queue, key=lambda one: one.priority).packet  # of equals the first
        self.queue = [one for one in self.queue if one.packet is not packet]
        airtime_ms = time_on_air_ms(MESHTASTIC_HEADER + len(packet.data), self.settings.preset_name)
        self._used[self._minute()] = self._used.get(self._minute(), 0) + airtime_ms
        self._busy = True
        if self.settings.simulator:
            self._tell(self.status(packet.id))
        self.air.transmit(self.number, packet, 0 if self.settings.simulator else airtime_ms)
        self._after(airtime_ms, lambda: self._sent(packet))

    def _sent(self, packet: OnAir) -> None:
        self._busy = False
        self._listen()
        if packet.id in self._waiting:
            self._after(self._about(RETRY_MS), lambda: self._retry(packet))

    def _retry(self, packet: OnAir) -> None:
        tries = self._waiting.get(packet.id)
        if tries is None:
            return
        if tries == 0:
            del self._waiting[packet.id]
            self.answer(RoutingError.MAX_RETRANSMIT, packet.id)
        else:
            self._waiting[packet.id] = tries - 1
            self._enqueue(packet, Priority.RELIABLE)

    def _forget(self, number: int) -> None:
        self.queue = [one for one in self.queue if one.packet.sender != self.number or one.packet.id != number]

    def _refuse(self, packet: MeshPacket, error: int) -> None:
        self._tell(self.status(packet.id, error))
        self._after(NAK_MS, lambda: self.answer(error, packet.id))

    def _after(self, delay_ms: float, action: Callable[[], None]) -> None:
        boot = self._boots
        self.air.after(delay_ms, lambda: action() if boot == self._boots else None)

    def _about(self, range_ms: tuple[float, float]) -> float:
        return self.air.random.uniform(*range_ms) * self._scale

    def _priority(self, data: Data, want_ack: bool) -> int:
        return PRIORITIES.get(data.portnum, Priority.RELIABLE if want_ack else Priority.DEFAULT)

    def _minute(self) -> int:
        return int(self.air.now_ms() // 60000)

    def _silent_minutes(self) -> int:
        """As the firmware counts them: over its ring of minutes, not over time."""
        left = self.air_util_tx
        ring = {minute % 60: ms for minute, ms in self._used.items() if minute > self._minute() - 60}
        for minute in reversed(range(60)):
            left -= ring.get(minute, 0) / 36000
            if left < self.settings.duty_cycle:
                return 59 - minute
        return 60


def same(one: ChannelSettings, other: ChannelSettings) -> bool:
    return (one.name, one.psk) == (other.name, other.psk)


def channel_hash(channel: ChannelSettings) -> int:
    total = 0
    for byte in channel.name.encode() + channel.psk:
        total ^= byte
    return total
