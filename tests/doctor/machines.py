"""A machine whose /proc and /sys are files of a test, and whose programs say what the test tells them to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from edge_agent.doctor.scene import Machine, Ran

NOW = 1_800_000_000.0


def machine(root: Path, files: Mapping[str, str] | None = None, programs: Mapping[str, Ran] | None = None) -> Machine:
    """`programs` are told apart by their first two words, as in "systemctl show"."""
    for name, text in (files or {}).items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ran = dict(programs or {})

    def command(argv: Sequence[str]) -> Ran:
        return ran.get(" ".join(argv[:2]), ran.get(argv[0], Ran(None)))

    return Machine(root, command=command, synchronised=lambda: True, now=lambda: NOW)
