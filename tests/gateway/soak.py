"""A neighbourhood around one gateway, for a virtual week: its forwarder and its database file are real.

A real disk would take its time for every transaction, so nothing is flushed; what is in the file is the same.
"""

import asyncio
import sqlite3
from collections import Counter, deque

from lora_gateway.air.forwarder import Forwarder
from lora_gateway.air.priority import Priority
from lora_gateway.air.radio import Radio
from lora_gateway.air.station import Identity, Station
from lora_gateway.law.budget import Budget
from lora_gateway.phones.desk import PhoneDesk
from lora_gateway.phones.speaker import Speaker
from lora_gateway.phones.store import PhoneStore
from lora_gateway.port.port import Packet, Reception, State, Text
from lora_gateway.store.database import PRAGMAS, SCHEMA, Database
from lora_gateway.store.store import Store
from meshwire import need, summary
from meshwire.event import author_id
from meshwire.need import Need
from meshwire.radio_key import control_key, seal
from meshwire.summary import Summary, alerts_only
from tests.gateway.frames import event_frame
from tests.gateway.sync_lab import Writer, framed

HOUR_S, DAY_S = 3600, 86400
PACE_S = 120.0
MEMBERS = 8


class FileConnection:
    """What the database uses of an aiosqlite connection; the loop of virtual time has no threads."""

    def __init__(self, path):
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in (*PRAGMAS, "PRAGMA synchronous = OFF"):
            self._connection.execute(pragma)
        for script in sorted(SCHEMA.glob("*.sql")):
            self._connection.executescript(script.read_text(encoding="utf-8"))

    @property
    def in_transaction(self):
        return self._connection.in_transaction

    async def execute(self, sql, arguments=()):
        return self._connection.execute(sql, arguments)

    async def execute_fetchall(self, sql, arguments=()):
        return self._connection.execute(sql, arguments).fetchall()

    async def rollback(self):
        self._connection.rollback()


class NeighbourPort:
    """Transmits in the time that it takes; hears what it is given."""

    url, takes_texts = "soak://", True

    def __init__(self):
        self.radio, self.state = Radio("LongFast"), State(True)
        self.sent = Counter()
        self._heard = asyncio.Queue()

    def about(self):
        return {}

    async def run(self):
        await asyncio.get_running_loop().create_future()

    async def send(self, packet, *, urgent):
        return await self._transmit("frame", packet.frame)

    async def send_text(self, text, *, to, alert):
        return await self._transmit("alert" if alert else "text", text.encode())

    async def _transmit(self, kind, data):
        airtime_ms = self.radio.airtime_ms(len(data))
        await asyncio.sleep(airtime_ms / 1000)
        self.sent[kind] += 1
        return airtime_ms

    async def events(self):
        while True:
            yield await self._heard.get()

    def tell(self, event):
        self._heard.put_nowait(event)


class Neighbourhood:
    """Says something every half minute. It remembers little, or it would be what grows."""

    def __init__(self, port, chance, utc):
        self._port, self._chance, self._utc = port, chance, utc
        self.root, self.office = Writer("root"), Writer("office")
        self.members = [Writer(f"member {number}", self.root) for number in range(MEMBERS)]
        self.said = Counter()
        self._old = deque(maxlen=500)
        self._alerts = deque(maxlen=8)
        self._key = control_key(self.root.key)

    def found(self):
        for member in self.members:
            self._say(self.root.certify(member, time=self._utc()))
        self._say(self.root.certify(self.office, roles=16, time=self._utc()))

    def speak(self):
        for kind, every in KINDS:
            if self._chance.random() * every < 1:
                self.said[kind.__name__] += 1
                kind(self)

    def message(self):
        self._say(self._member().say("hello " * self._chance.randrange(10), time=self._utc()))

    def alert(self):
        self._alerts.append(self.office.warn("Flood", time=self._utc()))
        self._say(self._alerts[-1])

    def cancellation(self):
        if self._alerts:
            ended = self._alerts.popleft()
            replaces = [(author_id(ended.author), ended.seq)]
            self._say(self.office.warn("Over", replaces=replaces, cancel=True, time=self._utc()))

    def renewal(self):
        self._say(self.root.certify(self._member(), time=self._utc()))

    def replay(self):
        self._hear(self._chance.choice(self._old))

    def stranger(self):
        author = self._chance.randbytes(8)
        self._hear(event_frame(1, topic=self._chance.choice([2, 3]), author=author))

    def forgery(self):
        frame = bytearray(self._chance.choice(self._old))
        frame[-1] ^= 1 + self._chance.randrange(255)
        self._hear(bytes(frame))

    def noise(self):
        self._hear(b"\xe1" + self._chance.randbytes(self._chance.randrange(1, 230)))

    def same_summary(self):
        self._control(summary.encode(alerts_only(self._named(), [])))

    def other_summary(self):
        """Its sender lies, or holds what nobody else does."""
        made_up = [(self._chance.randbytes(4), self._chance.getrandbits(16)) for _ in range(self._chance.randrange(9))]
        held = self._named() + made_up + [(author_id(self.office.key), self._chance.getrandbits(16))]
        digests = self._chance.randbytes(3), self._chance.randbytes(4)
        self._control(summary.encode(Summary(held, [], False, *digests, None, self._chance.random() < 0.5)))

    def request(self):
        run = author_id(self._member().key), 3, self._chance.randrange(1, 500), 8
        self._control(need.encode(Need([run], [self._chance.randbytes(4)], None, None)))

    def foreign_control(self):
        self._hear(seal(bytes(32), summary.encode(alerts_only([], []))), hops=0)

    def phone(self):
        words = self._chance.choice(
            ["help", "alerts", "ok", "sos cellar", "post water", "msg anna hi", "more", "ask x"]
        )
        sender, number = self._chance.randrange(1, 1000), self._chance.getrandbits(32)
        self._port.tell(Text(sender, "somebody", words, self._chance.random() < 0.8, number, False, 0))

    def _member(self):
        return self._chance.choice(self.members)

    def _named(self):
        return [(author_id(event.author), event.seq) for event in self._alerts]

    def _say(self, event):
        self._old.append(framed(event))
        self._hear(self._old[-1])

    def _control(self, body):
        self._hear(seal(self._key, body), hops=0)

    def _hear(self, frame, hops=3):
        self._port.tell(Reception(Packet(frame, hops, hops, 77, self._chance.getrandbits(16)), -90, 5))


N = Neighbourhood
KINDS = (  # and how many half minutes lie between two of them
    (N.message, 4), (N.alert, 480), (N.cancellation, 600), (N.renewal, 1440), (N.replay, 10), (N.stranger, 6),
    (N.forgery, 10), (N.noise, 10), (N.same_summary, 30), (N.other_summary, 60), (N.request, 60),
    (N.foreign_control, 60), (N.phone, 20),
)  # fmt: skip


class Week:
    """The gateway with its desk for phones, an agent that is away on the fourth day, and the neighbours."""

    def __init__(self, path, chance, loop, utc):
        self.port = NeighbourPort()
        self.neighbours = Neighbourhood(self.port, chance, utc)
        self.home = Writer("home", self.neighbours.root)
        budget = Budget(duty_cycle=0.1, reserve=0.3, now=loop.time())
        station = Station(Identity(0, 1, 7), budget, self.port.radio, first_packet=0, uniform=chance.uniform)
        self.connection = FileConnection(path)
        database = Database(path, self.connection)
        self.forwarder = Forwarder(station, Store(database), self.port, relay=True)
        self.forwarder.phones = self.desk = PhoneDesk(
            Speaker(self.port, self.forwarder.meter), PhoneStore(database), allowed_ms=budget.allowed_ms,
            dropped=station.dropped, uniform=chance.uniform, clock=loop.time, utc=utc,
        )  # fmt: skip
        self.given = Counter()
        self._loop, self._utc = loop, utc

    @property
    def agent_is_there(self):
        return not 3 * DAY_S < self._loop.time() % (7 * DAY_S) < 4 * DAY_S

    async def live(self):
        await self.forwarder.resume()
        await self.forwarder.set_roots([self.neighbours.root.key])
        for work in (self.forwarder.run, self.desk.run, self._chatter, self._agent):
            self._loop.create_task(work())

    async def _chatter(self):
        self.neighbours.found()
        self.neighbours._say(self.neighbours.root.certify(self.home, time=self._utc()))
        while True:
            await asyncio.sleep(PACE_S)
            self.neighbours.speak()

    async def _agent(self):
        """Takes what came, answers, and has something to say now and then."""
        while True:
            await asyncio.sleep(600)
            if not self.agent_is_there:
                continue
            while frames := await self.forwarder.inbox_after(0, 16):
                for one in frames:
                    self.given["frame"] += 1
                    await self.forwarder.taken(one.n)
            while texts := await self.desk.texts_after(0, 16):
                for one in texts:
                    self.given["text"] += 1
                    await self.desk.taken(one.n)
                    self.desk.reply(one.radio, "We have heard you. " * 12)
            event = self.home.say("still here", time=self._utc())
            await self.forwarder.submit(b"%d" % event.seq, framed(event), Priority.MESSAGE, self._utc() + HOUR_S)

    def rows(self, tables):
        return {
            table: self.connection._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in tables
        }
