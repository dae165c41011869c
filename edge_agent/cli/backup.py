"""`hearthnet backup FILE`: the node in one file, while it runs or not."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TextIO

from edge_agent.events.backup import backup


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = commands.add_parser("backup", help="save log, keys and settings in one file, while the node runs or not")
    parser.add_argument("file", type=Path, help="an older backup of this name is replaced")
    parser.set_defaults(run=make_backup)


async def make_backup(args: Namespace, out: TextIO) -> None:
    made = await backup(args.home, args.file.absolute())
    print(f"the node is saved in {args.file}; events: {made.events}", file=out)
    print("keep it where nobody else gets at it: it holds the node's key in clear", file=out)
    if made.root_in_clear:
        print("it also holds the root key of the community in clear; whoever has it can certify anybody", file=out)
