"""HOME/records.json: when something was last done with this home. For `hearthnet doctor`; losing it costs nothing."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FILE_NAME = "records.json"
BACKUP, VERIFIED = "backup", "verified"
MAX_FILE = 16384  # bytes; ours have some hundred


@dataclass(frozen=True, slots=True)
class Record:
    """`at` in UTC seconds; `file` of a backup; `faults` that a look at the log found."""

    at: float
    file: str = ""
    faults: int = 0


def record(home: Path, name: str, done: Record) -> None:
    """Write it down; a disk that takes nothing must not spoil what was done."""
    records = _read(home)
    records[name] = asdict(done)
    draft = home / f"{FILE_NAME}.part"
    with suppress(OSError):
        draft.write_text(json.dumps(records), encoding="utf-8")
        os.replace(draft, home / FILE_NAME)


def record_of(home: Path, name: str) -> Record | None:
    """The last one of its kind, None when there is none that can be read."""
    match _read(home).get(name):
        case {"at": int(at) | float(at), "file": str(file), "faults": int(faults)}:
            return Record(float(at), file, faults)
    return None


def _read(home: Path) -> dict[str, object]:
    try:
        with (home / FILE_NAME).open("rb") as stream:
            found = json.loads(stream.read(MAX_FILE))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
