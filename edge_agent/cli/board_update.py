"""`hearthnet board update PORT`: a board runs a new version of its program, signed with this node's key."""

from argparse import ArgumentParser, Namespace
from importlib.metadata import version
from typing import TextIO

from edge_agent.cli.board_port import add_port, stop_at_once
from edge_agent.clock import utc_s
from edge_agent.firmware import bundle, package, program, traces
from edge_agent.identity.community import load_identity
from edge_agent.usb.cable import open_cable
from edge_agent.usb.update import Updating


def add_update(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.add_argument("--kind", required=True, help="the kind that was flashed; desk for a board at a desk")
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="phrases besides English; may be repeated"
    )
    parser.add_argument("--counter", type=int, help="greater than of any version before (default: the time)")
    parser.set_defaults(run=update_board)


async def update_board(args: Namespace, out: TextIO) -> None:
    stop_at_once()
    key = load_identity(args.home).key
    open_cable(args.port, args.home).close()  # before the work of compiling
    files, counter = package.build(args.kind, args.language), args.counter or int(utc_s())
    release = f"{version('hearthnet-edge')}+{counter}"
    traces.keep(release, traces.real_names(program.needed(args.kind, args.language)))
    data = bundle.signed(files, release, args.kind, counter, key)

    def tell(text: str) -> None:
        print(text, file=out, flush=True)

    Updating(lambda: open_cable(args.port, args.home), tell).run(data, release)
    tell(f"The board runs {release} and keeps it.")
