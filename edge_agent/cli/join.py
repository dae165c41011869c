"""`hearthnet join LINK`: this node becomes a member of another node's community."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from contextlib import suppress
from typing import TextIO

from edge_agent.cli.client import is_running
from edge_agent.config import load
from edge_agent.errors import BadRequest, ConfigError, LinkLost, NotTrusted, RateLimited, Unavailable
from edge_agent.identity.community import has_identity, joining_folder, load_identity
from edge_agent.identity.joinwire import Granted
from edge_agent.identity.keys import Key
from edge_agent.identity.knocking import ask, link_for
from edge_agent.identity.link import Link, parse_link, root_hash
from edge_agent.identity.newcomer import begun, settle, start
from edge_agent.identity.words import community_words

POLL_S = 5.0
WAIT_S = 300


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    join = commands.add_parser("join", help="become a member of the community that sent the invite")
    join.add_argument(
        "invite", nargs="?", metavar="INVITE",
        help="the link, or the code with its address as in ABCD-2345@192.168.1.5; without it an earlier try goes on",
    )  # fmt: skip
    add_join_options(join)
    join.add_argument("--name", help="this node's name, at most 32 bytes (default: node.name)")
    join.set_defaults(run=join_community)


def add_join_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--wait", type=int, default=WAIT_S, metavar="SECONDS",
        help="how long to wait until somebody agrees, if that is needed (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--set-aside", action="store_true", help="move keys and log of the present community to HOME/former first"
    )


async def join_community(args: Namespace, out: TextIO) -> None:
    if is_running(args.home):
        raise ConfigError(f"the node in {args.home} is running; stop it first, nothing was changed")
    name = args.name or load(args.home).node.name
    link = await _link(args)
    _check_home(args, link)
    words = await asyncio.to_thread(community_words, link.root_hash)
    print(f"community  {words}", file=out)
    _confirm(words)
    node = start(args.home, link)
    granted = await _answer(args, link, node, name, out)
    identity = await settle(args.home, granted, link, node)
    print(f"node       {identity.key.short}  {name}", file=out)
    print(f"node id    {identity.key.node_id}", file=out)
    print("This node is a member now; start it with `hearthnet run`.", file=out)
    print("If the other node shows other words than these, stop it and ask: you joined somebody else.", file=out)


async def _link(args: Namespace) -> Link:
    if not args.invite:
        if link := begun(args.home):
            return link
        raise BadRequest("name the invite: hearthnet join LINK, or hearthnet join CODE@ADDRESS")
    by_code = "@" in args.invite.partition("#")[0]
    return await link_for(args.invite) if by_code else parse_link(args.invite)


def _check_home(args: Namespace, link: Link) -> None:
    if not has_identity(args.home):
        return
    identity = load_identity(args.home)
    if root_hash(identity.root) == link.root_hash:
        raise ConfigError(f"{args.home} is a member of this community already; nothing was changed")
    if not args.set_aside:
        raise ConfigError(
            f"{args.home} holds the node {identity.key.short} of another community; add --set-aside to keep its keys "
            "and log in HOME/former and begin anew, or name another place with --home"
        )


def _confirm(words: str) -> None:
    """A person at a terminal is asked; a script has compared them or does not care."""
    if sys.stdin.isatty() and input(f"Does the other node show the words {words}? [y/N] ").strip().lower() != "y":
        raise NotTrusted("then this is not the community that you were invited to; nothing was changed")


async def _answer(args: Namespace, link: Link, node: Key, name: str, out: TextIO) -> Granted:
    """Ask until somebody has decided; a node that is off for a moment is asked again."""
    waited = False
    with suppress(TimeoutError):
        async with asyncio.timeout(args.wait):
            while True:
                granted = await _asked(link, node, name, patient=waited)
                if granted is not None:
                    return granted
                if not waited:
                    print(f"waiting for somebody to let {node.short} in ...", file=out, flush=True)
                    waited = True
                await asyncio.sleep(POLL_S)
    raise Unavailable(
        f"nobody has decided about {node.short} yet; run `hearthnet join` again later. Its key waits in "
        f"{joining_folder(args.home)}"
    )


async def _asked(link: Link, node: Key, name: str, *, patient: bool) -> Granted | None:
    try:
        return await ask(link, node, name)
    except (LinkLost, RateLimited, Unavailable):
        if not patient:
            raise
        return None
