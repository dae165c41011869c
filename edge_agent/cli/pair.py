"""`hearthnet pair`: give a browser rights on this node, list the paired ones, end one."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.bus.capability import Trust
from edge_agent.cli.client import call
from edge_agent.identity.roles import expiry_words
from edge_agent.identity.scopes import SCOPES
from edge_agent.text import printable

LEVELS = [level.name.lower() for level in Trust if level is not Trust.STRANGER]


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    pair = commands.add_parser("pair", help="print a one-time code for a browser")
    pair.add_argument(
        "--trust", choices=LEVELS, default="moderator", help="what the browser may do (default: %(default)s)"
    )
    pair.add_argument("--scope", choices=SCOPES, help="what the browser may do, as a token's scope; wins over --trust")
    pair.set_defaults(run=print_code)
    verbs = pair.add_subparsers(metavar="VERB")
    verbs.add_parser("list", help="show the paired browsers").set_defaults(run=list_browsers)
    revoke = verbs.add_parser("revoke", help="end the rights of a browser")
    revoke.add_argument("id", metavar="ID", help="as `hearthnet pair list` shows it")
    revoke.set_defaults(run=revoke_browser)


async def print_code(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "identity.pair.code", {"scope": args.scope} if args.scope else {"trust": args.trust})
    print(answer["code"], file=out)
    minutes = int(str(answer["expires_in_s"])) // 60
    print(f"Open /pair on this node's page and type it there within {minutes} minutes; it works once.", file=out)


async def list_browsers(args: Namespace, out: TextIO) -> None:
    browsers = (await call(args.home, "identity.pair.list", {}))["browsers"]
    assert isinstance(browsers, list)
    for browser in browsers:
        until = f"until {expiry_words(browser['expires'])}"
        print(browser["id"], printable(browser["label"]), browser["trust"], browser["scope"], until, sep="\t", file=out)


async def revoke_browser(args: Namespace, out: TextIO) -> None:
    await call(args.home, "identity.pair.revoke", {"id": args.id})
    print(f"{args.id} is no longer paired", file=out)
