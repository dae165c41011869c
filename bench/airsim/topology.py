"""Where the stations are and how well they hear each other: random places, log-distance path loss, shadowing."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, log10
from random import Random

SNR_LIMIT_DB = {7: -7.5, 8: -10.0, 9: -12.5, 10: -15.0, 11: -17.5, 12: -20.0}  # SX1262 data sheet, 6.1.1.1
EXPONENT = 3.0  # of distance: between free space (2) and a dense town (4)
SHADOWING_DB = 4.0  # standard deviation from link to link: houses, trees, hills
MEAN_DEGREE = 8.6  # stations that the average station hears
LATE_SHARE = 0.2
LATE_MS = (60_000.0, 1_800_000.0)  # after the alert
MOST_DRAWS = 100_000


@dataclass(frozen=True, slots=True)
class Topology:
    """`snr_db[a][b]` is the mean of the link, the same both ways; `on_ms` when each station is switched on.

    Station 0 is the gateway that issues the alert, the next `gateways - 1` are the others.
    """

    seed: int
    draws: int
    snr_db: tuple[tuple[float, ...], ...]
    on_ms: tuple[float, ...]
    limit_db: float

    def neighbours(self, node: int) -> list[int]:
        return [other for other, snr_db in enumerate(self.snr_db[node]) if other != node and snr_db >= self.limit_db]

    @property
    def awake(self) -> list[int]:
        return [node for node, on_ms in enumerate(self.on_ms) if on_ms == 0]

    @property
    def late(self) -> list[int]:
        return [node for node, on_ms in enumerate(self.on_ms) if on_ms > 0]

    def hops(self, members: Iterable[int]) -> dict[int, int]:
        """Members that station 0 reaches through members, and in how many hops."""
        allowed, reached, edge = set(members), {0: 0}, [0]
        while edge:
            found = {near for node in edge for near in self.neighbours(node) if near in allowed and near not in reached}
            reached |= {near: reached[edge[0]] + 1 for near in found}
            edge = sorted(found)
        return reached


def topology(seed: int, nodes: int, *, spreading: int = 11) -> Topology:
    """The first draw in which nobody is out of reach for physics' sake.

    Those awake at the time of the alert are connected among themselves, and every late one has one of them as a
    neighbour: what a protocol then fails to reach is its own failure.
    """
    chance = Random(f"topology {seed} {nodes}")
    for draws in range(1, MOST_DRAWS):
        drawn = Topology(seed, draws, _links(nodes, chance, spreading), _on_ms(nodes, chance), SNR_LIMIT_DB[spreading])
        awake = set(drawn.awake)
        if len(drawn.hops(awake)) == len(awake) and all(awake & set(drawn.neighbours(node)) for node in drawn.late):
            return drawn
    raise ValueError(f"no connected topology of {nodes} in {MOST_DRAWS} draws")


def _links(nodes: int, chance: Random, spreading: int) -> tuple[tuple[float, ...], ...]:
    """Signal to noise, shifted so that the average station hears MEAN_DEGREE others, or half of a small network."""
    places = [(chance.random(), chance.random()) for _ in range(nodes)]
    snr_db = [[0.0] * nodes for _ in range(nodes)]
    for a in range(nodes):
        for b in range(a):
            gain_db = path_gain_db(hypot(places[a][0] - places[b][0], places[a][1] - places[b][1]))
            snr_db[a][b] = snr_db[b][a] = gain_db + chance.gauss(0, SHADOWING_DB)
    links = round(min(MEAN_DEGREE, (nodes - 1) / 2) * nodes / 2)
    weakest = sorted((snr_db[a][b] for a in range(nodes) for b in range(a)), reverse=True)[links - 1]
    shift = SNR_LIMIT_DB[spreading] - weakest
    return tuple(tuple(value + shift for value in row) for row in snr_db)


def path_gain_db(distance: float) -> float:
    """Log-distance path loss, against that of one side of the square."""
    return -10 * EXPONENT * log10(max(distance, 1e-3))


def _on_ms(nodes: int, chance: Random) -> tuple[float, ...]:
    late = set(chance.sample(range(1, nodes), round(LATE_SHARE * nodes)))
    return tuple(chance.uniform(*LATE_MS) if node in late else 0.0 for node in range(nodes))
