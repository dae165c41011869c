"""A whole network on one topology: switched on, left alone for two hours, warned, and watched for an hour."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Protocol

from bench.airsim.agenda import Agenda
from bench.airsim.air import Air, Transmission
from bench.airsim.antenna import FloodingAntenna, RawAntenna
from bench.airsim.board_node import BoardNode, unseen
from bench.airsim.community import PRESET, Community, Verify, as_frame
from bench.airsim.gateway_node import GatewayNode
from bench.airsim.loop import virtual_time
from bench.airsim.plain_node import PlainNode
from bench.airsim.topology import Topology
from lora_gateway.air.radio import Radio
from lora_gateway.port.port import Packet

HOUR_MS = 3_600_000.0
SETTLE_MS = 2 * HOUR_MS  # from the first switch-on to the alert: timers have grown long; the second hour is idle
GATEWAYS = 3


class Node(Protocol):
    shown_ms: float | None

    def switch_on(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """Times are milliseconds from the alert, or from the switch-on of a late station; None: never."""

    awake_ms: tuple[float | None, ...]
    late_ms: tuple[float | None, ...]
    reached_ms: tuple[float, ...]  # after the alert, of all, sorted
    airtime_ms: tuple[int, ...]  # of each station, in the hour from the alert
    idle_ms: int  # of all stations, in the hour before it
    kinds: tuple[tuple[str, int], ...]  # frames of each kind
    kinds_ms: tuple[tuple[str, int], ...]
    sent: tuple[tuple[float, int], ...]  # when and how long, of every transmission
    fates: tuple[tuple[str, int], ...]


def plain_flood(topology: Topology, *, loss: float, repeats: int, every_ms: float, hops: int = 7) -> Outcome:
    """Stock radios; the alert is flooded some times."""
    agenda, chance = Agenda(), _chance(topology, "plain")
    air: Air[Packet] = Air(agenda, topology, loss=loss, chance=chance)
    radio = Radio(PRESET, floods=True)
    nodes = [PlainNode(node, agenda, air, radio, chance) for node in range(len(topology.on_ms))]
    frame = as_frame(Community().warning())
    return _hour(
        topology, agenda, air, nodes, lambda: nodes[0].issue(frame, hops=hops, repeats=repeats, every_ms=every_ms)
    )


def ours_raw(topology: Topology, *, loss: float, verify: Verify) -> Outcome:
    """Gateways and boards on modems."""
    agenda, community = Agenda(), Community()
    air: Air[bytes] = Air(agenda, topology, loss=loss, chance=_chance(topology, "air"))
    with unseen(), virtual_time(agenda) as loop:
        nodes: list[Node] = []
        for node in range(len(topology.on_ms)):
            chance = _chance(topology, f"station {node}")
            if node < GATEWAYS:
                nodes.append(GatewayNode(node, agenda, loop, RawAntenna(node, air), community, chance))
            else:
                nodes.append(BoardNode(node, agenda, air, community.settings(node), verify, chance))
        return _hour(topology, agenda, air, nodes, partial(_issue, nodes[0], community))


def ours_on_meshtastic(topology: Topology, *, loss: float, signs: bool) -> Outcome:
    """Gateways only: boards have no Meshtastic radio."""
    agenda, community = Agenda(), Community()
    air: Air[Packet] = Air(agenda, topology, loss=loss, chance=_chance(topology, "air"))
    radio = Radio(PRESET, floods=True, signs=signs)
    with unseen(), virtual_time(agenda) as loop:
        nodes: list[Node] = []
        for node in range(len(topology.on_ms)):
            chance = _chance(topology, f"station {node}")
            antenna = FloodingAntenna(node, agenda, air, radio, chance)
            nodes.append(GatewayNode(node, agenda, loop, antenna, community, chance))
        return _hour(topology, agenda, air, nodes, partial(_issue, nodes[0], community))


def _issue(node: Node, community: Community) -> None:
    assert isinstance(node, GatewayNode)
    node.issue(community.warning())


def _chance(topology: Topology, what: str) -> Random:
    return Random(f"{topology.seed} {len(topology.on_ms)} {what}")


def _hour(topology: Topology, agenda: Agenda, air, nodes, issue) -> Outcome:  # type: ignore[no-untyped-def]
    """The alert comes at SETTLE_MS; stations that are on are switched on within the time before."""
    spread = _chance(topology, "switch on")
    for node, on_ms in zip(nodes, topology.on_ms, strict=True):
        agenda.plan(SETTLE_MS + on_ms if on_ms else spread.uniform(0, HOUR_MS / 2), node.switch_on)
    agenda.plan(SETTLE_MS, issue)
    agenda.run(SETTLE_MS + HOUR_MS)
    return _outcome(topology, air.log, air.fates, nodes)


def _outcome(topology: Topology, log, fates, nodes) -> Outcome:  # type: ignore[no-untyped-def]
    def after(node: int) -> float | None:
        shown_ms = nodes[node].shown_ms
        return None if shown_ms is None else shown_ms - SETTLE_MS - topology.on_ms[node]

    counted: list[Transmission[object]] = [sent for sent in log if sent.start_ms >= SETTLE_MS]
    airtime_ms, kinds, kinds_ms = Counter[int](), Counter[str](), Counter[str]()
    for sent in counted:
        airtime_ms[sent.sender] += sent.airtime_ms
        kinds[sent.kind] += 1
        kinds_ms[sent.kind] += sent.airtime_ms
    reached = (after(node) for node in range(len(nodes)))
    return Outcome(
        awake_ms=tuple(after(node) for node in topology.awake),
        late_ms=tuple(after(node) for node in topology.late),
        reached_ms=tuple(
            sorted(ms + on_ms for ms, on_ms in zip(reached, topology.on_ms, strict=True) if ms is not None)
        ),
        idle_ms=sum(sent.airtime_ms for sent in log if SETTLE_MS - HOUR_MS <= sent.start_ms < SETTLE_MS),
        airtime_ms=tuple(airtime_ms[node] for node in range(len(nodes))),
        kinds=tuple(sorted(kinds.items())),
        kinds_ms=tuple(sorted(kinds_ms.items())),
        sent=tuple((sent.start_ms - SETTLE_MS, sent.airtime_ms) for sent in counted),
        fates=tuple(sorted(fates.items())),
    )
