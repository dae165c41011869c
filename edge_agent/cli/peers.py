"""`hearthnet peers`: the other nodes of the community, and where each one is."""

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import TextIO

from edge_agent.cli.client import call
from edge_agent.errors import BadRequest
from edge_agent.text import printable


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    peers = commands.add_parser("peers", help="the other nodes of the community, and where each one is")
    peers.add_argument("--json", action="store_true", help="everything that is known, as JSON")
    peers.add_argument("--add", metavar="NODE@HOST:PORT", help="look for a member at this address from now on")
    peers.set_defaults(run=show_peers)


async def show_peers(args: Namespace, out: TextIO) -> None:
    if args.add:
        node, _, place = args.add.partition("@")
        host, _, port = place.rpartition(":")
        if not host or not port.isdigit():
            raise BadRequest(f"{args.add[:80]!r} is no place; write NODE@HOST:PORT, as in hn1...@192.168.1.20:7081")
        await call(args.home, "mesh.peer.add", {"node": node, "host": host.strip("[]"), "port": int(port)})
    answer = await call(args.home, "mesh.peers", {})
    if args.json:
        print(json.dumps(answer, ensure_ascii=False, indent=2), file=out)
        return
    listed = answer["peers"]
    if not isinstance(listed, list) or not listed:
        print("no other node is known; invite one with `hearthnet invite`, or name one with --add", file=out)
        return
    for one in listed:
        print(_line(one), file=out)


def _line(one: dict[str, object]) -> str:
    who = f"{one['short']}  {printable(str(one['name'])) or 'no name yet'}"
    if one["state"] == "linked":
        way = "through a hub" if one["relayed"] else f"at {printable(str(one['at']))}"
        return f"linked {who}, {one['trust']}, {way}, {one['capabilities']} capabilities"
    if one["state"] == "stale":
        return f"stale  {who}, {one['trust']}, last heard {one['heard_s']} s ago"
    at = printable(str(one["at"])) or "nowhere yet"
    return f"known  {who}, {one['trust']}, not reached at {at}, {one['failures']} tries"
