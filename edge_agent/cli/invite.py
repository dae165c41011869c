"""`hearthnet invite`: let other nodes into the community, list the open invites, end one."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO
from urllib.parse import urlsplit

from edge_agent.cli.client import call
from edge_agent.identity.roles import expiry_words
from edge_agent.interfaces import can_be_reached
from edge_agent.qr import terminal_lines
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    invite = commands.add_parser("invite", help="make an invite: a link, its QR code, and a code for consoles")
    invite.add_argument("--uses", type=int, default=1, help="how many nodes it lets in (default: %(default)s)")
    invite.add_argument("--days", type=int, default=7, help="how long it holds (default: %(default)s)")
    invite.add_argument("--trusted", action="store_true", help="the nodes become trusted members at once")
    invite.add_argument("--note", default="", help="whom it is for, at most 32 bytes")
    invite.set_defaults(run=make_invite)
    verbs = invite.add_subparsers(metavar="VERB")
    verbs.add_parser("list", help="show the invites that still let somebody in").set_defaults(run=list_invites)
    end = verbs.add_parser("end", help="end an invite before its time")
    end.add_argument("id", metavar="ID", help="as `hearthnet invite list` shows it")
    end.set_defaults(run=end_invite)


async def make_invite(args: Namespace, out: TextIO) -> None:
    body = {"uses": args.uses, "days": args.days, "trusted": args.trusted, "note": args.note}
    made = await call(args.home, "community.invite", body)
    link, code = str(made["link"]), str(made["code"])
    print(*terminal_lines(link), sep="\n", file=out)
    print(link, file=out)
    print(f"On the other node, within {args.days} days:  hearthnet join '{link}'", file=out)
    print(f"or, within {int(str(made['code_expires_in_s'])) // 60} minutes:  hearthnet join {code}", file=out)
    print(f"It must show these words:  {made['words']}", file=out)
    if made["asks"]:
        print("Then somebody has to agree: `hearthnet member requests` shows who waits.", file=out)
    if not can_be_reached(urlsplit(link).hostname or ""):
        print("The page of this node answers on this machine only; set http.listen to let others reach it.", file=out)


async def list_invites(args: Namespace, out: TextIO) -> None:
    invites = (await call(args.home, "community.invite.list", {}))["invites"]
    assert isinstance(invites, list)
    for one in invites:
        used = f"{one['asked']} of {one['uses']} used"
        print(one["id"], printable(one["note"]), used, f"until {expiry_words(one['expires'])}", sep="\t", file=out)


async def end_invite(args: Namespace, out: TextIO) -> None:
    await call(args.home, "community.invite.end", {"id": args.id})
    print(f"{args.id} lets nobody in any more", file=out)
