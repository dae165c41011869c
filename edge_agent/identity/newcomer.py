"""A home that joins a community: its new keys wait in HOME/keys.joining until the root has certified them."""

import os
import secrets
import shutil
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from edge_agent.errors import ConfigError, NotTrusted
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, has_identity, joining_folder, keys_folder, load_identity, open_log
from edge_agent.identity.joinwire import Granted
from edge_agent.identity.keys import Key, node_id, verify
from edge_agent.identity.link import Link, parse_link, root_hash
from edge_agent.identity.members import Members
from meshwire.event import KEY_SIZE, ROSTER, Event, community_id, is_authentic

LINK = "link"  # the invite, in the folder of the keys that wait: it holds a secret too
FORMER = "former"  # HOME/former/COMMUNITY: what a node that changes its community had


def start(home: Path, link: Link) -> Key:
    """The key that asks with this link; the same again when an earlier try was interrupted."""
    folder = joining_folder(home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        keyfile.write_private(folder / LINK, str(link).encode())
        path = folder / "node.key"
        if not path.exists():
            keyfile.save(path, Key(secrets.token_bytes(KEY_SIZE)))
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror}; name another place with --home") from None
    return keyfile.load(path)


def begun(home: Path) -> Link | None:
    """The link of a join that was begun here and has no answer yet."""
    try:
        return parse_link((joining_folder(home) / LINK).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{joining_folder(home)} cannot be read: {error}; remove it and join again") from None


def checked(granted: Granted, link: Link, node: Key) -> tuple[Event, ...]:
    """The events of an answer; NotTrusted unless all are by the root of the link and one certifies this node."""
    if root_hash(granted.root) != link.root_hash:
        raise NotTrusted("the answer is from another community than the invite's; ask the person who invited you")
    community = community_id(granted.root)
    for event in granted.events:
        if event.author != granted.root or event.topic != ROSTER or not is_authentic(event, community, verify):
            raise NotTrusted("the answer holds something that the community's root did not sign; join again")
    if not any(event.body.get(0) == node.public for event in granted.events):
        raise NotTrusted("the answer does not certify this node; join again")
    return granted.events


async def settle(home: Path, granted: Granted, link: Link, node: Key) -> Identity:
    """Make the home a member's: its keys, and a log that begins with the roster. Interrupted, it can be run again."""
    events = checked(granted, link, node)
    if has_identity(home):
        set_aside(home)
    folder = joining_folder(home)
    keyfile.write_private(folder / "root.pub", f"{node_id(granted.root)}\n".encode())
    identity = Identity(node, granted.root)
    log = await open_log(home, identity)
    try:
        await log.append(events)
        await log.local(lambda db: _remember(db, granted, link))
        if (await Members(log, identity.root).roster()).certificate(node.public) is None:
            raise NotTrusted("the community certified this node and revoked it since; ask the person who invited you")
    finally:
        await log.close()
    (folder / LINK).unlink(missing_ok=True)
    os.rename(folder, keys_folder(home))
    keyfile.sync_folder(home)
    return identity


def _remember(db: sqlite3.Connection, granted: Granted, link: Link) -> None:
    """Where the first peer is: the node whose door this one came through."""
    hosts = {urlsplit(f"//{address}").hostname for address in link.addresses}
    rows = [(granted.door, host, granted.port) for host in hosts if host]
    db.executemany("INSERT OR IGNORE INTO peer_address (node, host, port) VALUES (?, ?, ?)", rows)


def set_aside(home: Path) -> Path:
    """Move keys and log of the community that the home belonged to; nothing is deleted. Returns where they are."""
    place = home / FORMER / load_identity(home).community.hex()
    number = 1
    while place.exists():
        number += 1
        place = place.with_name(f"{place.name.partition('-')[0]}-{number}")
    place.mkdir(mode=0o700, parents=True)
    for path in sorted(home.glob("agent.db*")):
        shutil.move(path, place / path.name)
    os.rename(keys_folder(home), place / "keys")
    keyfile.sync_folder(home)
    return place
