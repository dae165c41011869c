"""A node in a process of its own. Reads one line, its port (0: any) and seeds in hexadecimal: its key's, the root's,
and those of the other members. Prints the port that it has, and serves until it is killed.
"""

import asyncio
import sys

from edge_agent.identity.keys import Key
from tests.mesh.doors import Community, Node


async def main(port: str, seed: str, root: str, *members: str) -> None:
    community = Community(Key(bytes.fromhex(root)))
    node = Node(community, key=Key(bytes.fromhex(seed)))
    keys = [Key(bytes.fromhex(member)) for member in members]
    for key in (node.key, *keys):
        community.certify(key)
    await node.tls.admit(key.public for key in keys)
    async with node.serving(int(port)):
        sys.stdout.write(f"{node.port}\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(*sys.stdin.readline().split()))
