"""A client of a fake radio in virtual time, and one over TCP."""

import asyncio

from lora_gateway.port.meshtastic.framing import Decoder, encode
from lora_gateway.port.meshtastic.messages import Data, FromRadio, MeshPacket, ToRadio, is_from_radio
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum
from lora_gateway.port.meshtastic.protobuf import decode
from lora_gateway.port.meshtastic.protobuf import encode as message_bytes
from tests.sim.meshtastic.air import Air, Virtual
from tests.sim.meshtastic.phone import Phone

NONCE = 4711


def framed(**said):
    return encode(message_bytes(ToRadio(**said)))


def packet(payload=b"x", *, to=BROADCAST, number=1, port=PortNum.PRIVATE, **more):
    return MeshPacket(to=to, decoded=Data(port, payload), id=number, hop_limit=3, **more)


class Lab:
    """Radios in virtual time; what each tells its client is in `said` by number."""

    def __init__(self, *settings, **air):
        self.clock = Virtual()
        self.air = Air(self.clock, **air)
        self.phones = {one.number: Phone(one, self.air) for one in settings}
        self.said = {number: [] for number in self.phones}
        for number in self.phones:
            self.attach(number)

    def attach(self, number):
        phone = self.phones[number]
        phone.attach(lambda payloads: self.said[number].extend(payloads), phone.detach)
        phone.feed(framed(want_config_id=NONCE))
        self.wait(0.1)
        self.said[number].clear()

    def send(self, number, sent, wait_s=1.0):
        self.phones[number].feed(framed(packet=sent))
        self.wait(wait_s)

    def wait(self, seconds):
        self.air.run_until(self.clock, self.clock.ms + seconds * 1000)

    def heard(self, number):
        """What the radio told its client since it was asked last."""
        told = [decode(FromRadio, payload) for payload in self.said[number]]
        self.said[number].clear()
        return told

    def statuses(self, number):
        return [one.queue_status for one in self.heard(number) if one.queue_status]

    def packets(self, number):
        return [one.packet for one in self.heard(number) if one.packet]


class Client:
    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.decoder = Decoder(is_from_radio)
        self.waiting = []

    @classmethod
    async def connect(cls, device):
        client = cls(*await asyncio.open_connection("127.0.0.1", device.port))
        client.say(want_config_id=NONCE)
        await client.until(lambda said: said.config_complete_id == NONCE)
        return client

    def say(self, **said):
        self.writer.write(framed(**said))

    async def next(self):
        """The next message, None when the radio ended the connection."""
        async with asyncio.timeout(10):
            while not self.waiting:
                data = await self.reader.read(1 << 16)
                if not data:
                    return None
                self.waiting += self.decoder.feed(data)
        return decode(FromRadio, self.waiting.pop(0))

    async def until(self, wanted):
        while (said := await self.next()) is not None:
            if wanted(said):
                return said
        raise AssertionError("the radio ended the connection")

    def close(self):
        self.writer.close()
