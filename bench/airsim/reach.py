"""The protocols side by side on the same topologies, as figures and pictures."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.airsim import pictures
from bench.airsim.community import remembered_verify
from bench.airsim.network import Outcome, ours_on_meshtastic, ours_raw, plain_flood
from bench.airsim.summary import Summary, summary
from bench.airsim.topology import Topology, topology
from bench.report import Figure, figure, write

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
TOPOLOGIES = 40
BUDGET_S = 360.0  # of a station in an hour, 10 %
FIFTH_S = BUDGET_S / 5
LOSSES = (0.1, 0.3)

Run = Callable[..., Outcome]


def protocols() -> dict[str, Run]:
    """Name and what runs it on a topology with a loss."""
    return {
        "flood once": partial(plain_flood, repeats=1, every_ms=0),
        "flood 3 times": partial(plain_flood, repeats=3, every_ms=60_000),
        "flood 6 times": partial(plain_flood, repeats=6, every_ms=300_000),
        "ours": partial(ours_raw, verify=remembered_verify()),
        "ours on Meshtastic 2.7": partial(ours_on_meshtastic, signs=False),
        "ours on Meshtastic 2.8": partial(ours_on_meshtastic, signs=True),
    }


def run_all(run: Run, topologies: Sequence[Topology], loss: float) -> list[Outcome]:
    return [run(one, loss=loss) for one in topologies]


COLUMNS = (
    "awake 60 s %",
    "10 min %",
    "late 10 min %",
    "all 1 h %",
    "median s",
    "p95 s",
    "airtime s",
    "busiest s",
    "idle s",
    "CPU s",
)


def line(name: str, said: Summary, cpu_s: float) -> str:
    reach = (said.awake_60s, said.awake_10min, said.late_10min, said.all_1h)
    rest = (said.median_s, said.p95_s, said.airtime_s, said.busiest_s, said.idle_s, cpu_s)
    cells = [f"{value:.2f}" for value in reach] + [f"{value:.0f}" for value in rest]
    kinds = ", ".join(f"{count:.0f} {kind}" for kind, count in sorted(said.frames.items()))
    return (
        f"{name:24}"
        + "".join(cell.rjust(len(head) + 2) for cell, head in zip(cells, COLUMNS, strict=True))
        + f"  {kinds}"
    )


def measured(topologies: Sequence[Topology], loss: float, names: Sequence[str]) -> dict[str, list[Outcome]]:
    print(f"\n{len(topologies[0].on_ms)} stations, {loss:.0%} loss, topologies {[one.seed for one in topologies]}")
    print(" " * 24 + "".join("  " + head for head in COLUMNS) + "  frames", flush=True)
    found = {}
    for name in names:
        began = time.process_time()
        found[name] = run_all(protocols()[name], topologies, loss)
        print(line(name, summary(found[name]), time.process_time() - began), flush=True)
    return found


@dataclass(frozen=True, slots=True)
class Goals:
    """Of 100 stations, three gateways and boards; the others are measured without."""

    awake: float | None = None
    late: float | None = None
    fifth_s: float | None = None
    as_six: bool = False  # no more airtime than six floods

    def airtime_s(self, six: Summary) -> float | None:
        return six.airtime_s if self.as_six else None


GOALS = {0.1: Goals(99.5, 100, FIFTH_S, as_six=True), 0.3: Goals(99, 99, FIFTH_S, as_six=True)}
NO_GOALS = Goals()


def figures_of(word: str, ours: Summary, six: Summary, goals: Goals) -> list[Figure]:
    prefix, rival = f"air.reach.{word}", "6 floods"
    return [
        figure(f"{prefix}awake_60s", ours.awake_60s, "%", "higher", against=(rival, six.awake_60s)),
        figure(f"{prefix}awake_10min", ours.awake_10min, "%", "higher", goal=goals.awake,
               against=(rival, six.awake_10min)),
        figure(f"{prefix}late_10min", ours.late_10min, "%", "higher", goal=goals.late, against=(rival, six.late_10min)),
        figure(f"{prefix}all_1h", ours.all_1h, "%", "higher", against=(rival, six.all_1h)),
        figure(f"{prefix}p95_s", ours.p95_s, "s", "lower", against=(rival, six.p95_s)),
        figure(f"{prefix}airtime_s", ours.airtime_s, "s of all", "lower", goal=goals.airtime_s(six),
               against=(rival, six.airtime_s)),
        figure(f"{prefix}idle_s", ours.idle_s, "s of all", "lower"),
        figure(f"{prefix}busiest_s", ours.busiest_s, "s", "lower", goal=goals.fifth_s, against=(rival, six.busiest_s)),
    ]  # fmt: skip


def main(count: int = TOPOLOGIES, first: int = 1) -> None:
    """Figures and pictures are written for the usual seeds only: fewer say too little, others something else."""
    seeds, is_usual = range(first, first + count), (count, first) == (TOPOLOGIES, 1)
    gc.freeze()  # what is here now is not looked at again, whenever a board collects its garbage
    topologies = [topology(seed, 100) for seed in seeds]
    figures: list[Figure] = []
    for loss, word in zip(LOSSES, ("", "loss30_"), strict=True):
        found = measured(topologies, loss, list(protocols()))
        said = {name: summary(outcomes) for name, outcomes in found.items()}
        six = said["flood 6 times"]
        figures += figures_of(word, said["ours"], six, GOALS[loss])
        figures += figures_of(f"meshtastic_{word}", said["ours on Meshtastic 2.7"], six, NO_GOALS)
        if is_usual:
            pictures.draw(PICTURES, found, loss)
    for nodes in (10, 30):
        few = [topology(seed, nodes) for seed in seeds]
        found = measured(few, LOSSES[0], ["flood 6 times", "ours"])
        ours, six = summary(found["ours"]), summary(found["flood 6 times"])
        figures += figures_of(f"n{nodes}_", ours, six, NO_GOALS)
    if is_usual:
        write("air", figures)
