"""Homes of nodes, with real key files, for the tests of backup and command line."""

import json
from pathlib import Path

from edge_agent.events.store import EventStore
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, load_identity, open_log
from edge_agent.identity.keys import Key, node_id


def make_home(folder: Path, *, seed: int = 7, passphrase: str | None = None) -> Path:
    """A node with its own community, as `hearthnet init` lays it out, and an empty log."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700, parents=True)
    root = Key(bytes([seed + 1]) * 32)
    keyfile.save(keys / "node.key", Key(bytes([seed]) * 32))
    keyfile.save(keys / "root.key", root, passphrase)
    keyfile.write_private(keys / "root.pub", node_id(root.public).encode() + b"\n")
    return folder


async def log_of(home: Path) -> tuple[EventStore, Identity]:
    identity = load_identity(home)
    return await open_log(home, identity), identity


def files_of(home: Path) -> dict[str, bytes]:
    """Every file in a home with its content."""
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def key_id(home: Path) -> str:
    return str(json.loads((home / "keys" / "node.key").read_text())["id"])
