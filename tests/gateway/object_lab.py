"""Gateways that exchange documents over an air that loses frames, in virtual time; one frame is on it at a time."""

from dataclasses import dataclass, field
from random import Random

from lora_gateway.documents.objects import Objects, Saying
from meshwire import document, fragment, radio_key
from meshwire.radio_key import seal

KEY = radio_key.control_key(bytes(32))
FRAME_MS = 2000


def text(size, seed=1):
    """A document that does not pack well."""
    chance = Random(seed)
    return (
        b"<alert>" + bytes(chance.choice(b"abcdefghijklmnopqrstuvwxyz 0123456789") for _ in range(size)) + b"</alert>"
    )


def named(data):
    """Its digest and packed form."""
    return document.digest_of(data), document.pack(data)


def objects(uniform=lambda low, high: low):
    return Objects(KEY, sender=1, frame_ms=lambda: FRAME_MS, uniform=uniform)


def said(station, now):
    """Everything that it says at once."""
    found = []
    while isinstance(saying := station.next(now), Saying):
        found.append(saying)
        station.sent(saying.key)
    return found


def asks(station, now, need):
    return station.hear(seal(KEY, fragment.encode_need(need)), now)


@dataclass
class Lab:
    """`log` holds (sender, frame) of everything that was on the air, `got` the documents by station."""

    loss: float = 0.0
    seed: int = 0
    now: float = 1000.0
    log: list = field(default_factory=list)
    got: dict = field(default_factory=dict)

    def __post_init__(self):
        self.chance = Random(self.seed)
        self.stations = {}
        self.deaf = set()

    def station(self, name, *, key=KEY):
        uniform = Random(f"{self.seed} {name}").uniform
        self.stations[name] = Objects(key, sender=len(self.stations) + 1, frame_ms=lambda: FRAME_MS, uniform=uniform)
        return self.stations[name]

    def advance(self, seconds):
        end = self.now + seconds
        while self.now < end:
            steps = {name: station.next(self.now) for name, station in self.stations.items()}
            sayings = {name: step for name, step in steps.items() if isinstance(step, Saying)}
            if not sayings:
                self.now = min(end, self.now + max(min(steps.values()), 0.001))
            while sayings:
                self._transmit(sayings, self.chance.choice(sorted(sayings)))

    def _transmit(self, sayings, name):
        saying = sayings.pop(name)
        self.now += FRAME_MS / 1000
        self.log.append((name, saying.frame))
        self.stations[name].sent(saying.key)
        for other, station in self.stations.items():
            if other != name and other not in self.deaf and self.chance.random() >= self.loss:
                heard = station.hear(saying.frame, self.now)
                if heard.packed:
                    self.got[other] = heard.packed
                if heard.needless:
                    sayings.pop(other)

    def sent(self, kind, *names):
        """Frames of a type that these stations sent."""
        return [frame for name, frame in self.log if frame[1] == kind and (not names or name in names)]
