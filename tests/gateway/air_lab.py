"""Real stations on the real channel model, in virtual time: hours pass in milliseconds of CPU."""

import heapq
from dataclasses import dataclass, field
from itertools import count
from random import Random

from lora_gateway.air.flood import RELAY_STARTS_S, Flight
from lora_gateway.air.outbox import Outgoing
from lora_gateway.air.priority import Priority
from lora_gateway.air.radio import Radio
from lora_gateway.air.seen import name_of
from lora_gateway.air.station import Identity, Station, Transmission
from lora_gateway.ether.channel import Carrier, Channel, Conditions, Done, Received
from lora_gateway.law.budget import Budget
from lora_gateway.port import raw
from meshwire import envelope
from tests.gateway.frames import event_frame, event_id


@dataclass
class Board:
    """What matters of a board here: it shows a frame when it has all of it, and relays it once."""

    chance: Random
    shown_at: float | None = None
    relay_at: float | None = None
    relay: bytes = b""
    busy: bool = False

    def hear(self, payload, now):
        if self.shown_at is None:
            self.shown_at = now
            self.relay, self.relay_at = envelope.one_hop_on(payload), now + self.chance.uniform(*RELAY_STARTS_S)


@dataclass
class Lab:
    """Times are seconds. `advance` runs until a time; `log` holds (start, sender) of every transmission."""

    loss: float = 0.0
    seed: int = 0
    preset: str = "LongFast"
    duty_cycle: float = 0.1
    now: float = 1000.0
    log: list = field(default_factory=list)

    def __post_init__(self):
        self.chance = Random(self.seed)
        self.channel = Channel(self.preset, Conditions(self.loss), seed=self.seed)
        self.stations, self.boards, self._in_flight = {}, {}, {}
        self._order = count()

    def station(self, name, *, sender=None):
        budget = Budget(duty_cycle=self.duty_cycle, reserve=0.3, now=self.now)
        number = len(self.stations) + 1 if sender is None else sender
        identity = Identity(network=0, sender=number, hops=7)
        radio = Radio(self.preset)
        self.stations[name] = Station(identity, budget, radio, first_packet=0, uniform=self.chance.uniform)
        self.channel.join(name)
        return self.stations[name]

    def board(self, name):
        self.boards[name] = Board(self.chance)
        self.channel.join(name)
        return self.boards[name]

    def submit(self, name, seq=1, *, priority=Priority.ALERT, expires=0, **frame):
        data = event_frame(seq, **frame)
        flight = Flight(self.now)
        outgoing = Outgoing(event_id(seq), data, name_of(data), priority, expires, next(self._order), self.now, flight)
        self.stations[name].outbox.add(outgoing)
        return outgoing

    def sent_by(self, name):
        return [start for start, sender in self.log if sender == name]

    def advance(self, seconds):
        end = self.now + seconds
        while True:
            self._start_what_is_due()
            times = [end, *self._wakes()]
            self.now = heapq.nsmallest(1, times)[0]
            self._tell(self.channel.advance(self.now * 1000))
            if self.now >= end:
                return

    def _wakes(self):
        if (at_ms := self.channel.next_ms()) is not None:
            yield at_ms / 1000
        for name, station in self.stations.items():
            step = station.next(self.now)
            if name not in self._in_flight and isinstance(step, float):
                yield self.now + max(step, 1e-6)
        for board in self.boards.values():
            if board.relay_at is not None and not board.busy:
                yield max(board.relay_at, self.now)

    def _start_what_is_due(self):
        for name, station in self.stations.items():
            step = station.next(self.now)
            if name not in self._in_flight and isinstance(step, Transmission):
                station.budget.charge(step.airtime_ms, self.now)
                self._in_flight[name] = step
                self._transmit(name, raw.encode(step.packet))
        for name, board in self.boards.items():
            if board.relay_at is not None and board.relay_at <= self.now and not board.busy:
                board.relay_at = None
                self._transmit(name, board.relay)

    def _transmit(self, name, payload):
        self.log.append((self.now, name))
        self._tell(self.channel.transmit(name, payload, self.now * 1000))

    def _tell(self, notices):
        for notice in notices:
            if isinstance(notice, Done):
                if notice.station in self._in_flight:
                    self.stations[notice.station].sent(self._in_flight.pop(notice.station), self.now)
            elif notice.station in self.boards:
                self._tell_board(self.boards[notice.station], notice)
            elif isinstance(notice, Received):
                station = self.stations[notice.station]
                packet = raw.reception(notice.payload, notice.rssi_dbm, notice.snr_db).packet
                heard, _ = station.hear(packet, self.now)
                if heard is not None:
                    station.relay(heard, self.now)
            else:
                self.stations[notice.station].carrier(notice.busy, self.now)

    def _tell_board(self, board, notice):
        if isinstance(notice, Carrier):
            board.busy = notice.busy
        else:
            board.hear(notice.payload, self.now)
