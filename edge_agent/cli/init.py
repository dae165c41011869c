"""`hearthnet init`: a node and a community of one, or a node of a community that sent an invite."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.areas import add_area_options, area_of, describe
from edge_agent.cli.client import is_running
from edge_agent.cli.join import add_join_options, join_community
from edge_agent.cli.passphrase import add_passphrase_option, new_passphrase
from edge_agent.config import load
from edge_agent.errors import ConfigError
from edge_agent.identity.community import found, root_path


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    init = commands.add_parser("init", help="make a node and a community of one, whose root key you hold")
    init.add_argument("--name", help="the node's name, at most 32 bytes (default: node.name)")
    init.add_argument(
        "--join", dest="invite", metavar="INVITE", help="join with this link or code; see `hearthnet join`"
    )
    add_join_options(init)
    add_passphrase_option(init)
    add_area_options(init)
    init.set_defaults(run=make_node)


async def make_node(args: Namespace, out: TextIO) -> None:
    if args.invite:
        await join_community(args, out)
        return
    if is_running(args.home):
        raise ConfigError(f"the node in {args.home} is running already; nothing was changed")
    name = args.name or load(args.home).node.name
    area = area_of(args)
    passphrase = new_passphrase(args.passphrase_file)
    identity = await found(args.home, name=name, passphrase=passphrase, area=area)
    print(f"node       {identity.key.short}  {name}", file=out)
    print(f"node id    {identity.key.node_id}", file=out)
    print(f"community  {identity.community.hex()}", file=out)
    print(f"may alert  {describe(area)}", file=out)
    print(f"root key   {root_path(args.home)}, {'sealed' if passphrase else 'without a passphrase'}", file=out)
    print("Copy the root key to a safe place; whoever holds it decides who belongs to the community.", file=out)
