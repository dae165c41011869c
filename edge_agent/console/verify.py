"""`python -m edge_agent.console.verify HOME`: the look at every signature, with its progress, a line each."""

import json
import sys
from pathlib import Path

from edge_agent.clock import utc_s
from edge_agent.errors import EdgeError
from edge_agent.events.audit import audit
from edge_agent.events.backup import LOG
from edge_agent.identity.keys import verify
from edge_agent.records import VERIFIED, Record, record

EVERY = 50  # signatures between two lines


def main(home: Path) -> None:
    looked = 0

    def counted(public: bytes, signature: bytes, message: bytes) -> bool:
        nonlocal looked
        looked += 1
        if looked % EVERY == 0:
            _tell({"looked": looked})
        return verify(public, signature, message)

    try:
        report = audit(home / LOG, counted)
    except EdgeError as error:
        _tell({"said": str(error)})
        return
    record(home, VERIFIED, Record(utc_s(), faults=len(report.faults)))
    if report.faults:
        _tell({"said": f"{len(report.faults)} FAULTS, the first: {report.faults[0]}; restore the newest backup"})
        return
    forks = f"; {len(report.forks)} forks of misbehaving authors" if report.forks else ""
    _tell({"said": f"every signature is right; events: {report.events}{forks}"})


def _tell(values: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
