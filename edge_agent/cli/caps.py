"""`hearthnet caps`: what the running node offers."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    caps = commands.add_parser("caps", help="list the capabilities of the running node")
    caps.set_defaults(run=list_capabilities)


async def list_capabilities(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "node.capabilities", {})
    offers = answer["capabilities"]
    assert isinstance(offers, list)
    for offer in offers:
        print(offer["name"], offer["trust"], sep="\t", file=out)
