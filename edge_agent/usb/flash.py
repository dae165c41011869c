"""Puts the program on a board: whole and compared, into a slot that does not run, which the last write chooses.

docs/protocol/update.md, "On the flash". Stock MicroPython for the ESP32 and the Pico has no partition for ROMFS, so the
program goes into files; where memory is short, micropython/manifest.py freezes it into the firmware instead.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from edge_agent.errors import BadRequest, Unavailable
from edge_agent.usb.files import Files
from edge_agent.usb.line import Line
from edge_agent.usb.progress import Progress

OLDEST = (1, 27)  # the release whose compiled modules and asyncio ours were tried with is 1.29
WORKING_MEMORY = 75 * 1024  # bytes of heap beside the modules: 128 kB less the 55 kB that a desk board has free
STATE_FILE, KIND_FILE, RADIO_LIBRARY = "/slots.json", "/board.kind", "/lib/lora"
CHIPS = {"heltec_v3": ("ESP32S3",), "tbeam": ("ESP32",), "pico_sx1262": ("RP2040", "RP2350")}


class Board(NamedTuple):
    """`chip` is the last word of what MicroPython says of its machine; `bytecode` its version of compiled modules."""

    name: str
    version: tuple[int, ...]
    machine: str
    bytecode: int
    kind: str

    @property
    def chip(self) -> str:
        return self.machine.split(" ")[-1]


def look(line: Line) -> Board:
    """What is at the other end."""
    line.run("import sys\ntry:\n k=open('/board.kind').read().strip()\nexcept OSError: k=''")
    told = line.value(
        "(sys.implementation[0],tuple(sys.implementation[1]),sys.implementation[2],sys.implementation._mpy,k)"
    )
    match told:
        case (str(name), tuple(version), str(machine), int(bytecode), str(kind)):
            numbers = tuple(one for one in version if isinstance(one, int))
            return Board(name, numbers, machine, bytecode, kind)
    raise Unavailable("the board does not say what it is; put MicroPython 1.29 on it again")


def kind_for(board: Board, wanted: str | None) -> str:
    """The kind to flash; BadRequest when it is unclear or cannot be right."""
    if board.name != "micropython" or board.version < OLDEST:
        version = ".".join(map(str, board.version))
        raise Unavailable(f"the board runs {board.name} {version}; put MicroPython 1.29 on it first")
    fitting = [kind for kind, chips in CHIPS.items() if board.chip in chips]
    kind = wanted or board.kind or (fitting[0] if len(fitting) == 1 else "")
    if not kind:
        raise BadRequest(f"which board is it? {board.machine}; say --kind, one of {', '.join(CHIPS)} or generic")
    if kind in CHIPS and board.chip not in CHIPS[kind]:
        raise BadRequest(
            f"a {kind} has the chip {' or '.join(CHIPS[kind])}, this board is {board.machine}: wrong board?"
        )
    return kind


def memory_words(line: Line, program: Mapping[str, bytes]) -> str:
    """A warning when a program that runs from files may not fit into the memory; "" when it does."""
    line.run("import gc\ngc.collect()")
    free, needed = line.value("gc.mem_free()"), sum(map(len, program.values())) + WORKING_MEMORY
    if not isinstance(free, int) or free >= needed:
        return ""
    return (
        f"The program needs about {needed // 1024} kB of memory when it runs from files, and {free // 1024} kB are free"
        " now: if it does not start, freeze it into the firmware with micropython/manifest.py."
    )


def flash(
    line: Line, program: Mapping[str, bytes], launcher: Mapping[str, bytes], kind: str, version: str, counter: int
) -> str:
    """On return the board's next start runs the program; the name of its slot. Until then it keeps the old one."""
    files = Files(line)
    slot = free_slot(files.read(STATE_FILE))
    files.remove(f"/slots/{slot}")
    files.need_room({**program, **launcher})
    with Progress(f"Writing slot {slot}", sum(map(len, program.values()))) as progress:
        for name, data in program.items():
            files.write(f"/slots/{slot}/{name}", data, progress.more)
    files.write(KIND_FILE, kind.encode())
    for name, data in launcher.items():
        files.write(f"/{name}", data)
    files.write(STATE_FILE, state(slot, version, counter))
    return slot


def free_slot(saved: bytes | None) -> str:
    """The slot that does not run."""
    try:
        active = json.loads(saved or b"null")[0]
    except (ValueError, TypeError, LookupError):
        active = ""
    return "b" if active == "a" else "a"


def state(slot: str, version: str, counter: int) -> bytes:
    """node/slots.py: active, previous, is_tried, is_kept, versions, given_up. Whoever flashes looks at the result."""
    return json.dumps([slot, slot, True, True, {slot: [version, counter]}, ""]).encode()


def install_radio_library(line: Line, library: Mapping[str, bytes]) -> None:
    """The drivers of micropython-lib, compiled here."""
    files = Files(line)
    with Progress("Writing the radio's driver", sum(map(len, library.values()))) as progress:
        for name, data in library.items():
            files.write(f"{RADIO_LIBRARY}/{name}", data, progress.more)


def has_radio_library(line: Line) -> bool:
    return bool(line.value("any(n.startswith('__init__.') for n in os.listdir('/lib/lora')) if 'lora' in "
                           "(os.listdir('/lib') if 'lib' in os.listdir('/') else ()) else False"))  # fmt: skip
