"""The board's program as files: what is copied to a board, what mip installs, and the record of their sizes."""

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from edge_agent.errors import ConfigError
from edge_agent.firmware.compiler import NO_LINES, compile_module, compile_program, find_compiler
from edge_agent.firmware.program import LIBRARY, ROOT, SOURCES, needed, needed_by_all

OUTPUT = ROOT / "build" / "firmware"
RECORD = SOURCES / "sizes.json"
DEPENDENCIES = SOURCES / "package.json"  # the drivers of micropython-lib, with their versions
FIRST_SLOT = "slots/a"  # where a board that was never updated has its program


def build(kind: str | None, languages: Iterable[str] = (), sources: Path = SOURCES) -> dict[str, bytes]:
    """Bytecode by its path in a slot; BadRequest for an unknown kind or language, ConfigError without compiler.

    Without line numbers: they cost a sixteenth, and no function is longer than a screen.
    """
    return _compiled(needed(kind, languages, sources), sources)


def build_all(languages: Iterable[str] = (), sources: Path = SOURCES) -> dict[str, bytes]:
    """For every kind of board at once: which of them it is, board.kind on the flash says."""
    return _compiled(needed_by_all(languages, sources), sources)


def part_for(kind: str, languages: Iterable[str], everything: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of what `build_all` made, what a board of one kind carries."""
    names = [f"{name.removesuffix('.py')}.mpy" for name in needed(kind, languages)]
    return {name: everything[name] for name in names}


def _compiled(names: Iterable[str], sources: Path) -> dict[str, bytes]:
    return compile_program(find_compiler(), {name: sources / name for name in names}, NO_LINES)


def sizes(program: Mapping[str, bytes]) -> dict[str, int]:
    return {name: len(data) for name, data in program.items()}


def recorded(path: Path = RECORD) -> dict[str, int]:
    try:
        found: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def record(measured: Mapping[str, int], path: Path = RECORD) -> None:
    path.write_text(json.dumps(dict(sorted(measured.items())), indent=2) + "\n", encoding="utf-8")


def write(program: Mapping[str, bytes], launcher: Mapping[str, bytes], version: str, folder: Path = OUTPUT) -> None:
    """`copy/`, to be copied to a board's flash as it is, and package.json, to be installed with mip."""
    copied = {**launcher, **{f"{FIRST_SLOT}/{name}": data for name, data in program.items()}}
    try:
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in copied.items():
            path = folder / "copy" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        manifest = mip_manifest(program, version)
        (folder / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder}: {error.strerror}; the board's files are written there") from None


def mip_manifest(program: Mapping[str, bytes], version: str) -> dict[str, object]:
    """What mip reads: where each file goes below its target folder, and the address it has beside this one."""
    urls = [[name.removeprefix(LIBRARY), f"copy/{FIRST_SLOT}/{name}"] for name in program]
    return {"urls": urls, "deps": _dependencies(), "version": version}


def _dependencies() -> list[object]:
    if not DEPENDENCIES.exists():
        return []
    found = json.loads(DEPENDENCIES.read_text(encoding="utf-8")).get("deps", [])
    return list(found)


def launcher(sources: Path = SOURCES) -> dict[str, bytes]:
    """What lies at the root of a board's flash and starts the slot; as source, and never changed by an update."""
    files = {"boot.py": "boot.py", "slot_choice.py": "node/slots.py", "main.py": "start.py"}
    return {name: (sources / source).read_bytes() for name, source in files.items()}


def radio_library(folder: Path) -> dict[str, bytes]:
    """The package `lora` of micropython-lib in a folder of this machine, compiled; ConfigError when it is not that.

    The packages lie in folders of their own there: every `lora/*.py` below the folder is part of it.
    """
    compiler = find_compiler()
    try:
        found = {path.name: path for path in sorted(folder.rglob("*.py")) if path.parent.name == "lora"}
    except OSError as error:
        raise ConfigError(f"{folder} cannot be searched ({error.strerror}); name the folder itself") from None
    if not {"__init__.py", "modem.py", "sx126x.py"} <= found.keys():
        raise ConfigError(f"{folder} holds no lora package; name the folder micropython/lora of micropython-lib")
    return {
        f"{path.stem}.mpy": compile_module(compiler, path, f"lora/{name}", NO_LINES) for name, path in found.items()
    }
