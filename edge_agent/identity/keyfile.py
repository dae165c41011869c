"""Key files: JSON, mode 0600, written whole or not at all, sealed when a passphrase was given."""

import json
import os
import stat
from pathlib import Path

from nacl import pwhash, secret, utils
from nacl.exceptions import CryptoError

from edge_agent.errors import ConfigError, NotTrusted
from edge_agent.identity.keys import Key
from meshwire.event import KEY_SIZE

FORMAT = "hearthnet-key-1"
MAX_FILE = 4096  # bytes; ours have under 500
OPERATIONS = 8  # of Argon2id with MEMORY: about 1.5 s on a Raspberry Pi 4
MEMORY = 64 << 20
MAX_OPERATIONS, MAX_MEMORY = 64, 1 << 30  # a file that asks for more would only block the machine


def save(path: Path, key: Key, passphrase: str | None = None) -> None:
    """Write a key to a new file; ConfigError when there is one already."""
    if path.exists() or path.is_symlink():
        raise ConfigError(f"{path} exists already; a key is never overwritten")
    fields: dict[str, object] = {"format": FORMAT, "id": key.node_id}
    fields |= {"seed": key.seed.hex()} if passphrase is None else _seal(key.seed, passphrase)
    write_private(path, json.dumps(fields, indent=1).encode() + b"\n")


def load(path: Path, passphrase: str | None = None) -> Key:
    """The key in a file; ConfigError when the file needs repair, NotTrusted when the passphrase is wrong."""
    fields = _read(path)
    seed = _unseal(path, fields, passphrase) if "sealed" in fields else _hex(path, fields, "seed")
    if len(seed) != KEY_SIZE:
        raise _damaged(path)
    key = Key(seed)
    if key.node_id != fields.get("id"):
        raise _damaged(path)
    return key


def is_sealed(path: Path) -> bool:
    """Whether `load` needs a passphrase."""
    return "sealed" in _read(path)


def write_private(path: Path, data: bytes) -> None:
    """Make or replace a file that only its owner may read; after a power cut it is the old one or the new one."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(file)
    os.rename(draft, path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _read(path: Path) -> dict[str, object]:
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise ConfigError(
            f"{path} is missing; `hearthnet init` makes a new node, a backup brings an old one back"
        ) from None
    except OSError as error:  # ELOOP for a link: what it leads to could change under us
        raise ConfigError(f"{path} cannot be opened: {error.strerror}; a key must be a file of its own") from None
    with os.fdopen(file, "rb") as stream:
        mode = os.fstat(file).st_mode
        if not stat.S_ISREG(mode):
            raise ConfigError(f"{path} is not a file; put the key there")
        if mode & 0o077:
            raise ConfigError(f"others can read {path}; run: chmod 600 {path}")
        data = stream.read(MAX_FILE + 1)
    try:
        fields = json.loads(data) if len(data) <= MAX_FILE else None
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise _damaged(path)
    return fields


def _seal(seed: bytes, passphrase: str) -> dict[str, object]:
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    box = _box(passphrase, salt, OPERATIONS, MEMORY)
    return {"operations": OPERATIONS, "memory": MEMORY, "salt": salt.hex(), "sealed": bytes(box.encrypt(seed)).hex()}


def _unseal(path: Path, fields: dict[str, object], passphrase: str | None) -> bytes:
    if passphrase is None:
        raise NotTrusted(f"{path} is locked with a passphrase; name a file that holds it with --passphrase-file")
    match fields:
        case {"operations": int(operations), "memory": int(memory)} if (
            1 <= operations <= MAX_OPERATIONS and 8192 <= memory <= MAX_MEMORY
        ):
            salt, sealed = _hex(path, fields, "salt"), _hex(path, fields, "sealed")
        case _:
            raise _damaged(path)
    if len(salt) != pwhash.argon2id.SALTBYTES:
        raise _damaged(path)
    try:
        return _box(passphrase, salt, operations, memory).decrypt(sealed)
    except (CryptoError, ValueError):
        raise NotTrusted(f"the passphrase does not open {path}; try again") from None


def _box(passphrase: str, salt: bytes, operations: int, memory: int) -> secret.SecretBox:
    size = secret.SecretBox.KEY_SIZE
    return secret.SecretBox(pwhash.argon2id.kdf(size, passphrase.encode(), salt, opslimit=operations, memlimit=memory))


def _hex(path: Path, fields: dict[str, object], name: str) -> bytes:
    try:
        return bytes.fromhex(str(fields.get(name)))
    except ValueError:
        raise _damaged(path) from None


def _damaged(path: Path) -> ConfigError:
    return ConfigError(f"{path} is damaged or not a key of HearthNet; restore it from your backup")
