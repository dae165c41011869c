"""A model of a Meshtastic radio's managed flooding, the one thing here that is not the real code.

From the published behaviour of firmware 2.6 to 2.8: a slot is 2.5 symbols and 7.6 ms; own packets wait up to 2^CW slots
with CW from 3, relays 2 * 8 slots and up to 2^CW with CW from 3 to 8 as the SNR goes from -20 to 10 dB, so that the
farthest goes first; a busy channel means a new wait; a relay is given up when another copy is heard; 16 places in the
queue; what is to be acknowledged is tried twice more while no neighbour is heard repeating it. 2.8 signs what leaves
room for 66 bytes, which is in the airtime. Not modelled: roles, next hop, channel use other than as a busy channel.
"""

from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Protocol

from bench.airsim.agenda import Agenda, Alarm
from bench.airsim.air import Air
from bench.airsim.board_node import kind_of
from bench.airsim.community import PRESET
from lora_gateway.air.radio import Radio
from lora_gateway.port.port import Packet
from meshwire.airtime import PRESETS

BANDWIDTH_HZ, SPREADING, _ = PRESETS[PRESET]
SLOT_MS = 2.5 * 2**SPREADING * 1000 / BANDWIDTH_HZ + 7.6
CW_MIN, CW_MAX = 3, 8
SNR_MIN_DB, SNR_MAX_DB = -20.0, 10.0
MAX_QUEUE = 16
MAX_SEEN = 256  # packets whose copies are known
TRIES, RETRY_MS = 3, (7000.0, 10000.0)  # measured with firmware 2.7


class Client(Protocol):
    """What is attached to the radio."""

    def hear(self, packet: Packet, snr_db: float) -> None:
        """The first copy of a packet of another radio."""

    def relayed(self, number: int) -> None:
        """A neighbour repeated a packet of ours."""


@dataclass(slots=True, eq=False)
class _Queued:
    packet: Packet
    snr_db: float | None  # None: our own


class FloodingRadio:
    def __init__(self, node: int, agenda: Agenda, air: Air[Packet], radio: Radio, client: Client, seed: Random) -> None:
        self._node, self._agenda, self._air, self._radio, self._client = node, agenda, air, radio, client
        self._chance = seed
        self._queue: list[_Queued] = []
        self._seen: dict[tuple[int, int], None] = {}
        self._timer = Alarm(agenda, self._try)
        self._sending = False
        self._unrelayed: set[int] = set()

    def send(self, packet: Packet, *, urgent: bool) -> bool:
        """Take a packet of the client, to be acknowledged when urgent; False when the queue is full."""
        self._remember(packet)
        if urgent:
            self._unrelayed.add(packet.number)
            self._agenda.plan(self._chance.uniform(*RETRY_MS), partial(self._retry, packet, TRIES - 1))
        return self._enqueue(_Queued(packet, None))

    # Told by the air.

    def received(self, packet: Packet, snr_db: float) -> None:
        if packet.sender == self._node:
            self._unrelayed.discard(packet.number)
            self._client.relayed(packet.number)
        elif self._is_known(packet):
            self._queue = [one for one in self._queue if one.snr_db is None or not _is_copy(one.packet, packet)]
        else:
            self._remember(packet)
            onward = packet.one_hop_on()
            if onward is not None:
                self._enqueue(_Queued(onward, snr_db))
            self._client.hear(packet, snr_db)
        self._wait()

    def carrier(self, busy: bool) -> None:
        pass  # looked at when the wait is over

    def done(self) -> None:
        self._sending = False
        self._wait()

    def _retry(self, packet: Packet, tries_left: int) -> None:
        if packet.number not in self._unrelayed:
            return
        self._enqueue(_Queued(packet, None))
        if tries_left > 1:
            self._agenda.plan(self._chance.uniform(*RETRY_MS), partial(self._retry, packet, tries_left - 1))

    def _enqueue(self, queued: _Queued) -> bool:
        if len(self._queue) >= MAX_QUEUE:
            return False
        self._queue.append(queued)
        if len(self._queue) == 1 and not self._sending:
            self._wait()
        return True

    def _wait(self) -> None:
        if not self._queue or self._sending:
            return
        snr_db = self._queue[0].snr_db
        if snr_db is None:
            slots = self._chance.randrange(2**CW_MIN)
        else:
            share = min(max((snr_db - SNR_MIN_DB) / (SNR_MAX_DB - SNR_MIN_DB), 0.0), 1.0)
            slots = 2 * CW_MAX + self._chance.randrange(2 ** int(CW_MIN + share * (CW_MAX - CW_MIN)))
        self._timer.set(slots * SLOT_MS)

    def _try(self) -> None:
        if not self._queue or self._sending:
            return
        if self._air.is_busy(self._node):
            self._wait()
            return
        packet = self._queue.pop(0).packet
        self._sending = True
        self._air.transmit(self._node, packet, self._radio.airtime_ms(len(packet.frame)), kind_of(packet.frame))

    def _is_known(self, packet: Packet) -> bool:
        return (packet.sender, packet.number) in self._seen

    def _remember(self, packet: Packet) -> None:
        self._seen[packet.sender, packet.number] = None
        if len(self._seen) > MAX_SEEN:
            del self._seen[next(iter(self._seen))]


def _is_copy(one: Packet, other: Packet) -> bool:
    return (one.sender, one.number) == (other.sender, other.number)
