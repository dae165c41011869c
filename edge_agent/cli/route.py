"""`hearthnet route explain NAME`: which nodes the bus would ask, in which order, and why."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.bus.params import params_of
from edge_agent.cli.client import call
from edge_agent.errors import NotFound
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    route = commands.add_parser("route", help="how calls find a node that does them")
    verbs = route.add_subparsers(required=True, metavar="VERB")
    explain = verbs.add_parser("explain", help="every candidate with its score and the reason for its place")
    explain.add_argument("name", help="for example llm.chat; `hearthnet caps --mesh` lists them")
    explain.add_argument(
        "--param", metavar="NAME=VALUE", action="append", default=[], help="choose by corpus, model ..."
    )
    explain.set_defaults(run=explain_route)


async def explain_route(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "bus.explain", {"name": args.name, "params": params_of(args.param)})
    candidates = answer["candidates"]
    assert isinstance(candidates, list)
    if not candidates:
        raise NotFound(
            f"no node that can be called now offers {args.name}; `hearthnet caps --mesh` lists what there is"
        )
    print(f"{args.name}, strategy {answer['strategy']}", file=out)
    for place, one in enumerate(candidates, 1):
        mark = f"{place}." if one["callable"] else "-"
        print(f"{mark:3} {one['score']:.3f}  {printable(one['name'], 32)}  {one['node']}", file=out)
        print("    " + "  ".join(f"{name} {part:.2f}" for name, part in one["parts"].items()), file=out)
        print(f"    {printable(one['reason'])}", file=out)
