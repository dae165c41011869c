"""What a packet from a Meshtastic radio means to a station: a frame, a text, an ack, the load of the channel. Pure."""

from collections import OrderedDict
from math import isfinite

from lora_gateway.port.meshtastic.messages import Data, MeshPacket, Routing
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum, RoutingError
from lora_gateway.port.meshtastic.messages_node import DeviceMetrics, Telemetry, User
from lora_gateway.port.meshtastic.protobuf import decode
from lora_gateway.port.meshtastic.session_facts import MOST_HOPS, Facts, clean
from lora_gateway.port.port import Dropped, Load, Packet, PortEvent, Reception, Relayed, Text
from meshwire.frame import MAX_FRAME, MESHTASTIC_PORT

MAX_NAMES = 300  # the largest radios know 250 nodes
MAX_NAME = 40  # characters
MAX_SENT = 64
REPLAY_S = 5.0  # after the configuration a radio plays back telemetry that it heard hours ago as if it were new
OLD_S = 300
WEAKEST_DBM, BEST_DB = -255, 127  # what a chip can say; the line to it is not trusted with more


class Names:
    """What nodes call themselves; the one that was told longest ago goes first. Anybody may call himself anything."""

    def __init__(self) -> None:
        self._names: OrderedDict[int, str] = OrderedDict()

    def learn(self, node: int, user: User) -> None:
        name = clean(user.long_name)[:MAX_NAME].strip()
        if name:
            self._names[node] = name
            self._names.move_to_end(node)
            if len(self._names) > MAX_NAMES:
                self._names.popitem(last=False)

    def of(self, node: int) -> str:
        return self._names.get(node) or f"!{node:08x}"

    def __len__(self) -> int:
        return len(self._names)


class Hearing:
    """Knows nothing of a radio before `configured`; what was sent and who is called what outlives a connection."""

    def __init__(self) -> None:
        self.names = Names()
        self._facts: Facts | None = None
        self._began = 0.0
        self._radio_time = 0  # the newest that the radio's clock has shown
        self._sent: OrderedDict[int, int | None] = OrderedDict()  # packet id: the number its sender gave, of a frame

    def configured(self, facts: Facts, now: float) -> None:
        self._facts = facts
        self._began = now
        self._radio_time = 0

    def sent(self, id: int, number: int | None) -> None:
        """The radio was given this packet: acks of it may come."""
        self._sent[id] = number
        if len(self._sent) > MAX_SENT:
            self._sent.popitem(last=False)

    def event(self, packet: MeshPacket, now: float) -> PortEvent | None:
        """None for what does not concern us, which is most of it. Raises BadMessage."""
        facts, data = self._facts, packet.decoded
        self._radio_time = max(self._radio_time, packet.rx_time)
        if facts is None or data is None:
            return None
        own = packet.sender == facts.node
        if data.portnum == PortNum.ROUTING and packet.to == facts.node:
            return self._ack(decode(Routing, data.payload).error_reason, data.request_id, overheard=own)
        if own:  # anything but telemetry is an echo
            return self._load(decode(Telemetry, data.payload), now) if data.portnum == PortNum.TELEMETRY else None
        if data.portnum == PortNum.NODEINFO:
            self.names.learn(packet.sender, decode(User, data.payload))
        elif data.portnum == PortNum.TEXT:
            return self._text(packet, data, direct=packet.to == facts.node)
        elif data.portnum == MESHTASTIC_PORT:
            return _frame(packet, data, facts.channel)
        return None

    def _ack(self, error: int | None, id: int, *, overheard: bool) -> PortEvent | None:
        """An ack from our own radio says that it overheard a neighbour; only one from the destination says more."""
        if id not in self._sent:
            return None
        if error == RoutingError.RATE_LIMIT_EXCEEDED:
            return Dropped("text too soon after another")
        number = self._sent[id]
        return Relayed(number) if error == RoutingError.NONE and overheard and number is not None else None

    def _text(self, packet: MeshPacket, data: Data, *, direct: bool) -> PortEvent | None:
        text = clean(data.payload.decode("utf-8", "replace")).strip()
        if data.emoji or not text or not (direct or packet.to == BROADCAST):
            return None
        name = self.names.of(packet.sender)
        return Text(packet.sender, name, text, direct, packet.id, packet.via_mqtt, packet.channel)

    def _load(self, said: Telemetry, now: float) -> Load | None:
        metrics = said.device_metrics
        is_old = 0 < said.time < self._radio_time - OLD_S
        self._radio_time = max(self._radio_time, said.time)
        if metrics is None or is_old or now < self._began + REPLAY_S:
            return None
        return _load(metrics)


def _frame(packet: MeshPacket, data: Data, channel: int | None) -> PortEvent:
    if packet.channel != channel or packet.pki_encrypted:
        return Dropped("other channel")
    if not 0 < len(data.payload) <= MAX_FRAME:
        return Dropped("not a frame")
    left = min(packet.hop_limit, MOST_HOPS)
    heard = Packet(data.payload, max(min(packet.hop_start, MOST_HOPS), left), left, packet.sender, packet.id)
    return Reception(heard, max(min(packet.rx_rssi, 0), WEAKEST_DBM), _snr_db(packet.rx_snr))


def _snr_db(said: float) -> int:
    return round(max(min(said, BEST_DB), -BEST_DB)) if isfinite(said) else 0


def _load(metrics: DeviceMetrics) -> Load | None:
    busy, own = metrics.channel_utilization, metrics.air_util_tx
    if busy is None or own is None or not (isfinite(busy) and isfinite(own)):
        return None
    return Load(min(max(busy / 100, 0.0), 1.0), min(max(own / 100, 0.0), 1.0))
