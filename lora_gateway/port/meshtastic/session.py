"""The conversation with one Meshtastic radio, without its line: bytes and times in, bytes and events out. Pure.

A session outlives its connections: `opened`, `receive` and `step` while there is one, `closed` at its end. What it
wants done stands in `take()` after each of them, and `next_s` says when it wants to be asked again.
"""

from collections import deque
from dataclasses import dataclass

from lora_gateway.air.radio import Radio
from lora_gateway.errors import BadMessage, PortLost
from lora_gateway.port.meshtastic import framing
from lora_gateway.port.meshtastic.framing import INTER_BYTE_S, Decoder
from lora_gateway.port.meshtastic.health import Pulse
from lora_gateway.port.meshtastic.messages import (
    ClientNotification,
    FromRadio,
    Heartbeat,
    MeshPacket,
    QueueStatus,
    Routing,
    ToRadio,
    is_from_radio,
)
from lora_gateway.port.meshtastic.messages_enums import PortNum
from lora_gateway.port.meshtastic.messages_node import NodeInfo, User
from lora_gateway.port.meshtastic.protobuf import decode, encode
from lora_gateway.port.meshtastic.queue import STATUS_S, Job, Outcome, SendQueue
from lora_gateway.port.meshtastic.session_facts import Facts, Told, facts_of
from lora_gateway.port.meshtastic.session_handshake import Handshake, Random, fresh
from lora_gateway.port.meshtastic.session_hearing import Hearing
from lora_gateway.port.meshtastic.session_sending import frame_job, text_job
from lora_gateway.port.port import Dropped, Packet, PortEvent, State

MAX_EARLY = 16  # packets that come before the configuration
REFRESH_S = 3600.0  # somebody may change the radio's channels with a phone, and it does not say so
NOT_YET = "the radio has not told its configuration yet"
UNKNOWN_RADIO = Radio("LongFast", floods=True)  # what most are set to, until it has told


@dataclass(frozen=True, slots=True)
class HangUp:
    """Nothing good will come from this connection."""

    reason: str


Output = bytes | PortEvent | Outcome | HangUp


class Session:
    def __init__(self, random: Random) -> None:
        self.facts: Facts | None = None  # as told last
        self.queue = SendQueue()
        self.hearing = Hearing()
        self._random = random
        self._decoder = Decoder(is_from_radio)
        self._handshake: Handshake | None = None  # None without a connection
        self._down = "not connected yet"  # why nothing can be sent; empty once the radio has told
        self._told_at = 0.0
        self._pulse = Pulse(0.0)
        self._fed = 0.0
        self._unknown = 0  # packets in a row whose status never came
        self._early: deque[MeshPacket] = deque(maxlen=MAX_EARLY)
        self._out: list[Output] = []

    @property
    def is_ready(self) -> bool:
        return self._handshake is not None and self._handshake.told is not None

    @property
    def radio(self) -> Radio:
        return self.facts.radio if self.facts else UNKNOWN_RADIO

    def opened(self, now: float) -> None:
        self._decoder = Decoder(is_from_radio)
        self._begin(now)
        self.step(now)

    def closed(self, reason: str) -> None:
        """There is no connection, and this is why."""
        self._handshake = None
        self._down = reason
        self._out += self.queue.cut(reason)
        self._out.append(State(False, reason))

    def receive(self, data: bytes, now: float) -> None:
        self._fed = now
        self._take_all(self._decoder.feed(data), now)
        self.step(now)

    def step(self, now: float) -> None:
        """Do what is due."""
        if self._decoder.pending and now >= self._fed + INTER_BYTE_S:
            self._take_all(self._decoder.expire(), now)
        if self._handshake is not None:
            self._write(self._handshake.step(now))
            if self._handshake.is_late(now) or self._pulse.is_dead(now):
                self._hang_up("the radio does not answer")
        if self.is_ready:
            self._give_up(self.queue.overdue(now), now)
        if self.is_ready:
            self._go_on(now)

    def next_s(self, now: float) -> float | None:
        """Seconds until `step` has something to do, None when only bytes can bring something."""
        if self._handshake is None:
            return None
        due = [self._handshake.next_s(now)]
        if self.is_ready:
            refresh_s = None if self.queue else max(self._told_at + REFRESH_S - now, 0.0)
            due += [self._pulse.next_s(now), self.queue.next_s(now), refresh_s]
        if self._decoder.pending:
            due.append(max(self._fed + INTER_BYTE_S - now, 0.0))
        return min(seconds for seconds in due if seconds is not None)

    def send(self, packet: Packet, *, urgent: bool, now: float) -> int:
        """Queue a frame and return the id under which its Outcome will come. Raises Refused, PortLost."""
        job = frame_job(packet, self._ready(), self._fresh_id(), urgent=urgent, now=now)
        return self._add(job, packet.number)

    def send_text(self, text: str, *, to: int | None, alert: bool, now: float) -> int:
        return self._add(text_job(text, self._ready(), self._fresh_id(), to=to, alert=alert, now=now), None)

    def goodbye(self) -> bytes:
        """What a client says when it leaves: without it the radio goes on talking to nobody, and that is lost."""
        return framing.encode(encode(ToRadio(disconnect=True)))

    def take(self) -> list[Output]:
        out, self._out = self._out, []
        return out

    def _go_on(self, now: float) -> None:
        if job := self.queue.next_job(now):
            self._say(ToRadio(packet=job.packet))
        if self.queue.wants_heartbeat(now) or self._pulse.is_due(now):
            self._pulse.asked(now)
            self._say(ToRadio(heartbeat=Heartbeat()))
        if not self.queue and now >= self._told_at + REFRESH_S:
            self._handshake = Handshake(self._random, now)
            self._write(self._handshake.step(now))

    def _begin(self, now: float) -> None:
        self._down = NOT_YET
        self._handshake = Handshake(self._random, now)
        self._pulse = Pulse(now)
        self._unknown = 0
        self._early.clear()

    def _take_all(self, payloads: list[bytes], now: float) -> None:
        for payload in payloads:
            self._pulse.heard(now)
            self._take(decode(FromRadio, payload), now)

    def _take(self, message: FromRadio, now: float) -> None:
        if self._handshake is None:
            return
        match message:
            case FromRadio(rebooted=True):
                self._out += self.queue.cut("the radio restarted")
                self._out.append(State(False, "the radio restarted"))
                self._begin(now)
            case FromRadio(packet=MeshPacket() as packet):
                self._hear(packet, now)
            case FromRadio(queue_status=QueueStatus() as status):
                self._answered(self.queue.status(status, now))
            case FromRadio(client_notification=ClientNotification() as note):
                self._answered(self.queue.notified(note, now))
            case _:
                self._configure(self._handshake, message, now)

    def _configure(self, handshake: Handshake, message: FromRadio, now: float) -> None:
        if isinstance(message.node_info, NodeInfo) and isinstance(message.node_info.user, User):
            self.hearing.names.learn(message.node_info.num, message.node_info.user)
        if handshake.told is None and (told := handshake.take(message, now)):
            self._ready_now(told, now)

    def _ready_now(self, told: Told, now: float) -> None:
        self.facts = facts_of(told, self.hearing.names.of(told.info.my_node_num))
        self.hearing.configured(self.facts, now)
        self._pulse = Pulse(now)
        self._told_at = now
        self._down = ""
        self._out.append(State(not self.facts.trouble, self.facts.trouble))
        while self._early:
            self._hear(self._early.popleft(), now)

    def _hear(self, packet: MeshPacket, now: float) -> None:
        if not self.is_ready:
            if len(self._early) == MAX_EARLY:
                self._out.append(Dropped("before the radio was ready"))
            self._early.append(packet)
            return
        try:
            if (event := self.hearing.event(packet, now)) is not None:
                self._out.append(event)
            self._ack(packet, now)
        except BadMessage:
            self._out.append(Dropped("not readable"))

    def _ack(self, packet: MeshPacket, now: float) -> None:
        """What our own radio says of a packet stands for a status that was lost; strangers can say anything."""
        data = packet.decoded
        if data is not None and data.portnum == PortNum.ROUTING and self.facts and packet.sender == self.facts.node:
            error = decode(Routing, data.payload).error_reason or 0
            self._answered(self.queue.answered(data.request_id, error, now))

    def _answered(self, outcomes: list[Outcome]) -> None:
        self._out += outcomes
        if outcomes:
            self._unknown = 0

    def _give_up(self, outcomes: list[Outcome], now: float) -> None:
        self._out += outcomes
        if not any(isinstance(outcome.error, PortLost) for outcome in outcomes):
            return
        self._unknown += 1
        if self._unknown > 1 or self._pulse.silent_since(now - 2 * STATUS_S):
            self._hang_up("the radio does not say what it does with our packets")

    def _ready(self) -> Facts:
        if self._down or self.facts is None:
            raise PortLost(self._down)
        return self.facts

    def _add(self, job: Job, number: int | None) -> int:
        self.queue.add(job)
        self.hearing.sent(job.packet.id, number)
        return job.packet.id

    def _fresh_id(self) -> int:
        """The radio drops a packet silently when it has seen its id lately."""
        return fresh(self._random, (0,))

    def _write(self, data: bytes) -> None:
        if data:
            self._out.append(data)

    def _say(self, message: ToRadio) -> None:
        self._write(framing.encode(encode(message)))

    def _hang_up(self, reason: str) -> None:
        self._handshake = None
        self._down = reason
        self._out += [State(False, reason), HangUp(reason)]
