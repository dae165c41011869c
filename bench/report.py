"""The figures of the benchmarks: one JSON file per area, printed as a table, kept with the machine they came from."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

RESULTS = Path(__file__).parent / "results"
Value = int | float


class Rival(TypedDict):
    """The same thing done another way, measured in the same run."""

    name: str
    value: Value


class Figure(TypedDict):
    """`goal` and `ok` are None for a figure without a goal."""

    name: str
    value: Value
    unit: str
    better: Literal["lower", "higher"]
    goal: Value | None
    ok: bool | None
    against: NotRequired[Rival]


class Results(TypedDict):
    machine: dict[str, str]
    figures: list[Figure]


def figure(
    name: str,
    value: Value,
    unit: str,
    better: Literal["lower", "higher"],
    *,
    goal: Value | None = None,
    against: tuple[str, Value] | None = None,
) -> Figure:
    """One measured value, named AREA.WHAT; `against` is a rival's name and value in the same unit."""
    kept = rounded(value)
    measured = Figure(name=name, value=kept, unit=unit, better=better, goal=goal, ok=reaches(kept, better, goal))
    if against is not None:
        measured["against"] = Rival(name=against[0], value=rounded(against[1]))
    return measured


def reaches(value: Value, better: str, goal: Value | None) -> bool | None:
    if goal is None:
        return None
    return value <= goal if better == "lower" else value >= goal


def rounded(value: Value) -> Value:
    """Four digits are more than any of our measurements holds; a count stays exact."""
    return value if isinstance(value, int) else float(f"{value:.4g}")


def write(area: str, figures: Sequence[Figure], *, folder: Path = RESULTS) -> None:
    """Print the figures and merge them by name into AREA.json; figures of another machine are dropped."""
    path = folder / f"{area}.json"
    here = machine()
    known = read(path) if path.exists() else Results(machine=here, figures=[])
    by_name = {known_one["name"]: known_one for known_one in known["figures"] if known["machine"] == here}
    by_name.update({new["name"]: new for new in figures})
    merged = Results(machine=here, figures=[by_name[name] for name in sorted(by_name)])
    folder.mkdir(exist_ok=True)
    path.write_text(json.dumps(merged, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(table(figures))


def read(path: Path) -> Results:
    results: Results = json.loads(path.read_text(encoding="utf-8"))
    return results


def table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text, one per line."""
    rows = [("figure", "value", "unit", "goal", "", "against"), *map(cells, figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def cells(measured: Figure) -> tuple[str, str, str, str, str, str]:
    """What one line of a table says: name, value, unit, goal, verdict, rival."""
    sign = "at most" if measured["better"] == "lower" else "at least"
    goal = "" if measured["goal"] is None else f"{sign} {measured['goal']:g}"
    verdict = {True: "met", False: "MISSED", None: ""}[measured["ok"]]
    rival = f"{measured['against']['name']} {shown(measured['against']['value'])}" if "against" in measured else ""
    return measured["name"], shown(measured["value"]), measured["unit"], goal, verdict, rival


def shown(value: Value) -> str:
    """A number without an exponent: 17000, 0.45, 12.5."""
    return str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")


def machine() -> dict[str, str]:
    """What the figures depend on, and nothing that names the machine or its owner."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": cpu_model(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory_gib:.0f} GiB",
        "os": platform.freedesktop_os_release()["PRETTY_NAME"],
        "python": platform.python_version(),
    }


def cpu_model() -> str:
    """The board of a Pi or Jetson, or the processor of a PC."""
    board = Path("/proc/device-tree/model")
    if board.exists():
        return board.read_text(encoding="utf-8").rstrip("\0")
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
