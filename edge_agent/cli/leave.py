"""`hearthnet leave`: say goodbye to the community."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    leave = commands.add_parser("leave", help="say goodbye to the community; what is in the log stays readable here")
    leave.add_argument("--reason", default="", help="at most 60 bytes, for everybody to read")
    leave.set_defaults(run=say_goodbye)


async def say_goodbye(args: Namespace, out: TextIO) -> None:
    await call(args.home, "community.leave", {"reason": args.reason})
    print(
        "Goodbye is said. The holder of the root key ends this node's certificate as soon as that is heard.", file=out
    )
    print("Let the node run until then. The log stays here; `hearthnet join LINK --set-aside` begins anew.", file=out)
