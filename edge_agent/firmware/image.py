"""Compiles the board's modules into a read-only file system, from which an interpreter executes them in place.

docs/decisions/0005-board-code-in-rom.md. An image is named after what it was made of: a changed module means a new one.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from edge_agent.errors import ConfigError
from edge_agent.firmware.compiler import compile_program, find_compiler
from edge_agent.firmware.program import ROOT, SOURCES, modules

BUILD = ROOT / "build"
MAKERS = sorted(Path(__file__).parent.glob("*.py"))  # another way to make a program makes another image
# MicroPython, extmod/vfs_rom.c: every record is a kind, a length and a payload; both numbers are unsigned varints.
ROMFS_HEADER = b"\xd2\xcd\x31"
VERBATIM_DATA, DIRECTORY, FILE = 2, 4, 5


def image_path(build: Path = BUILD, sources: Path = SOURCES) -> Path:
    """The image of the modules as they are now, made when it is not there; ConfigError when it cannot be made."""
    compiler = find_compiler()
    digest = hashlib.sha256(compiler.read_bytes() + b"".join(path.read_bytes() for path in MAKERS))
    for path in modules(sources):
        digest.update(f"{path.relative_to(sources)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    image = build / f"board-{digest.hexdigest()[:16]}.romfs"
    if not image.exists():
        _write(image, romfs(compiled(compiler, sources)))
    return image


def compiled(compiler: Path, sources: Path = SOURCES) -> dict[str, bytes]:
    """Bytecode by its path in the image, for example lib/meshwire/cbor.mpy."""
    names = [path.relative_to(sources) for path in modules(sources)]
    return compile_program(compiler, {name.as_posix(): sources / name for name in names})


def romfs(files: Mapping[str, bytes]) -> bytes:
    """A read-only file system that MicroPython's vfs.VfsRom mounts."""
    tree: dict[str, object] = {}
    for name, data in files.items():
        folder = tree
        *parents, last = name.split("/")
        for parent in parents:
            folder = folder.setdefault(parent, {})  # type: ignore[assignment]
        folder[last] = data
    return ROMFS_HEADER + _sized(b"".join(_records(tree)))


def _records(folder: Mapping[str, object]) -> Iterable[bytes]:
    for name, inside in sorted(folder.items()):
        if isinstance(inside, dict):
            yield _varint(DIRECTORY) + _sized(_sized(name.encode()) + b"".join(_records(inside)))
        elif isinstance(inside, bytes):
            data = _varint(VERBATIM_DATA) + _sized(inside)
            yield _varint(FILE) + _sized(_sized(name.encode()) + data)


def _sized(data: bytes) -> bytes:
    return _varint(len(data)) + data


def _varint(number: int) -> bytes:
    """Seven bits per byte, high ones first, the high bit set when more follow."""
    groups = [number & 127]
    while number := number >> 7:
        groups.insert(0, 128 | number & 127)
    return bytes(groups)


def _write(image: Path, data: bytes) -> None:
    """Whole or not at all: two nodes of one clone may start together."""
    part = image.with_suffix(f".{os.getpid()}")
    try:
        image.parent.mkdir(exist_ok=True)
        for old in image.parent.glob("board-*.romfs"):
            old.unlink(missing_ok=True)
        part.write_bytes(data)
        os.replace(part, image)
    except OSError as error:
        raise ConfigError(f"{image.parent}: {error.strerror}; the board's program is written there") from None
