"""A community with real keys, and real gateways of it on the real channel model, in virtual time."""

import hashlib
from dataclasses import dataclass
from random import Random

from nacl.signing import SigningKey

from lora_gateway.air.forwarder import Forwarder
from lora_gateway.air.radio import Radio
from lora_gateway.air.seen import name_of
from lora_gateway.air.station import Identity, Station, Transmission
from lora_gateway.ether.channel import Carrier, Channel, Conditions, Done
from lora_gateway.law.budget import Budget
from lora_gateway.port import raw
from lora_gateway.port.port import Packet, Reception, State
from lora_gateway.store.database import Database
from lora_gateway.store.store import Store
from meshwire import alert, registry, trust
from meshwire.area import Area
from meshwire.event import (
    ALERT,
    CERTIFICATE,
    CIVDEF,
    PEOPLE,
    REVOCATION,
    ROSTER,
    assemble,
    community_id,
    digest,
    encode_part,
    realm_of,
)
from meshwire.frame import encode_event
from meshwire.trust import AUTHORITY, MEMBER

UTC = 1_900_000_000
DAY_S = 86400.0
TOWN = Area(((5, "05154036"),), (), ())


class Writer:
    """One key; the same name always makes the same one."""

    def __init__(self, name, root=None):
        self.name = name
        self._key = SigningKey(hashlib.sha256(name.encode()).digest())
        self.key = bytes(self._key.verify_key)
        self._community = community_id(root.key if root else self.key)
        self._numbers = {}

    def write(self, topic, kind, body, *, seq=None, time=UTC):
        if seq is None:
            seq = self._numbers[topic] = self._numbers.get(topic, 0) + 1
        part = encode_part(topic, seq, seq, time, kind, body)
        signature = self._key.sign(digest(realm_of(topic, self._community), self.key, part)).signature
        return assemble(self.key, part, signature)

    def say(self, text="hello", **when):
        return self.write(PEOPLE, 9, {0: text}, **when)

    def warn(self, headline="Flood", *, replaces=(), cancel=False, status=registry.ACTUAL, lifetime_min=720, **when):
        kind = registry.CANCEL if cancel else 0
        body = alert.Alert(
            kind, status, 1, 1, 1, 1, 0, 1, 0, lifetime_min, 0, (), TOWN, headline, False, False, None,
            list(replaces),
        )  # fmt: skip
        return self.write(CIVDEF, ALERT, alert.encode(body), **when)

    def certify(self, other, *, roles=trust.MEMBER, **when):
        return self.write(ROSTER, CERTIFICATE, trust.encode_certificate(other.key, roles, 0, None, other.name), **when)

    def revoke(self, other, **when):
        return self.write(ROSTER, REVOCATION, trust.encode_revocation(other.key, "lost"), **when)


def framed(event, age_min=0):
    return encode_event(event, age_min)


class LabPort:
    """What a forwarder asks of its port here; the lab does the rest."""

    url = "lab://"

    def __init__(self, radio):
        self.radio = radio
        self.state = State(True)


@dataclass
class Gateway:
    name: str
    forwarder: Forwarder
    database: Database

    @property
    def keeper(self):
        return self.forwarder.keeper

    @property
    def station(self):
        return self.forwarder.station

    def spent(self, *kinds):
        """Frames, bytes and milliseconds that went into these kinds of frames."""
        counts = [count for kind, count in self.station.tally.counts.items() if not kinds or kind in kinds]
        return tuple(sum(getattr(count, field) for count in counts) for field in ("frames", "bytes", "airtime_ms"))


class SyncLab:
    """Gateways with real stores, decisions and frames; time and the air are simulated. Times are seconds."""

    def __init__(self, folder, *, seed=0, loss=0.0, preset="LongFast", duty_cycle=0.1):
        self.folder, self.preset, self.duty_cycle = folder, preset, duty_cycle
        self.now, self.utc_ahead = 1000.0, UTC - 1000.0
        self.chance = Random(seed)
        self.channel = Channel(preset, Conditions(loss), seed=seed)
        self.gateways, self._in_flight = {}, {}
        self.said = []  # (gateway's name, frame) of every transmission

    @property
    def utc(self):
        return self.now + self.utc_ahead

    async def gateway(self, name, *roots):
        """Start a gateway, or start it again with what its disk holds."""
        if name in self.gateways:
            await self.gateways[name].database.close()
            self._in_flight.pop(name, None)
        database = await Database.open(self.folder / f"{name}.db")
        await database.read("PRAGMA synchronous = OFF")  # a test does not survive a power cut
        budget = Budget(duty_cycle=self.duty_cycle, reserve=0.3, now=self.now)
        identity = Identity(network=0, sender=len(self.gateways) + 1, hops=7)
        radio = Radio(self.preset)
        station = Station(identity, budget, radio, first_packet=0, uniform=self.chance.uniform)
        forwarder = Forwarder(station, Store(database), LabPort(radio), relay=True)
        await forwarder.keeper.load()
        self.gateways[name] = gateway = Gateway(name, forwarder, database)
        if roots:
            await forwarder.keeper.set_roots([root.key for root in roots], self.utc)
        self.channel.join(name)
        return gateway

    async def close(self):
        for gateway in self.gateways.values():
            await gateway.database.close()

    async def hold(self, gateway, *events):
        """As if it had got them by itself: heard in another place, or from its agent."""
        for event in events:
            frame = framed(event)
            await gateway.keeper.own(name_of(frame), frame, self.utc)

    def part(self, *groups):
        """Split the air into groups of gateways that do not hear each other; without groups it is one."""
        loss = self.channel.conditions.loss
        self.channel.conditions = Conditions(
            loss, tuple(frozenset(gateway.name for gateway in group) for group in groups)
        )

    async def advance(self, seconds):
        end = self.now + seconds
        while self.now < end:
            wakes = [end, *[wake async for wake in self._start_what_is_due()]]
            if (at_ms := self.channel.next_ms()) is not None:
                wakes.append(at_ms / 1000)
            self.now = max(min(wakes), self.now)
            for notice in self.channel.advance(self.now * 1000 + 0.001):  # milliseconds of seconds of milliseconds
                await self._tell(notice)

    async def until(self, condition, *, limit_s, step_s=30.0):
        """The seconds until the condition held."""
        began = self.now
        while not condition():
            assert self.now - began < limit_s, f"not within {limit_s} s"
            await self.advance(step_s)
        return self.now - began

    async def _start_what_is_due(self):
        for name, gateway in self.gateways.items():
            if name in self._in_flight:
                continue
            await gateway.forwarder.repair.step(self.now, self.utc)
            step = gateway.station.next(self.now)
            if isinstance(step, Transmission):
                gateway.station.budget.charge(step.airtime_ms, self.now)
                self._in_flight[name] = step
                self.said.append((name, step.packet.frame))
                for notice in self.channel.transmit(name, raw.encode(step.packet), self.now * 1000):
                    await self._tell(notice)
            else:
                yield self.now + max(min(step, gateway.forwarder.repair.wait_s(self.now)), 0.001)

    async def _tell(self, notice):
        gateway = self.gateways[notice.station]
        if isinstance(notice, Done):
            if notice.station in self._in_flight:
                gateway.station.sent(self._in_flight.pop(notice.station), self.now)
        elif isinstance(notice, Carrier):
            gateway.station.carrier(notice.busy, self.now)
        else:
            reception = raw.reception(notice.payload, notice.rssi_dbm, notice.snr_db)
            await gateway.forwarder.hear(reception, self.now, self.utc)


def holds(gateway):
    """What a gateway holds, as far as it is repaired: for comparing."""
    trusted, holdings = gateway.keeper.trusted, gateway.keeper.holdings
    return {feed: holdings[feed] for feed in holdings if trusted.may(*feed) and feed[1] != CIVDEF}


class Town:
    """A community of some members, the first of them an authority."""

    def __init__(self, members=6):
        self.root = Writer("root")
        self.members = [Writer(f"member {number}", self.root) for number in range(members)]
        roles = [MEMBER | AUTHORITY] + [MEMBER] * (members - 1)
        self.roster = [self.root.certify(one, roles=role) for one, role in zip(self.members, roles, strict=True)]

    @property
    def authority(self):
        return self.members[0]


async def gateways(lab, town, *names):
    """Members' gateways that all hold the roster."""
    made = [await lab.gateway(name, town.root) for name in names]
    for gateway in made:
        await lab.hold(gateway, *town.roster)
    return made


def agree(lab, *made):
    first = made[0]
    return all(holds(one) == holds(first) and alerts(one, lab.utc) == alerts(first, lab.utc) for one in made)


def alerts(gateway, utc):
    return [one.ref for one in gateway.keeper.alerts(utc)]


async def whisper(lab, gateway, frame):
    """A frame from a station that only this gateway hears."""
    await gateway.forwarder.hear(Reception(Packet(frame, 0, 0, 999, 1), -90, 5), lab.now, lab.utc)
