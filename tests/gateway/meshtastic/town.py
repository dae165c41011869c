"""Sessions and the radios that they talk to, on one air and one virtual clock."""

from itertools import count

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic import framing
from lora_gateway.port.meshtastic.messages_node import ChannelSettings
from lora_gateway.port.meshtastic.queue import Outcome
from lora_gateway.port.meshtastic.session import Session
from tests.sim.meshtastic.air import Air, Virtual
from tests.sim.meshtastic.phone import Phone
from tests.sim.meshtastic.settings import PRIMARY, Settings

STEP_S = 0.01
OURS = ChannelSettings(name="HearthNet", psk=bytes(range(32)))


def settings(number, **more):
    return Settings(number=number, channels=(PRIMARY, OURS), **more)


class Resident:
    """A session with its radio; `heard` is what it told its port."""

    def __init__(self, phone, now):
        self.phone = phone
        numbers = count(phone.settings.number << 16)
        self.session = Session(lambda: next(numbers))
        self.heard = []
        self.results = {}
        self._arrived = []
        self.connect(now)

    def connect(self, now):
        self.phone.attach(self._arrived.extend, lambda: None)
        self.session.opened(now)

    def leave(self):
        self.phone.detach()
        self.session.closed("away")

    def step(self, now):
        arrived, self._arrived[:] = b"".join(framing.encode(payload) for payload in self._arrived), []
        if arrived:
            self.session.receive(arrived, now)
        self.session.step(now)
        for output in self.session.take():
            if isinstance(output, bytes):
                self.phone.feed(output)
            elif isinstance(output, Outcome):
                self.results[output.id] = output.error
            else:
                self.heard.append(output)

    def events(self, kind):
        return [event for event in self.heard if isinstance(event, kind)]


class Town:
    """Its residents are ready when it is made."""

    def __init__(self, *settings, loss=0.0):
        self.clock = Virtual()
        self.air = Air(self.clock, loss=loss)
        phones = [Phone(one, self.air) for one in settings]
        self.residents = [Resident(phone, self.now) for phone in phones]
        self.wait(1.0)

    @property
    def now(self):
        return self.clock.ms / 1000

    def wait(self, seconds):
        for _ in range(round(seconds / STEP_S)):
            self.air.run_until(self.clock, self.clock.ms + STEP_S * 1000)
            for resident in self.residents:
                resident.step(self.now)

    def say(self, resident, send, *what, **how):
        """Have something sent and wait for what the radio says of it: None, or why not."""
        try:
            id = send(*what, **how, now=self.now)
        except Refused as error:
            return error
        while id not in resident.results:
            self.wait(STEP_S)
        return resident.results[id]
