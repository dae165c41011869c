"""Puts the real names back into the tracebacks of a board, whose private names were shortened when it was built.

What each build called them is kept here, by its version. edge_agent/firmware/names.py shortens them. A board at a desk
needs none of this: its tracebacks name the line.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from edge_agent.errors import ConfigError
from edge_agent.firmware.names import kept_names, short_names
from edge_agent.firmware.program import ROOT, SOURCES

FOLDER = ROOT / "build" / "names"
MOST = 32  # builds whose names are kept, some 20 kB each
VERSION = re.compile(r"^version ([\w.+]{1,32}),")  # the line of a crash that says what ran, node/guard.py
PLACE = re.compile(r'(File "([\w/.]+)".*, in )(\w+)$')
Names = Mapping[str, Mapping[str, str]]  # of every module: the real name by the short one


def real_names(paths: Iterable[str], sources: Path = SOURCES) -> dict[str, dict[str, str]]:
    """For a program that was compiled of these modules, named by their paths below the sources."""
    texts = {path: (sources / path).read_text(encoding="utf-8") for path in paths}
    kept = kept_names(texts.values())
    return {path: {short: real for real, short in short_names(text, kept).items()} for path, text in texts.items()}


def keep(version: str, names: Names, folder: Path = FOLDER) -> None:
    """For `known`; the oldest builds make room."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        older = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in older[MOST - 1 :]:
            path.unlink(missing_ok=True)
        (folder / f"{version}.json").write_text(json.dumps(names), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder}: {error.strerror}; the names for tracebacks are written there") from None


def known(version: str, folder: Path = FOLDER) -> Names:
    """Empty for a version that was built elsewhere."""
    try:
        found: Names = json.loads((folder / f"{version}.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found


def told(lines: Iterable[str], folder: Path | None = None) -> Iterator[str]:
    """The lines of a crash log, with the names as they are in the sources where the build is known."""
    names: Names = {}
    for line in lines:
        if found := VERSION.match(line):
            names = known(found[1], folder or FOLDER)
        yield _renamed(line, names)


def _renamed(line: str, names: Names) -> str:
    return PLACE.sub(lambda place: place[1] + names.get(place[2], {}).get(place[3], place[3]), line)
