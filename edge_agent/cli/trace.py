"""`hearthnet trace [REQUEST]`: the newest calls that this node made or did."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.text import printable

SHOWN = 20


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    trace = commands.add_parser("trace", help="the newest calls, or those of one request")
    trace.add_argument("request", nargs="?", default="", help="its id, the same on every node that it reached")
    trace.add_argument("--all", action="store_true", help=f"all that are kept, not the newest {SHOWN}")
    trace.set_defaults(run=show_traces)


async def show_traces(args: Namespace, out: TextIO) -> None:
    calls = (await call(args.home, "bus.traces", {"request": args.request}))["calls"]
    assert isinstance(calls, list)
    for one in calls if args.all or args.request else calls[:SHOWN]:
        print(
            one["request"], f"{one['age_s']:.0f} s ago", printable(one["name"], 64), f"{one['ms']:.1f} ms",
            one["outcome"], f"for {printable(one['caller'], 40)}", f"by {one['node']}", sep="\t", file=out,
        )  # fmt: skip
    if not calls:
        print("no call is kept" if not args.request else f"no call of the request {args.request} is kept", file=out)
