"""`hearthnet token`: let a program call this node, see what it did, end it."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import UTC, datetime
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.identity.roles import expiry_words
from edge_agent.identity.scopes import SCOPES
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    token = commands.add_parser("token", help="make, list and end tokens of programs that call this node")
    verbs = token.add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", help="print a new token, which is shown this once")
    create.add_argument("name", metavar="NAME", help="what will use it, for example home-assistant")
    create.add_argument("--scope", choices=SCOPES, default="read", help="what it may do (default: %(default)s)")
    create.add_argument("--days", type=int, default=365, help="how long it holds (default: %(default)s)")
    create.set_defaults(run=create_token)
    listing = verbs.add_parser("list", help="show the tokens, when they were used last, how often and from where")
    listing.add_argument("--audit", action="store_true", help="show what was created, revoked and expired instead")
    listing.set_defaults(run=list_tokens)
    revoke = verbs.add_parser("revoke", help="end a token at once")
    revoke.add_argument("name", metavar="NAME", help="as `hearthnet token list` shows it")
    revoke.set_defaults(run=revoke_token)


async def create_token(args: Namespace, out: TextIO) -> None:
    body = {"name": args.name, "scope": args.scope, "days": args.days}
    print((await call(args.home, "identity.token.create", body))["token"], file=out)
    print(
        f"It may {SCOPES[args.scope].words}. Send it as `Authorization: Bearer TOKEN`; it is not shown again.", file=out
    )


async def list_tokens(args: Namespace, out: TextIO) -> None:
    answer = await call(args.home, "identity.token.list", {})
    rows = answer["audit" if args.audit else "tokens"]
    assert isinstance(rows, list)
    for one in rows:
        name = printable(one["name"])
        if args.audit:
            print(_moment(one["time"]), one["done"], name, one["scope"], sep="\t", file=out)
        else:
            print(name, one["scope"], f"until {expiry_words(one['expires'])}", _use(one), sep="\t", file=out)


async def revoke_token(args: Namespace, out: TextIO) -> None:
    await call(args.home, "identity.token.revoke", {"name": args.name})
    print(f"{args.name} is ended", file=out)


def _use(token: dict[str, object]) -> str:
    if not token["used"]:
        return "never used"
    return f"used {token['used']} times, last {_moment(token['used_last'])} from {printable(str(token['used_by']))}"


def _moment(time: object) -> str:
    assert isinstance(time, int)
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M UTC")
