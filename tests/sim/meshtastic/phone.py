"""The client's side of a fake radio: what it reads of ToRadio, what it refuses in silence, what it keeps for later."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from lora_gateway.errors import BadMessage
from lora_gateway.port.meshtastic.messages import (
    ClientNotification,
    Data,
    FromRadio,
    LogRecord,
    MeshPacket,
    QueueStatus,
    ToRadio,
)
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, ChannelRole, PortNum, Priority, RoutingError
from lora_gateway.port.meshtastic.messages_node import (
    Channel,
    Config,
    DeviceMetrics,
    Telemetry,
    User,
)
from lora_gateway.port.meshtastic.protobuf import boolean, decode, encode, int32, message
from tests.sim.meshtastic import settings as answers
from tests.sim.meshtastic.air import Air
from tests.sim.meshtastic.parser import Parser
from tests.sim.meshtastic.radio import WARNING, Radio
from tests.sim.meshtastic.settings import Settings

ANSWER_MS, CONFIG_MS, CLOSE_MS, CONFIG_REBOOT_MS = 60, 10, 100, 7000
LONGEST_PAYLOAD = 234  # of Data: beyond it the message is not decoded at all
STATUSES = 2  # are kept for the client; of more the oldest are lost
RECENT_IDS = 20
APART_MS: dict[int, int] = {
    PortNum.TEXT: 2000, PortNum.TRACEROUTE: 30000, PortNum.POSITION: 10000, PortNum.WAYPOINT: 10000,
    PortNum.ALERT: 10000, PortNum.TELEMETRY: 10000,
}  # fmt: skip
TOO_OFTEN = "TraceRoute can only be sent once every 30 seconds"


@dataclass(frozen=True, slots=True)
class AdminMessage:
    set_channel: Channel | None = message(33, Channel, one_of=True)
    set_config: Config | None = message(34, Config, one_of=True)
    exit_simulator: bool | None = boolean(96, one_of=True)
    reboot_seconds: int | None = int32(97, one_of=True)


class Phone:
    """One radio with the one client that it can have. `write` is None while there is none."""

    def __init__(self, settings: Settings, air: Air) -> None:
        self.settings = settings
        self.radio = Radio(settings, air, self.tell)
        self.write: Callable[[list[bytes]], None] | None = None
        self.close: Callable[[], None] = lambda: None
        self.restart: Callable[[], None] = self.reboot
        self.received: list[MeshPacket] = []  # from the client, refused ones too
        self.cached: list[MeshPacket] = []  # old packets that firmware 2.8 repeats after each configuration
        self.air = air
        self._parser = Parser()
        self._configured = False
        self._beats = False
        self._flushing = False
        self._statuses: deque[QueueStatus] = deque(maxlen=STATUSES)
        self._notes: deque[ClientNotification] = deque(maxlen=8)
        self._packets: deque[MeshPacket] = deque()
        self._last_ms: dict[int, float] = {}
        self._recent: deque[int] = deque(maxlen=RECENT_IDS)

    def attach(self, write: Callable[[list[bytes]], None], close: Callable[[], None]) -> None:
        self.write, self.close = write, close
        self._parser = Parser()
        self._configured = False

    def detach(self) -> None:
        """From now on what is for the client is kept."""
        self.write = None
        self._configured = self._beats = False

    def reboot(self) -> None:
        """The next client gets a status that nobody asked for: recording 12."""
        self.detach()
        self._beats = True
        self.radio.reboot()
        for kept in (self._statuses, self._notes, self._packets, self._recent):
            kept.clear()

    def feed(self, data: bytes) -> bool:
        """Bytes from the client; whether a frame was among them."""
        payloads = self._parser.feed(data)
        for payload in payloads:
            try:
                self._receive(decode(ToRadio, payload))
            except BadMessage:
                continue
        return bool(payloads)

    def tell(self, news: object) -> None:
        """What the radio has for its client; a whole FromRadio is written at once."""
        if isinstance(news, FromRadio) and self.write is not None:
            self.write([encode(news)])
        elif isinstance(news, QueueStatus):
            self._statuses.append(news)
        elif isinstance(news, ClientNotification):
            self._notes.append(news)
        elif isinstance(news, MeshPacket):
            self._keep(news)
        self._flush_soon()

    def tell_metrics(self, channel_utilization: float) -> None:
        """What the radio measured, as it tells its client every minute."""
        metrics = replace(self.metrics(), channel_utilization=channel_utilization)
        data = Data(PortNum.TELEMETRY, encode(Telemetry(device_metrics=metrics)))
        number = self.air.random.getrandbits(32)
        self.tell(MeshPacket(self.radio.number, BROADCAST, decoded=data, id=number, priority=Priority.BACKGROUND))

    def metrics(self) -> DeviceMetrics:
        return DeviceMetrics(101, 0.0, 0.0, self.radio.air_util_tx, int(self.air.now_ms() // 1000))

    def _keep(self, packet: MeshPacket) -> None:
        """When all places are taken a text pushes out the oldest packet, anything else is lost."""
        if len(self._packets) == self.settings.phone_queue:
            if packet.decoded is None or packet.decoded.portnum not in (PortNum.TEXT, PortNum.ALERT):
                return
            self._packets.popleft()
        self._packets.append(packet)

    def _receive(self, said: ToRadio) -> None:
        if said.want_config_id is not None:
            self._configured = False
            nonce = said.want_config_id
            self.air.after(CONFIG_MS, lambda: self._configure(nonce))
        elif said.disconnect:
            self.detach()
            self.air.after(CLOSE_MS, self.close)
        elif said.heartbeat is not None and said.heartbeat.nonce == 1:
            user = answers.node(self.radio.number).user
            self.radio.say(
                BROADCAST, Data(PortNum.NODEINFO, encode(user or User())), hops=self.settings.hops, tell=True
            )
        elif said.heartbeat is not None:
            self._beats = True
            self._flush_soon()
        elif said.packet is not None and said.packet.decoded is not None:
            self._send(said.packet, said.packet.decoded)

    def _send(self, packet: MeshPacket, data: Data) -> None:
        if len(data.payload) > LONGEST_PAYLOAD:
            return
        self.received.append(packet)
        if self.settings.log_records and self.write is not None and self._configured:
            self.write([encode(FromRadio(log_record=LogRecord(f"To radio: {packet.id}", source="Router")))])
        if packet.id in self._recent and not self.settings.simulator:
            return
        self._recent.append(packet.id)
        now = self.air.now_ms()
        if now - self._last_ms.get(data.portnum, -1e9) < APART_MS.get(data.portnum, 0):
            self._tell_too_often(packet, data)
            return
        self._last_ms[data.portnum] = now
        if packet.to == self.radio.number:
            self.tell(self.radio.status(packet.id))
            if packet.want_ack:
                self.radio.answer(RoutingError.NONE, packet.id)
            if data.portnum == PortNum.ADMIN:
                self._administer(decode(AdminMessage, data.payload))
        else:
            self.radio.send(packet)

    def _tell_too_often(self, packet: MeshPacket, data: Data) -> None:
        """Nothing that helps: the status says that all is well, the error goes to the packet's empty `from`."""
        self.tell(self.radio.status(packet.id))
        if data.portnum == PortNum.TEXT:
            self.radio.answer(RoutingError.RATE_LIMIT_EXCEEDED, packet.id, at=packet.sender)
        elif data.portnum == PortNum.TRACEROUTE:
            self.tell(ClientNotification(packet.id, 0, WARNING, TOO_OFTEN))

    def _administer(self, asked: AdminMessage) -> None:
        if asked.set_channel is not None and asked.set_channel.settings is not None:
            channels = list(self.settings.channels[: asked.set_channel.index])
            if asked.set_channel.role != ChannelRole.DISABLED:
                channels = list(
                    self.settings.with_channel(asked.set_channel.index, asked.set_channel.settings).channels
                )
            self._set(replace(self.settings, channels=tuple(channels)))
        elif asked.set_config is not None:
            self._set(configured(self.settings, asked.set_config))
            self.air.after(CONFIG_REBOOT_MS, lambda: self.restart())
        elif asked.reboot_seconds is not None:
            self.air.after(asked.reboot_seconds * 1000, lambda: self.restart())

    def _set(self, settings: Settings) -> None:
        self.settings = self.radio.settings = settings

    def _configure(self, nonce: int) -> None:
        if self.write is not None:
            heard = self.air.heard_by(self.radio.number)
            self.write(answers.answer(self.settings, nonce, self.metrics(), heard))
            self.write([encode(FromRadio(packet=packet)) for packet in self.cached])
            self._configured = True
            self._flush()

    def _flush_soon(self) -> None:
        if not self._flushing:
            self._flushing = True
            self.air.after(ANSWER_MS, self._flush)

    def _flush(self) -> None:
        self._flushing = False
        if self.write is None or not self._configured:
            return
        said = [FromRadio(queue_status=self.radio.status())] if self._beats else []
        said += [FromRadio(queue_status=status) for status in self._statuses]
        said += [FromRadio(client_notification=note) for note in self._notes]
        said += [FromRadio(packet=packet) for packet in self._packets]
        self._beats = False
        for kept in (self._statuses, self._notes, self._packets):
            kept.clear()
        if said:
            self.write([encode(one) for one in said])


def configured(settings: Settings, config: Config) -> Settings:
    """The settings with one part of the configuration in the place of what was there."""
    if config.lora is not None:
        lora = config.lora
        return replace(settings, region=lora.region, preset=lora.modem_preset, hops=lora.hop_limit)
    if config.device is not None:
        return replace(settings, role=config.device.role, rebroadcast=config.device.rebroadcast_mode)
    return settings
