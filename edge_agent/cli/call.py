"""`hearthnet call NAME [JSON]`: call any capability and print its answer."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.bus.body import parse_body
from edge_agent.cli.client import ask

MOST = 17 << 20  # as the operator's socket takes


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = commands.add_parser("call", help="call a capability of the running node, as the operator")
    parser.add_argument("name", help="for example civdef.alert.list; `hearthnet caps` lists them")
    parser.add_argument("body", nargs="?", default="{}", help="a JSON object (default: %(default)s)")
    parser.add_argument("--node", metavar="NODE_ID", default="", help="let this node answer")
    parser.add_argument(
        "--param", metavar="NAME=VALUE", action="append", default=[], help="choose by corpus, model ..."
    )
    parser.add_argument(
        "--meta", action="store_true", help="print too who answered, how long it took, over which nodes"
    )
    parser.set_defaults(run=call_capability)


async def call_capability(args: Namespace, out: TextIO) -> None:
    body = parse_body(args.body.encode(), MOST)
    output, meta = await ask(args.home, args.name, body, node=args.node, params=args.param)
    shown = {"output": output, "meta": meta} if args.meta else output
    print(json.dumps(shown, ensure_ascii=False, indent=2), file=out)
