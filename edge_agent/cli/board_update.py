"""`hearthnet board update PORT`: a board runs a new version of its program, signed with this node's key."""

from argparse import ArgumentParser, Namespace
from importlib.metadata import version
from typing import TextIO

from edge_agent.cli.board_port import add_port, stop_at_once
from edge_agent.clock import utc_s
from edge_agent.errors import BadRequest
from edge_agent.firmware import bundle, package, program, traces
from edge_agent.firmware.program import AT_A_DESK
from edge_agent.identity.community import load_identity
from edge_agent.usb import socket_line
from edge_agent.usb.cable import open_cable
from edge_agent.usb.update import Updating


def add_update(parser: ArgumentParser) -> None:
    add_port(parser)
    parser.add_argument("--kind", help="the kind that was flashed; a board at a desk needs none")
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="phrases besides English; may be repeated"
    )
    parser.add_argument("--counter", type=int, help="greater than of any version before (default: the time)")
    parser.set_defaults(run=update_board)


async def update_board(args: Namespace, out: TextIO) -> None:
    stop_at_once()
    kind = args.kind or (AT_A_DESK if args.port in socket_line.names(args.home) else None)
    if kind is None:
        raise BadRequest(f"which kind of board is it? say --kind, one of {', '.join(program.kinds())}")
    key = load_identity(args.home).key
    open_cable(args.port, args.home).close()  # before the work of compiling
    files, counter = package.build(kind, args.language), args.counter or int(utc_s())
    release = f"{version('hearthnet-edge')}+{counter}"
    traces.keep(release, traces.real_names(program.needed(kind, args.language)))
    data = bundle.signed(files, release, kind, counter, key)

    def tell(text: str) -> None:
        print(text, file=out, flush=True)

    Updating(lambda: open_cable(args.port, args.home), tell).run(data, release)
    tell(f"The board runs {release} and keeps it.")
