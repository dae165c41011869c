"""`hearthnet whoami`: this node, its community and its certificate."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call, is_running
from edge_agent.identity import capabilities
from edge_agent.identity.community import load_identity, open_log
from edge_agent.identity.members import Members
from edge_agent.identity.roles import certificate_words
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    whoami = commands.add_parser("whoami", help="show this node's id, community and certificate")
    whoami.set_defaults(run=show_node)


async def show_node(args: Namespace, out: TextIO) -> None:
    answer = await _answer(args)
    print(f"node         {answer['short']}  {printable(str(answer['name']))}", file=out)
    print(f"node id      {answer['node_id']}", file=out)
    print(f"community    {answer['community']}", file=out)
    print(f"root         {answer['root']}", file=out)
    print(f"certificate  {certificate_words(answer)}", file=out)
    if answer["twice_signed"]:
        print(
            f"This key has signed {answer['twice_signed']} numbers twice: another machine uses it too. Stop one",
            file=out,
        )
        print("of the two, then give this one a new key: hearthnet rotate", file=out)


async def _answer(args: Namespace) -> dict[str, object]:
    if is_running(args.home):
        return await call(args.home, "identity.whoami", {})
    identity = load_identity(args.home)
    log = await open_log(args.home, identity)
    try:
        return await capabilities.whoami(identity, Members(log, identity.root))
    finally:
        await log.close()
