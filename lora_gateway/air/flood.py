"""When a frame of this node is sent, sent again, and no more. Pure: the caller passes time and chance.

The first transmission goes out at once. While nobody is overheard relaying it, a few quick repeats follow, each after
the time in which a relay would have started. Later rounds, each a flood of its own, serve whoever was switched on late.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lora_gateway.air.priority import Priority

RELAY_STARTS_S = (0.1, 0.7)  # the random wait of every station before it relays
REPEAT_AFTER_S = (
    0.8,
    1.2,
)  # from the end of ours: beyond the last start of a relay, so that its carrier is heard first
LOST_S = 30.0  # a radio that goes away so soon may not have sent what it took: 16 frames wait in it, or a busy channel
AFTER_BUSY_S = (0.1, 0.5)  # after the channel became free, or all who waited would start together

Uniform = Callable[[float, float], float]  # random.uniform, or a seeded one


@dataclass(frozen=True, slots=True)
class Plan:
    quick_repeats: int
    later_s: tuple[int, ...] = ()  # pause before each later round


PLANS = {
    # At 20 % loss three transmissions reach a board with 99.2 %, four with 99.8 %; four end within 10 s on LongFast.
    Priority.ALERT: Plan(quick_repeats=3, later_s=(60,)),
    # A board can do nothing with an alert whose author's certificate it missed: six more rounds within eleven hours.
    Priority.KEY: Plan(quick_repeats=1, later_s=(600, 1200, 2400, 4800, 9600, 19200)),
    Priority.MESSAGE: Plan(quick_repeats=1),
    Priority.REPAIR: Plan(quick_repeats=0),
    Priority.BULK: Plan(quick_repeats=0),
}


@dataclass(frozen=True, slots=True)
class Flight:
    """How far a frame has come. `due` is when its next transmission may start, None when there is none."""

    due: float | None
    round: int = 0  # 0: the first flood, then the later ones
    tries: int = 0  # transmissions so far, all rounds
    relayed: bool = False  # some station was overheard relaying it


def resume(priority: Priority, *, round: int, tries: int, relayed: bool, now: float) -> Flight:
    """After a restart: what was never sent is due now; the pauses of what was sent begin again."""
    if tries == 0:
        return Flight(now)
    if round == 0 and not relayed:
        return Flight(now + REPEAT_AFTER_S[1], 0, tries)
    return next_round(priority, Flight(None, max(round - 1, 0), tries, relayed=relayed), now)


def sent(priority: Priority, flight: Flight, now: float, uniform: Uniform, *, quick: bool = True) -> Flight:
    """After a transmission that ended now; not `quick` when the radio itself repeats what nobody relays."""
    flight = replace(flight, tries=flight.tries + 1)
    if quick and flight.round == 0 and not flight.relayed and flight.tries <= PLANS[priority].quick_repeats:
        return replace(flight, due=now + uniform(*REPEAT_AFTER_S))
    return next_round(priority, flight, now)


def overheard(priority: Priority, flight: Flight, now: float) -> Flight:
    """A station relayed it: no quick repeat is needed any more."""
    if flight.relayed or flight.tries == 0:
        return flight
    flight = replace(flight, relayed=True)
    return next_round(priority, flight, now) if flight.round == 0 else flight


def radio_lost(priority: Priority, flight: Flight, now: float) -> Flight:
    """The radio went away: what it took lately and nobody relayed is sent again, as often as it may be repeated."""
    plan = PLANS[priority]
    if flight.relayed or flight.due is None or flight.round != 1 or flight.tries > plan.quick_repeats:
        return flight
    taken_at = flight.due - plan.later_s[0]
    return replace(flight, due=now, round=0) if now <= taken_at + LOST_S else flight


def next_round(priority: Priority, flight: Flight, now: float) -> Flight:
    """Wait for the next later round, or be done."""
    later_s = PLANS[priority].later_s
    if flight.round >= len(later_s):
        return replace(flight, due=None)
    return replace(flight, due=now + later_s[flight.round], round=flight.round + 1)
