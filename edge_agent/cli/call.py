"""`hearthnet call NAME [JSON]`: call any capability and print its answer."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.bus.bus import parse_body
from edge_agent.bus.capability import MAX_BODY
from edge_agent.cli.client import call


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = commands.add_parser("call", help="call a capability of the running node, as the operator")
    parser.add_argument("name", help="for example civdef.alert.list; `hearthnet caps` lists them")
    parser.add_argument("body", nargs="?", default="{}", help="a JSON object (default: %(default)s)")
    parser.set_defaults(run=call_capability)


async def call_capability(args: Namespace, out: TextIO) -> None:
    body = parse_body(args.body.encode(), MAX_BODY)
    print(json.dumps(await call(args.home, args.name, body), ensure_ascii=False, indent=2), file=out)
