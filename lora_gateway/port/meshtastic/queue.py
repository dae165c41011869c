"""What waits for a Meshtastic radio, and the one packet of which it has not said yet whether it took it. Pure.

The radio keeps two statuses for its client and loses the others, so the next packet goes when the status of the one
before has come. Measured on firmware 2.7.26: it comes within 0.3 s; of 24 packets at once only two were reported.
"""

import re
from collections import deque
from dataclasses import dataclass
from enum import Enum

from lora_gateway.errors import GatewayError, PortLost, Refused
from lora_gateway.port.meshtastic.messages import ClientNotification, MeshPacket, QueueStatus
from lora_gateway.port.meshtastic.messages_enums import RoutingError
from lora_gateway.port.meshtastic.session_facts import SETUP

MAX_WAITING = 8
LONGEST_WAIT_S = 120.0  # eight alerts, each 10 s after the one before, and some patience
FEW_FREE = 4  # places of 16: what the radio relays for others needs them too
ASK_FREE_S = 2.0
STATUS_S = 2.0  # for the status, and once more after a heartbeat
NOTE_S = 0.5  # the radio says "N mins" right after the refusal
LAST_HOUR_S = 3600.0  # the duty cycle is counted over one hour
NEVER = float("-inf")
QUEUE_FULL, NO_INTERFACE, DISABLED = 32, 33, 34  # as QueueStatus.res: the firmware's ERRNO_UNKNOWN and its neighbours
NO_KEY = "the radio has no key of that phone; it comes with what the phone tells of itself every few hours"
REASONS = {  # of QueueStatus.res and Routing.error_reason; seconds until it is worth trying again
    RoutingError.NO_INTERFACE: ("the radio has no working LoRa chip", None),
    RoutingError.NO_CHANNEL: (f"the radio does not know the channel; {SETUP}", None),
    RoutingError.TOO_LARGE: ("the packet is too large for the radio", None),
    RoutingError.DUTY_CYCLE_LIMIT: ("the radio has used up the duty cycle of its region", 60.0),
    RoutingError.RATE_LIMIT_EXCEEDED: ("the radio wants a longer pause between texts", 10.0),
    RoutingError.PKI_UNKNOWN_PUBKEY: (NO_KEY, None),
    RoutingError.PKI_SEND_FAIL_PUBLIC_KEY: (NO_KEY, None),
    QUEUE_FULL: ("the radio's queue is full", 10.0),
    NO_INTERFACE: ("the radio has no working LoRa chip", None),
    DISABLED: (f"the radio may not transmit: no region, or switched off; {SETUP}", None),
}


class Lane(Enum):
    """The value is the pause in seconds below which the firmware drops the next one silently, and a margin."""

    FRAME = 0.0
    TEXT = 2.2
    ALERT = 10.5


@dataclass(frozen=True, slots=True)
class Job:
    packet: MeshPacket
    lane: Lane
    urgent: bool
    since: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The radio took the packet of this id (`error` is None), or not."""

    id: int
    error: GatewayError | None


@dataclass(slots=True)
class Flight:
    job: Job
    written: float
    asked: float | None = None  # when a heartbeat was sent because no status came
    refused: float | None = None  # when the radio said that its duty cycle is used up


class SendQueue:
    """`free` is the number of free places in the radio's own queue, as it said last."""

    def __init__(self) -> None:
        self.free: int | None = None
        self._waiting: deque[Job] = deque()
        self._flight: Flight | None = None
        self._not_before: dict[Lane, float] = {}
        self._asked_free = NEVER
        self._blocked_until = NEVER

    def __len__(self) -> int:
        return len(self._waiting) + (self._flight is not None)

    def add(self, job: Job) -> None:
        """Raises Refused."""
        if job.since < self._blocked_until:
            raise _refusal(RoutingError.DUTY_CYCLE_LIMIT, self._blocked_until - job.since)
        if len(self._waiting) >= MAX_WAITING:
            raise Refused("too much waits for the radio already", retry_s=10.0)
        self._waiting.append(job)

    def next_job(self, now: float) -> Job | None:
        """What to write now; it is in flight then. Urgent ones first."""
        if self._flight is not None or (self.free is not None and self.free <= FEW_FREE):
            return None
        ready = [job for job in self._waiting if now >= self._not_before.get(job.lane, now)]
        job = next((job for job in ready if job.urgent), ready[0] if ready else None)
        if job is not None:
            self._waiting.remove(job)
            self._flight = Flight(job, now)
        return job

    def wants_heartbeat(self, now: float) -> bool:
        """Whether the radio has to be asked: what became of the packet, or whether places are free again."""
        flight = self._flight
        if flight is not None:
            if flight.asked is None and flight.refused is None and now >= flight.written + STATUS_S:
                flight.asked = now
                return True
            return False
        if self._waiting and self.free is not None and self.free <= FEW_FREE and now >= self._asked_free + ASK_FREE_S:
            self._asked_free = now
            return True
        return False

    def overdue(self, now: float) -> list[Outcome]:
        """What the radio has not answered in time, and what has waited too long."""
        late = [job for job in self._waiting if now >= job.since + LONGEST_WAIT_S]
        for job in late:
            self._waiting.remove(job)
        outcomes = [Outcome(job.packet.id, _refusal(QUEUE_FULL)) for job in late]
        flight = self._flight
        if flight is None:
            return outcomes
        if flight.refused is not None and now >= flight.refused + NOTE_S:
            return outcomes + self._block(now, None)
        if flight.asked is not None and now >= flight.asked + STATUS_S:
            error = PortLost("the radio did not say whether it took the packet; it may have been sent")
            return [*outcomes, self._land(now, error)]
        return outcomes

    def status(self, said: QueueStatus, now: float) -> list[Outcome]:
        """Statuses of other packets, of the radio itself or relayed, tell only of free places."""
        self.free = said.free
        return self.answered(said.mesh_packet_id, said.res, now)

    def answered(self, id: int, error: int, now: float) -> list[Outcome]:
        """The radio speaks of a packet, in its status or, when that was lost, in an ack."""
        if self._flight is None or id != self._flight.job.packet.id:
            return []
        if error == RoutingError.DUTY_CYCLE_LIMIT:
            if self._flight.refused is None:
                self._flight.refused = now
            return []
        accepted = error in (RoutingError.NONE, RoutingError.MAX_RETRANSMIT)  # the latter: sent, but nobody repeated it
        return [self._land(now, None if accepted else _refusal(error))]

    def notified(self, note: ClientNotification, now: float) -> list[Outcome]:
        """What the radio wants its user to read, when it is about a duty cycle that is used up."""
        flight = self._flight
        minutes = re.search(r"(\d{1,3}) ?min", note.message)
        if flight is None or note.reply_id != flight.job.packet.id or minutes is None:
            return []
        return self._block(now, int(minutes[1]) * 60.0)

    def cut(self, reason: str) -> list[Outcome]:
        """The radio is gone, and what it had in its queue with it."""
        lost = [Outcome(job.packet.id, PortLost(reason)) for job in self._waiting]
        if self._flight is not None:
            lost.append(Outcome(self._flight.job.packet.id, PortLost(f"{reason}; the packet may have been sent")))
        self._waiting.clear()
        self._flight = None
        self.free = None
        return lost

    def next_s(self, now: float) -> float | None:
        """Seconds until something is due, None when nothing is."""
        due = [job.since + LONGEST_WAIT_S for job in self._waiting]
        flight = self._flight
        if flight is not None:
            asked = flight.written if flight.asked is None else flight.asked
            due.append(asked + STATUS_S if flight.refused is None else flight.refused + NOTE_S)
        elif self._waiting and self.free is not None and self.free <= FEW_FREE:
            due.append(self._asked_free + ASK_FREE_S)
        else:
            due += [self._not_before.get(job.lane, now) for job in self._waiting]
        return max(min(due) - now, 0.0) if due else None

    def _land(self, now: float, error: GatewayError | None) -> Outcome:
        assert self._flight is not None
        job, self._flight = self._flight.job, None
        self._not_before[job.lane] = now + job.lane.value
        return Outcome(job.packet.id, error)

    def _block(self, now: float, retry_s: float | None) -> list[Outcome]:
        """The radio refuses everything until then."""
        retry_s = min(max(retry_s or 0.0, 60.0), LAST_HOUR_S)
        self._blocked_until = now + retry_s
        error = _refusal(RoutingError.DUTY_CYCLE_LIMIT, retry_s)
        outcomes = [self._land(now, error), *(Outcome(job.packet.id, error) for job in self._waiting)]
        self._waiting.clear()
        return outcomes


def _refusal(error: int, retry_s: float | None = None) -> Refused:
    reason, usual_s = REASONS.get(error, (f"the radio refused the packet with error {error}", None))
    retry_s = retry_s or usual_s
    when = f"; again in {max(round(retry_s / 60), 1)} min" if error == RoutingError.DUTY_CYCLE_LIMIT and retry_s else ""
    return Refused(reason + when, retry_s=retry_s)
