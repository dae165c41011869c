"""`python -m tools.firmware`: compile what goes on a board, compare the sizes, write the files into build/."""

import argparse
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from edge_agent.errors import EdgeError
from edge_agent.firmware import package, program, sizes, traces
from edge_agent.firmware.image import image_path
from edge_agent.usb.flash import KIND_FILE, STATE_FILE, state


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="make firmware", description=__doc__)
    parser.add_argument("--kind", choices=program.kinds(), help="for one kind of board only")
    parser.add_argument("--language", action="append", default=[], help="phrases besides English; may be repeated")
    parser.add_argument("--record", action="store_true", help="write the sizes down in micropython/sizes.json")
    args = parser.parse_args(argv)
    try:
        for line in make(args.kind, args.language, record=args.record):
            print(line)
    except EdgeError as error:
        sys.exit(str(error))


def make(
    kind: str | None, languages: Sequence[str], *, record: bool,
    output: Path = package.OUTPUT, names: Path = traces.FOLDER,
) -> list[str]:  # fmt: skip
    """What is there to be said of it."""
    if record:
        package.record(measured())
    release, counter = version("hearthnet-edge"), int(time.time())
    built = package.build_all(languages) if kind is None else package.build(kind, languages)
    package.write(built, at_the_root(kind, f"{release}+{counter}", counter), release, output)
    traces.keep(f"{release}+{counter}", traces.real_names(path.removesuffix(".mpy") + ".py" for path in built), names)
    said = list(sizes.table(package.sizes(built), package.recorded()))
    said += [f"to copy: {output}/copy; for mip: {output}/package.json", f"image: {image_path()}"]
    return said if kind else [*said, f"copy/board.kind is for you to write: {', '.join(program.kinds())} in one line"]


def at_the_root(kind: str | None, name: str, counter: int) -> dict[str, bytes]:
    """What starts the program and says where it is; without a kind the person who copies it says which board it is."""
    slot = package.FIRST_SLOT.rpartition("/")[2]
    found = {**package.launcher(), STATE_FILE.lstrip("/"): state(slot, name, counter)}
    return found if kind is None else {**found, KIND_FILE.lstrip("/"): kind.encode()}


def measured() -> dict[str, int]:
    """The size of every module that some board carries."""
    everything: dict[str, int] = {}
    for kind in (None, *program.kinds()):
        everything |= package.sizes(package.build(kind, program.languages()))
    return everything


if __name__ == "__main__":
    main()
