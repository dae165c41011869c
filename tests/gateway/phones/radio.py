"""A radio with phones around it: what the gateway says is recorded, what people type is made here."""

from lora_gateway.air.radio import Radio
from lora_gateway.errors import Refused
from lora_gateway.port.port import State, Text

ANNA, BEN = 0x9E7595A8, 0x0001ABCD


class PhoneRadio:
    """Takes texts as a Meshtastic driver does: none longer than its firmware takes, none while it is down."""

    url = "serial://test"
    radio = Radio("LongFast", floods=True)

    def __init__(self):
        self.state = State(True)
        self.said = []  # (text, to, alert)
        self.refusals = 0

    @property
    def takes_texts(self):
        return self.state.up

    def about(self):
        return {}

    async def send_text(self, text, *, to, alert):
        if self.refusals:
            self.refusals -= 1
            raise Refused("no airtime left this hour")
        assert len(text.encode()) <= (232 if to is None else 220)
        self.said.append((text, to, alert))
        return self.radio.airtime_ms(len(text.encode()))

    def told(self, user=ANNA):
        return [text for text, to, _ in self.said if to == user]

    def spent_ms(self, texts):
        return sum(self.radio.airtime_ms(len(text.encode())) for text in texts)


class Phones:
    """Types on phones; every packet has another number unless a test repeats one."""

    def __init__(self):
        self._number = 0

    def text(self, words, *, sender=ANNA, name="Anna", direct=True, mqtt=False, number=None):
        self._number += 1
        return Text(sender, name, words, direct, self._number if number is None else number, mqtt, 0)
