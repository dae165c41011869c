"""Which node is asked, in which order, and why. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

STRATEGIES = ("scored", "least_loaded", "round_robin", "prefer_local")
USUAL_MS = 100.0  # a node that answers in this time has half of the points; taken for one that was never asked


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a score counts for. A score is the weighted mean of its parts, from 0 to 1."""

    local: float = 2.0  # no radio, no relay and no other battery is needed
    latency: float = 2.0
    load: float = 2.0
    queue: float = 1.0
    success: float = 4.0  # an answer late is better than none
    cost: float = 1.0
    trust: float = 1.0
    energy: float = 1.0


DEFAULT = Weights()
PARTS = tuple(part.name for part in fields(Weights))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A node that offers a capability. Shares from 0 to 1; `refusal` says why it cannot be asked, "" if it can."""

    node: str
    name: str
    local: bool = False
    latency_ms: float | None = None
    load: float = 0.0  # share of the calls it does at once
    queue: float = 0.0  # share of the places where calls wait
    success: float = 1.0
    cost: float = 0.0
    trust: float = 1.0
    energy: float = 1.0
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: Candidate
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        return {
            "node": self.candidate.node, "name": self.candidate.name, "score": round(self.score, 3),
            "parts": {name: round(part, 3) for name, part in self.parts.items()},
            "callable": not self.candidate.refusal, "reason": self.reason,
        }  # fmt: skip


def parts_of(candidate: Candidate) -> dict[str, float]:
    """Each part from 0, bad, to 1, good."""
    latency = USUAL_MS if candidate.latency_ms is None else max(0.0, candidate.latency_ms)
    return {
        "local": float(candidate.local),
        "latency": USUAL_MS / (USUAL_MS + latency),
        "load": 1.0 - _share(candidate.load),
        "queue": 1.0 - _share(candidate.queue),
        "success": _share(candidate.success),
        "cost": 1.0 - _share(candidate.cost),
        "trust": _share(candidate.trust),
        "energy": _share(candidate.energy),
    }


def score(candidate: Candidate, weights: Weights = DEFAULT) -> float:
    total = sum(getattr(weights, name) for name in PARTS)
    return float(sum(getattr(weights, name) * part for name, part in parts_of(candidate).items()) / total)


def rank(
    candidates: Iterable[Candidate], strategy: str = STRATEGIES[0], *, weights: Weights = DEFAULT, turn: int = 0
) -> list[Ranked]:
    """All candidates, the one to ask first in front, those that cannot be asked at the end, each with its reason.

    `turn` counts the calls of a capability; only round_robin looks at it.
    """
    scored = [(one, score(one, weights)) for one in candidates]
    able = sorted((pair for pair in scored if not pair[0].refusal), key=lambda pair: (-pair[1], pair[0].node))
    unable = sorted((pair for pair in scored if pair[0].refusal), key=lambda pair: pair[0].node)
    ordered = [*_ordered(able, strategy, turn), *unable]
    return [
        Ranked(one, points, parts_of(one), one.refusal or _reason(one, strategy, place))
        for place, (one, points) in enumerate(ordered)
    ]


def _ordered(able: list[tuple[Candidate, float]], strategy: str, turn: int) -> list[tuple[Candidate, float]]:
    """From the best score downwards in, in the order of the strategy out."""
    if strategy == "least_loaded":
        return sorted(able, key=lambda pair: _share(pair[0].load) + _share(pair[0].queue))
    if strategy == "prefer_local":
        return sorted(able, key=lambda pair: not pair[0].local)
    if strategy == "round_robin" and able:
        by_node = sorted(able, key=lambda pair: pair[0].node)
        first = turn % len(by_node)
        return by_node[first:] + by_node[:first]
    return able


def _reason(one: Candidate, strategy: str, place: int) -> str:
    """In words, what its place rests on."""
    if strategy == "least_loaded":
        return f"load {_share(one.load):.0%}, queue {_share(one.queue):.0%}"
    if strategy == "round_robin":
        return "its turn" if place == 0 else f"its turn comes after {place} more"
    if strategy == "prefer_local" and one.local:
        return "this node itself"
    parts = parts_of(one)
    worst = min(PARTS, key=lambda name: (parts[name], name))
    best = "best score" if place == 0 else "lower score"
    return f"{best}; weakest part: {worst} {parts[worst]:.2f}"


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
