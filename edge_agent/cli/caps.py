"""`hearthnet caps`: what the running node offers, and what can be called elsewhere."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.errors import NotFound
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    caps = commands.add_parser("caps", help="list the capabilities of the running node")
    caps.add_argument("name", nargs="?", help="show its whole contract with both schemas, as JSON")
    caps.add_argument("--mesh", action="store_true", help="list what other nodes offer")
    caps.set_defaults(run=list_capabilities)


async def list_capabilities(args: Namespace, out: TextIO) -> None:
    if args.mesh:
        await _list_mesh(args, out)
        return
    answer = await call(args.home, "node.capabilities", {"schemas": True} if args.name else {})
    offers = answer["capabilities"]
    assert isinstance(offers, list)
    if args.name:
        print(json.dumps(_named(args.name, offers), ensure_ascii=False, indent=2), file=out)
        return
    for offer in offers:
        print(offer["name"], offer["trust"], sep="\t", file=out)


async def _list_mesh(args: Namespace, out: TextIO) -> None:
    offers = (await call(args.home, "bus.elsewhere", {}))["offers"]
    assert isinstance(offers, list)
    for offer in offers:
        print(offer["name"], offer["trust"], printable(offer["node_name"], 32), offer["node"], sep="\t", file=out)
    if not offers:
        print("no other node can be called now", file=out)


def _named(name: str, offers: list[dict[str, object]]) -> dict[str, object]:
    for offer in offers:
        if offer["name"] == name:
            return offer
    raise NotFound(f"this node offers no {printable(name, 64)}; `hearthnet caps` lists what it does")
