"""The protocols side by side on the same topologies, as figures and pictures."""

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.airsim import pictures
from bench.airsim.community import remembered_verify
from bench.airsim.network import Outcome, ours_on_meshtastic, ours_raw, plain_flood
from bench.airsim.summary import Summary, summary
from bench.airsim.topology import Topology, topology
from bench.report import Figure, figure, write

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SEEDS = range(1, 41)
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


def figures_of_ours(prefix: str, ours: Summary, six: Summary, *, awake_goal: float) -> list[Figure]:
    rival = "6 floods"
    return [
        figure(f"{prefix}awake_60s", ours.awake_60s, "%", "higher", against=(rival, six.awake_60s)),
        figure(f"{prefix}awake_10min", ours.awake_10min, "%", "higher", goal=awake_goal,
               against=(rival, six.awake_10min)),
        figure(f"{prefix}late_10min", ours.late_10min, "%", "higher", goal=100, against=(rival, six.late_10min)),
        figure(f"{prefix}all_1h", ours.all_1h, "%", "higher", against=(rival, six.all_1h)),
        figure(f"{prefix}p95_s", ours.p95_s, "s", "lower", against=(rival, six.p95_s)),
        figure(f"{prefix}airtime_s", ours.airtime_s, "s of all", "lower", goal=round(six.airtime_s, 1),
               against=(rival, six.airtime_s)),
        figure(f"{prefix}idle_s", ours.idle_s, "s of all", "lower"),
        figure(f"{prefix}busiest_s", ours.busiest_s, "s", "lower", goal=FIFTH_S, against=(rival, six.busiest_s)),
    ]  # fmt: skip


def main(count: int = len(SEEDS)) -> None:
    gc.freeze()  # what is here now is not looked at again, whenever a board collects its garbage
    topologies = [topology(seed, 100) for seed in SEEDS[:count]]
    figures: list[Figure] = []
    for loss, prefix, goal in zip(LOSSES, ("", "loss30_"), (99.5, 99.0), strict=True):
        found = measured(topologies, loss, list(protocols()))
        said = {name: summary(outcomes) for name, outcomes in found.items()}
        six = said["flood 6 times"]
        figures += figures_of_ours(f"air.reach.{prefix}", said["ours"], six, awake_goal=goal)
        figures += figures_of_ours(
            f"air.reach.meshtastic_{prefix}", said["ours on Meshtastic 2.7"], six, awake_goal=goal
        )
        pictures.draw(PICTURES, found, loss)
    for nodes in (10, 30):
        few = [topology(seed, nodes) for seed in SEEDS[:count]]
        found = measured(few, LOSSES[0], ["flood 6 times", "ours"])
        ours, six = summary(found["ours"]), summary(found["flood 6 times"])
        figures += figures_of_ours(f"air.reach.n{nodes}_", ours, six, awake_goal=99.5)
    if count == len(SEEDS):
        write("air", figures)
