"""`hearthnet rotate`: give this node a new key. Typed again, it takes the next step."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call, is_running
from edge_agent.identity.rotation import next_path, take_over


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    rotate = commands.add_parser("rotate", help="give this node a new key that the old one and the root vouch for")
    rotate.set_defaults(run=rotate_key)


async def rotate_key(args: Namespace, out: TextIO) -> None:
    if next_path(args.home).exists() and not is_running(args.home):
        new = await take_over(args.home)
        print(f"this node is {new.short} now; make a new backup, and issue alerts that are in force again", file=out)
        return
    answer = await call(args.home, "community.rotate", {})
    if answer["certified"]:
        print(f"{answer['short']} is certified: stop the node, run `hearthnet rotate` again, and start it", file=out)
    else:
        print(f"{answer['short']} waits for the root key: run `hearthnet rotate` again later", file=out)
        print("where the root key is sealed, `hearthnet member requests` shows it", file=out)
