"""`python -m bench [AREA...]`: run the benchmarks, each in its own process, and print every figure at the end.

A benchmark is a file of this folder called AREA.py or AREA_WHAT.py. It writes its figures with `bench.report.write`.
"""

import subprocess
import sys
from pathlib import Path

from bench import report
from tools import docs

HERE = Path(__file__).parent
NOT_A_BENCHMARK = {"__init__", "__main__", "report"}


def benchmarks() -> list[str]:
    return sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NOT_A_BENCHMARK)


def main(areas: list[str]) -> int:
    """Exit status 1 when a benchmark broke. A missed goal is a result and is shown as one."""
    chosen = [name for name in benchmarks() if not areas or name.split("_")[0] in areas]
    if not chosen:
        print(f"bench: no such area; these exist: {', '.join(benchmarks())}", file=sys.stderr)
        return 1
    broken = []
    for name in chosen:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=HERE.parent, check=False).returncode:
            broken.append(name)
    print("\n== all figures")
    print(
        report.table(
            figure for path in sorted(report.RESULTS.glob("*.json")) for figure in report.read(path)["figures"]
        )
    )
    docs.write(docs.BENCHMARKS)
    for name in broken:
        print(f"bench: {name} broke; see its output above", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
