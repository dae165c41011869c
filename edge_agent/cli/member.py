"""`hearthnet member`: who belongs to the community, and who waits to be let in."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.cert import list_members
from edge_agent.cli.client import call
from edge_agent.cli.root import add_root_options, load_root, publish
from edge_agent.clock import utc_s
from edge_agent.errors import NotFound
from edge_agent.identity.community import load_identity
from edge_agent.identity.granting import CERTIFIED_S
from edge_agent.identity.keys import parse_node_id
from edge_agent.identity.roles import certificate_body, parse_roles
from edge_agent.identity.spelling import tidy
from edge_agent.text import printable
from meshwire.event import CERTIFICATE


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    member = commands.add_parser("member", help="see who belongs to the community, decide about who asks")
    verbs = member.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("list", help="show everybody who was certified or revoked").set_defaults(run=list_members)
    verbs.add_parser("requests", help="show who waits to be let in").set_defaults(run=list_requests)
    approve = verbs.add_parser("approve", help="let a waiting node in")
    _add_key(approve)
    add_root_options(approve)
    approve.set_defaults(run=approve_request)
    refuse = verbs.add_parser("refuse", help="turn a waiting node away; its invite does not help it any more")
    _add_key(refuse)
    refuse.set_defaults(run=refuse_request)


def _add_key(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="short id or node id, as `hearthnet member requests` shows it")


async def list_requests(args: Namespace, out: TextIO) -> None:
    for one in await _requests(args):
        roles = ", ".join(one["roles"])  # type: ignore[arg-type]  # our own agent's list of words
        print(one["short"], printable(str(one["name"])), roles, one["node_id"], sep="\t", file=out)


async def approve_request(args: Namespace, out: TextIO) -> None:
    one = await _request(args)
    body = certificate_body(
        parse_node_id(str(one["node_id"])), roles=parse_roles(",".join(one["roles"])),  # type: ignore[arg-type]
        expires=int(utc_s()) + CERTIFIED_S, area=None, name=str(one["name"]),
    )  # fmt: skip
    await publish(args.home, load_root(args, load_identity(args.home)), CERTIFICATE, body)
    print(f"{one['short']} is a member now", file=out)


async def refuse_request(args: Namespace, out: TextIO) -> None:
    one = await _request(args)
    await call(args.home, "community.request.refuse", {"node": one["node_id"]})
    print(f"{one['short']} was turned away", file=out)


async def _request(args: Namespace) -> dict[str, object]:
    wanted = args.key.strip().lower()
    for one in await _requests(args):
        if wanted == one["node_id"] or tidy(args.key) == one["short"]:
            return one
    raise NotFound(f"{printable(args.key, 40)} does not wait to be let in; see `hearthnet member requests`")


async def _requests(args: Namespace) -> list[dict[str, object]]:
    requests = (await call(args.home, "community.request.list", {}))["requests"]
    assert isinstance(requests, list)
    return requests
