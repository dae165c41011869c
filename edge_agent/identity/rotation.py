"""A node's next key: HOME/keys/next.key until the community has certified it."""

import os
import secrets
from pathlib import Path

from edge_agent.errors import Unavailable
from edge_agent.identity import keyfile
from edge_agent.identity.community import keys_folder, load_identity, open_log
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from meshwire.event import KEY_SIZE


def next_path(home: Path) -> Path:
    return keys_folder(home) / "next.key"


def next_key(home: Path) -> Key:
    """The key that is to follow; made when there is none yet."""
    path = next_path(home)
    if not path.exists():
        keyfile.save(path, Key(secrets.token_bytes(KEY_SIZE)))
    return keyfile.load(path)


async def take_over(home: Path) -> Key:
    """Go on under the next key, while no agent runs; Unavailable as long as the root has not certified it.

    The old key stays beside the new one: it opens what was sealed to it.
    """
    identity, new = load_identity(home), keyfile.load(next_path(home))
    log = await open_log(home, identity)
    try:
        certified = (await Members(log, identity.root).roster()).certificate(new.public)
    finally:
        await log.close()
    if certified is None:
        raise Unavailable(f"the community has not certified {new.short} yet; start the node, and try again later")
    folder = keys_folder(home)
    former = folder / f"former-{identity.key.short}.key"
    former.unlink(missing_ok=True)
    os.link(folder / "node.key", former)
    os.rename(next_path(home), folder / "node.key")  # from one moment to the next: there always is a node key
    keyfile.sync_folder(folder)
    return new
