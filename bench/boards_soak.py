"""A week of virtual time with 100,000 frames of every kind on a board in 128 kB: memory, flash, frames per second."""

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.report import figure, write
from tests.boards.week import Week, lived

FRAMES = 100_000
DAYS = 7
ALERTS, FORGERIES = 5, 5  # of a thousand frames
LIMIT_S = 3600.0


def lost(free: list[int]) -> float:
    """What the last fifth has less than the second."""
    fifth = max(len(free) // 5, 1)
    return median(free[fifth : 2 * fifth] or free) - median(free[-fifth:])


def main() -> None:
    week = Week(2026, alerts=ALERTS, forgeries=FORGERIES)
    with TemporaryDirectory() as folder:
        begin = time.perf_counter()
        found = lived(week, Path(folder), count=FRAMES, days=DAYS, limit_s=LIMIT_S)
        took_s = time.perf_counter() - begin
    free = [free for free, _ in found["samples"]]
    longest = [run for _, run in found["samples"]]
    days = found["days"]
    write(
        "boards",
        [
            figure("boards.soak_frames", found["frames"], "before memory failed", "higher", goal=FRAMES),
            figure("boards.soak_frames_per_second", found["frames"] / took_s, "mixed, in WebAssembly", "higher"),
            figure(
                "boards.soak_heap_lost",
                lost(free),
                "bytes",
                "lower",
                goal=1024,
            ),
            figure("boards.soak_heap_free", min(free), "bytes at least", "higher", goal=16384),
            figure("boards.soak_longest_run", min(longest), "bytes at least", "higher", goal=2048),
            figure("boards.soak_alerts_per_day", found["shown"] / days, "shown", "higher"),
            figure("boards.soak_writes_per_day", sum(found["writes"].values()) / days, "writes of the flash", "lower"),
        ],
    )


if __name__ == "__main__":
    main()
