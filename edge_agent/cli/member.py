"""`hearthnet member`: who belongs to the community, and who waits to be let in."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.cert import known_key, list_members
from edge_agent.cli.client import call
from edge_agent.cli.root import add_root_options, load_root, publish
from edge_agent.errors import NotFound
from edge_agent.identity.community import load_identity
from edge_agent.identity.keys import node_id, short_id
from edge_agent.identity.spelling import tidy
from edge_agent.text import printable
from meshwire import cbor


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    member = commands.add_parser("member", help="see who belongs to the community, decide about who asks")
    verbs = member.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("list", help="show everybody who was certified or revoked").set_defaults(run=list_members)
    verbs.add_parser("requests", help="show what waits for a decision or for the root key").set_defaults(
        run=list_requests
    )
    approve = verbs.add_parser(
        "approve", help="agree to what waits: a node that joins, leaves, changes its key or shall be expelled"
    )
    _add_key(approve)
    add_root_options(approve)
    approve.set_defaults(run=approve_request)
    refuse = verbs.add_parser("refuse", help="turn a waiting node away; its invite does not help it any more")
    _add_key(refuse)
    refuse.set_defaults(run=refuse_request)
    expel = verbs.add_parser("expel", help="ask the other moderators to expel a member, or agree with who has asked")
    _add_member(expel)
    expel.add_argument("--reason", default="", help="at most 50 bytes, for everybody to read")
    expel.set_defaults(run=expel_member)


def _add_member(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="short id or node id, as `hearthnet member list` shows it")


def _add_key(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="short id or node id, as `hearthnet member requests` shows it")


async def list_requests(args: Namespace, out: TextIO) -> None:
    for one in await _requests(args):
        print(
            one["short"], printable(str(one["name"])), printable(str(one["words"])), one["node_id"], sep="\t", file=out
        )


async def approve_request(args: Namespace, out: TextIO) -> None:
    one = await _request(args)
    root = load_root(args, load_identity(args.home))
    signs = one["signs"]
    assert isinstance(signs, list)
    for statement in signs:
        body = cbor.loads(bytes.fromhex(statement["body"]))
        assert isinstance(body, dict)
        await publish(args.home, root, statement["kind"], body)
    print(f"{one['short']} {printable(str(one['words']))}: signed", file=out)


async def refuse_request(args: Namespace, out: TextIO) -> None:
    one = await _request(args)
    await call(args.home, "community.request.refuse", {"node": one["node_id"]})
    print(f"{one['short']} was turned away", file=out)


async def expel_member(args: Namespace, out: TextIO) -> None:
    subject = await known_key(args)
    answer = await call(args.home, "community.expel", {"node": node_id(subject), "reason": args.reason})
    if answer["expelled"]:
        print(f"{short_id(subject)} is expelled", file=out)
    else:
        needed = (
            f"of {answer['needed']} that are needed" if answer["needed"] else "; the holder of the root key decides"
        )
        print(f"asked to expel {short_id(subject)}: {answer['agree']} {needed}", file=out)


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
