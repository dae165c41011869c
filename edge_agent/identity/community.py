"""A node's place in its community: founding one, and the keys in HOME/keys."""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from edge_agent.clock import utc_s
from edge_agent.errors import BadRequest, ConfigError
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity import keyfile
from edge_agent.identity.keys import Key, node_id, parse_node_id, verify
from edge_agent.identity.members import Members
from edge_agent.identity.roles import certificate_body
from meshwire.area import Area
from meshwire.event import CERTIFICATE, KEY_SIZE, ROSTER, community_id
from meshwire.trust import ANCHOR, AUTHORITY, MEMBER

FOUNDER = MEMBER | ANCHOR | AUTHORITY


@dataclass(frozen=True, slots=True)
class Identity:
    """The node's own key, and the public root key of its community."""

    key: Key
    root: bytes

    @property
    def community(self) -> bytes:
        return community_id(self.root)


def keys_folder(home: Path) -> Path:
    return home / "keys"


def joining_folder(home: Path) -> Path:
    """The keys of a node that has asked to join and was not certified yet."""
    return home / "keys.joining"


def root_path(home: Path) -> Path:
    return keys_folder(home) / "root.key"


def has_identity(home: Path) -> bool:
    folder = keys_folder(home)
    return folder.is_dir() and any(folder.iterdir())


def load_identity(home: Path) -> Identity:
    """ConfigError says what is missing or unsafe, and what to do."""
    if not has_identity(home):
        raise ConfigError(f"there is no node in {home}; make one with `hearthnet init`")
    path = keys_folder(home) / "root.pub"
    try:
        root = parse_node_id(path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError, BadRequest) as error:
        raise ConfigError(f"{path} cannot be read: {error}; restore it from your backup") from None
    return Identity(keyfile.load(keys_folder(home) / "node.key"), root)


async def open_log(home: Path, identity: Identity) -> EventStore:
    """The node's log without its views, for commands while no agent runs; Unavailable when one does."""
    return await EventStore.open(home / "agent.db", community=identity.community, verify=verify, views=(), now=utc_s)


async def ensure(home: Path, *, name: str, out: TextIO) -> Identity:
    """The identity of a home; founds a community of one when there is none yet."""
    if has_identity(home):
        return load_identity(home)
    if joining_folder(home).exists():
        raise ConfigError(
            f"this node waits to join a community; go on with `hearthnet join`, or remove {joining_folder(home)}"
        )
    identity = await found(home, name=name)
    print(f"Made a new node, {identity.key.short}, and a community of one. Back up {keys_folder(home)}.", file=out)
    return identity


async def found(home: Path, *, name: str, passphrase: str | None = None, area: Area | None = None) -> Identity:
    """Make a node key, a root key (sealed when there is a passphrase) and the certificate of the node.

    The node becomes an anchor with alert authority for `area`, None for everywhere. A founding that was interrupted is
    finished; ConfigError, with nothing changed, when there is nothing left to do.
    """
    certificate_body(bytes(KEY_SIZE), roles=FOUNDER, expires=0, area=area, name=name)  # refuse before anything is made
    if not has_identity(home):
        _make_keys(home, passphrase)
    identity = load_identity(home)
    log = await open_log(home, identity)
    try:
        roster = await Members(log, identity.root).roster()
        if roster.statements(identity.key.public):
            raise ConfigError(f"{home} holds the node {identity.key.short} already; nothing was changed")
        root = keyfile.load(root_path(home), passphrase)
        body = certificate_body(identity.key.public, roles=FOUNDER, expires=0, area=area, name=name)
        await log.write(root, [Draft(topic=ROSTER, kind=CERTIFICATE, body=body)])
    finally:
        await log.close()
    return identity


def _make_keys(home: Path, passphrase: str | None) -> None:
    """All files of HOME/keys appear at once, or none."""
    draft = home / "keys.new"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        root = Key(secrets.token_bytes(KEY_SIZE))
        keyfile.save(draft / "node.key", Key(secrets.token_bytes(KEY_SIZE)))
        keyfile.save(draft / "root.key", root, passphrase)
        keyfile.write_private(draft / "root.pub", f"{node_id(root.public)}\n".encode())
        os.rename(draft, keys_folder(home))
        keyfile.sync_folder(home)
    except OSError as error:
        raise ConfigError(
            f"the keys cannot be written to {home}: {error.strerror}; name another place with --home"
        ) from None
