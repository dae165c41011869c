"""Reads the keys of the node as the agent does; no key leaves this module."""

import sqlite3
from contextlib import closing
from pathlib import Path

from edge_agent.doctor.checks.certificate import CertificateFacts
from edge_agent.doctor.checks.keys import KeyFacts
from edge_agent.doctor.reads.agent import is_founded
from edge_agent.doctor.scene import Scene, there
from edge_agent.errors import ConfigError, EdgeError
from edge_agent.events import rows
from edge_agent.events.backup import LOG
from edge_agent.events.database import disk_errors, open_reader
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, keys_folder, load_identity, root_path
from edge_agent.identity.members import BATCH, MAX_MEMBERS
from edge_agent.identity.roles import expiry_words
from meshwire.event import ROSTER
from meshwire.trust import Certificate, Revocation, Roster


def read_keys(scene: Scene) -> KeyFacts:
    folder = keys_folder(scene.home)
    if not is_founded(scene.home):
        return KeyFacts(str(folder), founded=False)
    sealed, root_error = _root(root_path(scene.home))
    try:
        load_identity(scene.home)
        error = ""
    except ConfigError as wrong:
        error = str(wrong)
    return KeyFacts(str(folder), True, error, folder.stat().st_mode & 0o777, sealed, root_error)


def _root(path: Path) -> tuple[bool | None, str]:
    """Whether the root key is sealed, None when it is not here; and what is wrong with its file."""
    if not there(path):
        return None, ""
    try:
        return keyfile.is_sealed(path), ""
    except ConfigError as wrong:
        return True, str(wrong)


def read_certificate(scene: Scene) -> CertificateFacts:
    now = scene.machine.now()
    if not is_founded(scene.home):
        return CertificateFacts(now, error="there is no node yet")
    if not there(scene.home / LOG):
        return CertificateFacts(now, error=f"there is no {scene.home / LOG} to read it from")
    try:
        statements = _statements(scene.home / LOG, load_identity(scene.home))
    except EdgeError as wrong:
        return CertificateFacts(now, error=f"it cannot be read: {wrong}")
    revoked = next((one.reason or "no reason given" for one in statements if isinstance(one, Revocation)), "")
    certificate = next((one for one in statements if isinstance(one, Certificate)), None)
    expires = certificate.expires if certificate else 0
    return CertificateFacts(now, certificate is not None, expires, expiry_words(expires), revoked)


def _statements(path: Path, identity: Identity) -> list[Certificate | Revocation]:
    """What the root says about this node, from the file of the log, whether the agent runs or not."""
    with disk_errors(path), closing(open_reader(path)) as db:
        return list(_roster(db, identity.root).statements(identity.key.public))


def _roster(db: sqlite3.Connection, root: bytes) -> Roster:
    roster, row = Roster([root], MAX_MEMBERS), 0
    while batch := rows.since(db, row, (ROSTER,), BATCH):
        for row, event in batch:  # noqa: B007  # the last row is where the next batch begins
            roster.add(event)
    return roster
