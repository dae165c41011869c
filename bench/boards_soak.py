"""A week of virtual time with 100,000 frames of every kind on a board in 128 kB: memory, flash, frames per second.

Memory is told at the start, after each quarter of the frames and at the end: free bytes, and the longest run of them.
"""

import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.report import Figure, figure, write

ROOT = Path(__file__).parents[1]
FRAMES = 100_000
DAYS = 7
ALERTS, FORGERIES = 5, 5  # of a thousand frames
LIMIT_S = 3600.0
MOMENTS = ("start", "quarter", "half", "three_quarters", "end")


def lost(free: list[int]) -> float:
    """What the last fifth has less than the second."""
    fifth = max(len(free) // 5, 1)
    return median(free[fifth : 2 * fifth] or free) - median(free[-fifth:])


def moments(name: str, samples: list[int], unit: str) -> list[Figure]:
    """A sample of each moment; the first is of before the first frame."""
    last = len(samples) - 1
    return [
        figure(f"boards.soak_{name}_{moment}", samples[last * quarter // 4], unit, "higher")
        for quarter, moment in enumerate(MOMENTS)
    ]


def main() -> None:
    sys.path.append(str(ROOT / "micropython"))  # `node` is imported as a board does
    from tests.boards.week import Week, lived

    week = Week(2026, alerts=ALERTS, forgeries=FORGERIES)
    with TemporaryDirectory() as folder:
        begin = time.perf_counter()
        found = lived(week, Path(folder), count=FRAMES, days=DAYS, limit_s=LIMIT_S)
        took_s = time.perf_counter() - begin
    free = [free for free, _ in found["samples"]]
    longest = [run for _, run in found["samples"]]
    days = found["days"]
    figures = [
        figure("boards.soak_frames", found["frames"], "before memory failed", "higher", goal=FRAMES),
        figure("boards.soak_frames_per_second", found["frames"] / took_s, "mixed, in WebAssembly", "higher"),
        figure("boards.soak_heap_lost", lost(free), "bytes", "lower", goal=1024),
        figure("boards.soak_heap_free", min(free), "bytes at least", "higher", goal=16384),
        figure("boards.soak_longest_run", min(longest), "bytes at least", "higher", goal=2048),
        figure("boards.soak_alerts_per_day", found["shown"] / days, "shown", "higher"),
        figure("boards.soak_writes_per_day", sum(found["writes"].values()) / days, "writes of the flash", "lower"),
    ]
    write("boards", figures + moments("free", free, "bytes free") + moments("run", longest, "bytes in one run"))


if __name__ == "__main__":
    main()
