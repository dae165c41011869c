"""`hearthnet cert grant|list|revoke`: who belongs to the community and what they may do."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.areas import add_area_options, area_of, describe
from edge_agent.cli.root import add_root_options, load_root, publish, read_roster
from edge_agent.clock import utc_s
from edge_agent.errors import BadRequest, NotFound
from edge_agent.identity.community import load_identity
from edge_agent.identity.keys import PREFIX, parse_node_id, short_id
from edge_agent.identity.roles import (
    WORDS,
    certificate_body,
    certificate_words,
    expiry_words,
    parse_expiry,
    parse_roles,
    revocation_body,
    role_words,
)
from edge_agent.identity.spelling import tidy
from edge_agent.text import printable
from meshwire.event import CERTIFICATE, REVOCATION
from meshwire.trust import AUTHORITY


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    cert = commands.add_parser("cert", help="certify members, list them, revoke them")
    verbs = cert.add_subparsers(required=True, metavar="VERB")
    grant = verbs.add_parser("grant", help="certify a key; a new certificate replaces the old one")
    grant.add_argument("key", metavar="NODE_ID", help="what `hearthnet whoami` prints on the other node")
    grant.add_argument("--roles", default="member", help=f"of {', '.join(WORDS)} (default: %(default)s)")
    grant.add_argument("--expires", default="730d", help="730d, 2027-12-31 or never (default: %(default)s)")
    grant.add_argument("--name", default="", help="whom the key belongs to, at most 32 bytes")
    grant.add_argument("--everywhere", action="store_true", help="let an authority alert for every area")
    add_area_options(grant)
    add_root_options(grant)
    grant.set_defaults(run=grant_certificate)
    verbs.add_parser("list", help="show everybody who was certified or revoked").set_defaults(run=list_members)
    revoke = verbs.add_parser("revoke", help="end the certificate of a key")
    revoke.add_argument("key", metavar="KEY", help="node id, or the short id of a member")
    revoke.add_argument("--reason", default="", help="at most 64 bytes, for everybody to read")
    add_root_options(revoke)
    revoke.set_defaults(run=revoke_certificate)


async def grant_certificate(args: Namespace, out: TextIO) -> None:
    subject = parse_node_id(args.key)
    roles, expires, area = parse_roles(args.roles), parse_expiry(args.expires, utc_s()), area_of(args)
    if roles & AUTHORITY and (area is None) != args.everywhere:
        raise BadRequest("say where an authority may alert: either --area, --polygon and --circle, or --everywhere")
    body = certificate_body(subject, roles=roles, expires=expires, area=area, name=args.name)
    root = load_root(args, load_identity(args.home))
    await publish(args.home, root, CERTIFICATE, body)
    print(
        f"{short_id(subject)} is {', '.join(role_words(roles))} until {expiry_words(expires)}, {describe(area)}",
        file=out,
    )


async def revoke_certificate(args: Namespace, out: TextIO) -> None:
    subject = await known_key(args)
    body = revocation_body(subject, args.reason)
    await publish(args.home, load_root(args, load_identity(args.home)), REVOCATION, body)
    print(f"{short_id(subject)} is revoked", file=out)


async def list_members(args: Namespace, out: TextIO) -> None:
    for member in await _members(args):
        name = printable(str(member["name"]))
        print(member["short"], name, certificate_words(member), member["node_id"], sep="\t", file=out)


async def known_key(args: Namespace) -> bytes:
    """A node id, or the one member with that short id."""
    if args.key.strip().lower().startswith(PREFIX):
        return parse_node_id(args.key)
    found = [str(member["node_id"]) for member in await _members(args) if member["short"] == tidy(args.key)]
    if len(found) != 1:
        raise NotFound(
            f"{len(found)} members are called {printable(args.key, 40)}; name the node id, see `hearthnet cert list`"
        )
    return parse_node_id(found[0])


async def _members(args: Namespace) -> list[dict[str, object]]:
    members = (await read_roster(args.home))["members"]
    assert isinstance(members, list)
    return members
