"""A machine that only announces a node and prints whom it hears.

`python -m tests.mesh.announcer NODE_BYTE COMMUNITY_BYTE`, or `python -m tests.mesh.announcer liar COMMUNITY_BYTE` for
one whose announcements name no node.
"""

import asyncio
import sys
from contextlib import suppress

from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from edge_agent.mesh.mdns import SERVICE, Mdns


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def announce(node: int, community: int) -> None:
    mdns = Mdns(
        bytes([node]) * 32, bytes([community]) * 32, lambda: 7081,
        found=lambda other, at: tell("found", other[0], *(f"{host}:{port}" for host, port in at)),
        left=lambda other: tell("left", other[0]),
    )  # fmt: skip
    await mdns.run()


async def lie(community: int) -> None:
    zeroconf = AsyncZeroconf()
    for number, claimed in enumerate((None, "", "hn1", "x" * 200)):
        properties = {"id": claimed, "community": (bytes([community]) * 32).hex()}
        info = AsyncServiceInfo(
            SERVICE, f"liar{number}.{SERVICE}", port=7081, properties=properties, server="liar.local."
        )
        info.addresses = [bytes([10, 9, 0, 99])]
        await zeroconf.async_register_service(info)
    tell("lied")
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        who, where = sys.argv[1:]
        asyncio.run(lie(int(where)) if who == "liar" else announce(int(who), int(where)))
