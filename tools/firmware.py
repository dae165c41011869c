"""`python -m tools.firmware`: compile what goes on a board, compare the sizes, write the files into build/."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from edge_agent.errors import EdgeError
from edge_agent.firmware import package, program, sizes
from edge_agent.firmware.image import image_path


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


def make(kind: str | None, languages: Sequence[str], *, record: bool) -> list[str]:
    """What is there to be said of it."""
    if record:
        package.record(measured())
    built = package.build(kind, languages)
    package.write(built, {}, version("hearthnet-edge"))
    said = list(sizes.table(package.sizes(built), package.recorded()))
    return [*said, f"to copy: {package.OUTPUT}/copy; for mip: {package.OUTPUT}/package.json", f"image: {image_path()}"]


def measured() -> dict[str, int]:
    """The size of every module that some board carries."""
    everything: dict[str, int] = {}
    for kind in (None, *program.kinds()):
        everything |= package.sizes(package.build(kind, program.languages()))
    return everything


if __name__ == "__main__":
    main()
