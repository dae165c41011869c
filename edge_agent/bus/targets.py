"""Every node that offers a capability, this one too, as candidates for the routing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from edge_agent.bus.capability import COSTS, Caller, Contract, Params, Trust, Version
from edge_agent.bus.envelope import MAX_HOPS
from edge_agent.bus.offer import Offer, closed, refused, unfit
from edge_agent.bus.remotes import RemoteOffer, Remotes
from edge_agent.bus.routing import Candidate
from edge_agent.errors import EdgeError, GoingRound, NotFound


@dataclass(frozen=True, slots=True)
class Wanted:
    """`caller` is None when only the routes are asked for; `node` names the one node that is to answer.

    `everywhere`: each node answers for itself.
    """

    name: str
    params: Params
    version: Version
    hops: tuple[str, ...] = ()
    caller: Caller | None = None
    node: str | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """`error`: why this node cannot be asked."""

    candidate: Candidate
    provider: Offer | RemoteOffer
    error: EdgeError | None


def local_target(offer: Offer, wanted: Wanted, node: str, energy: Callable[[], float], now: float) -> Target:
    contract, slots, health = offer.contract, offer.slots, offer.health
    error = offer.refusal(wanted.params, wanted.version, wanted.caller, now)
    candidate = Candidate(
        node, "this node", True, health.latency_ms, slots.load, slots.queue, health.success(now), _cost(contract.cost),
        1.0, energy(), str(error or ""),
    )  # fmt: skip
    return Target(candidate, offer, error)


def remote_targets(remotes: Remotes, wanted: Wanted, known: Contract | None, now: float) -> Iterator[Target]:
    """`known`: the contract that this node has of the capability; it counts before what others say of theirs."""
    for offer in remotes.offering(wanted.name):
        remote, advert, health = offer.remote, offer.advert, offer.health
        error = _refusal(offer, wanted, known, now)
        load = advert.load + health.under_way / max(1, advert.max_concurrent)
        queue = min(1.0, advert.queue / advert.max_queue) if advert.max_queue else float(load >= 1)
        candidate = Candidate(
            remote.id, remote.name, False, health.latency_ms, load, queue, health.success(now),
            _cost(advert.cost), remote.trust / Trust.ANCHOR, remote.energy, str(error or ""),
        )  # fmt: skip
        yield Target(candidate, offer, error)


def _refusal(offer: RemoteOffer, wanted: Wanted, known: Contract | None, now: float) -> EdgeError | None:
    name, advert, node = wanted.name, offer.advert, offer.remote.id
    is_shared = known.shared if known else advert.shared
    if node in wanted.hops:
        return GoingRound(f"{name}: the question came from there")
    if len(wanted.hops) >= MAX_HOPS:
        return GoingRound(f"{name}: the question has passed {MAX_HOPS} nodes, which is enough")
    if not (is_shared or wanted.node or wanted.everywhere):
        return NotFound(f"{name} is about the node that is asked; name the node")
    if known and known.version == advert.version and known.hash != advert.hash:
        return NotFound(f"{name} has other schemas there under the same version; update the older of the two nodes")
    if wanted.caller is not None and wanted.caller.trust < advert.trust:
        return refused(name, advert.trust, wanted.caller)
    return unfit(name, advert.version, wanted.version, wanted.params, advert.params) or closed(name, offer.health, now)


def _cost(cost: str) -> float:
    return COSTS.index(cost) / (len(COSTS) - 1)
