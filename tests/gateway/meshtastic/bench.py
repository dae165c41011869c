"""A session on a clock that the test moves, and the radio's end of its line."""

from itertools import count

from lora_gateway.port.meshtastic import framing
from lora_gateway.port.meshtastic.messages import Data, FromRadio, MeshPacket, QueueStatus, Routing, ToRadio
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, ChannelRole, PortNum, Region
from lora_gateway.port.meshtastic.messages_node import (
    Channel,
    ChannelSettings,
    Config,
    DeviceConfig,
    DeviceMetadata,
    LoRaConfig,
    MyNodeInfo,
    NodeInfo,
    User,
)
from lora_gateway.port.meshtastic.protobuf import decode, encode
from lora_gateway.port.meshtastic.queue import Outcome
from lora_gateway.port.meshtastic.session import HangUp, Session
from lora_gateway.port.port import Packet, State

ME, ADA = 0x11, 0x22
PRIMARY = Channel(index=0, role=ChannelRole.PRIMARY, settings=ChannelSettings(name="", psk=b"\1"))
OURS = Channel(index=1, role=ChannelRole.SECONDARY, settings=ChannelSettings(name="HearthNet", psk=bytes(32)))
LORA = LoRaConfig(use_preset=True, region=Region.EU_868, hop_limit=3, tx_enabled=True)


def configuration(*, lora=LORA, device=None, channels=(PRIMARY, OURS), firmware="2.7.26.54e0d8d"):
    """What a radio tells of itself, without the end."""
    return [
        FromRadio(my_info=MyNodeInfo(my_node_num=ME, pio_env="tbeam")),
        FromRadio(node_info=NodeInfo(num=ME, user=User(long_name="Roof"))),
        FromRadio(metadata=DeviceMetadata(firmware_version=firmware)),
        *(FromRadio(channel=channel) for channel in channels),
        FromRadio(config=Config(device=device or DeviceConfig())),
        FromRadio(config=Config(lora=lora)),
        FromRadio(node_info=NodeInfo(num=ADA, user=User(long_name="Ada"))),
    ]


def said_by(sender, portnum, payload, *, to=BROADCAST, channel=0, request_id=0, **more):
    data = Data(portnum=portnum, payload=payload, request_id=request_id)
    return FromRadio(packet=MeshPacket(sender=sender, to=to, channel=channel, decoded=data, **more))


def ack(id, *, sender=ME, error=0, to=ME):
    return said_by(sender, PortNum.ROUTING, encode(Routing(error_reason=error)), to=to, request_id=id)


def status(id=0, *, res=0, free=15):
    return FromRadio(queue_status=QueueStatus(res=res, free=free, maxlen=16, mesh_packet_id=id))


def frame(text=b"frame", *, hops=3, number=7):
    return Packet(text, hops, hops, 1, number)


class Bench:
    """`said` is what the session wrote, `events` what it told its port."""

    def __init__(self, random=None, *, opened=True):
        counted = count(1000)
        self.now = 100.0
        self.session = Session(random or (lambda: next(counted)))
        self.said = []
        self.events = []
        self.results = {}
        self.hung_up = None
        self.raw = b""
        self._decoder = framing.Decoder(lambda payload: True)
        if opened:
            self.open()

    @classmethod
    def ready(cls, **about):
        """A session whose radio has told its configuration; nothing is said or told yet."""
        bench = cls()
        bench.configure(**about)
        return bench

    def open(self):
        self.session.opened(self.now)
        self._take()

    def connect(self, **about):
        """Once more."""
        self.open()
        self.configure(**about)

    def configure(self, **about):
        self.wait(0.1)
        self.tell(*configuration(**about), self.complete())
        self.said.clear()
        self.events.clear()

    @property
    def nonce(self):
        """What the session asked with last."""
        return [message.want_config_id for message in self.said if message.want_config_id is not None][-1]

    def complete(self):
        """The end of the radio's answer."""
        return FromRadio(config_complete_id=self.nonce)

    @property
    def sent(self):
        """The packets that were given to the radio."""
        return [message.packet for message in self.said if message.packet is not None]

    @property
    def heartbeats(self):
        return sum(message.heartbeat is not None for message in self.said)

    @property
    def states(self):
        return [event for event in self.events if isinstance(event, State)]

    def tell(self, *messages):
        """The radio says this, all in one piece."""
        self.receive(b"".join(framing.encode(encode(message)) for message in messages))

    def receive(self, data):
        self.session.receive(data, self.now)
        self._take()

    def wait(self, seconds):
        """Let time pass; the session does what is due at the time that it asked for."""
        end = self.now + seconds
        while (due := self.session.next_s(self.now)) is not None and self.now + due <= end:
            self.now += due
            self.session.step(self.now)
            self._take()
        self.now = end

    def send(self, packet=None, *, urgent=False):
        id = self.session.send(packet or frame(), urgent=urgent, now=self.now)
        self._step()
        return id

    def send_text(self, text, *, to=None, alert=False):
        id = self.session.send_text(text, to=to, alert=alert, now=self.now)
        self._step()
        return id

    def lose(self, reason="unplugged"):
        self.session.closed(reason)
        self._take()

    def _step(self):
        self.session.step(self.now)
        self._take()

    def _take(self):
        for output in self.session.take():
            if isinstance(output, bytes):
                self.raw += output
                self.said += [decode(ToRadio, payload) for payload in self._decoder.feed(output)]
            elif isinstance(output, Outcome):
                self.results[output.id] = output.error
            elif isinstance(output, HangUp):
                self.hung_up = output.reason
            else:
                self.events.append(output)
