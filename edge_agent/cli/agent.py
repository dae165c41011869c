"""`hearthnet agent`: the agent alone, as a service manager starts it."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.app import run as run_app
from edge_agent.cli.options import add_address_options
from edge_agent.log import to_stderr


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    agent = commands.add_parser("agent", help="start only the agent; systemd does this on a node")
    add_address_options(agent)
    agent.set_defaults(run=run_agent)


async def run_agent(args: Namespace, out: TextIO) -> None:
    to_stderr("agent")
    await run_app(args.home, listen=args.listen, port=args.port)
