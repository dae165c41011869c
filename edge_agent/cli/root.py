"""What the root key signs: handed to the running agent, or written to the log when none runs."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from edge_agent.cli.client import call, is_running
from edge_agent.cli.passphrase import add_passphrase_option, known_passphrase
from edge_agent.clock import utc_s
from edge_agent.errors import ConfigError, LinkLost
from edge_agent.events.model import Draft
from edge_agent.identity import capabilities, keyfile
from edge_agent.identity.community import Identity, load_identity, open_log, root_path
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from meshwire.event import ROSTER, assemble, digest, encode, encode_part


def add_root_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--root-key", type=Path, metavar="FILE", help="where the root key is (default: HOME/keys/root.key)"
    )
    add_passphrase_option(parser)


def load_root(args: Namespace, identity: Identity) -> Key:
    """ConfigError when it is another community's."""
    path = args.root_key or root_path(args.home)
    root = keyfile.load(path, known_passphrase(args.passphrase_file, sealed=keyfile.is_sealed(path)))
    if root.public != identity.root:
        raise ConfigError(f"{path} is the root key of another community; name the right one with --root-key")
    return root


async def read_roster(home: Path) -> dict[str, object]:
    """The answer of identity.roster, whether or not an agent runs."""
    if is_running(home):
        return await call(home, "identity.roster", {})
    identity = load_identity(home)
    log = await open_log(home, identity)
    try:
        return await capabilities.roster(identity, Members(log, identity.root))
    finally:
        await log.close()


async def publish(home: Path, root: Key, kind: int, body: Mapping[int, object]) -> None:
    """Sign a roster event and put it into the log; on return it is on the disk."""
    if is_running(home):
        await _hand_over(home, root, kind, body)
        return
    log = await open_log(home, load_identity(home))
    try:
        await log.write(root, [Draft(topic=ROSTER, kind=kind, body=body)])
    finally:
        await log.close()


async def _hand_over(home: Path, root: Key, kind: int, body: Mapping[int, object]) -> None:
    numbers = (await call(home, "identity.roster", {})).get("next")
    match numbers:
        case {"seq": int(seq), "lamport": int(lamport)}:
            part = encode_part(ROSTER, seq, lamport, int(utc_s()), kind, dict(body))
        case _:
            raise LinkLost("the agent did not say which number comes next; it may be another version, restart it")
    signature = root.sign(digest(load_identity(home).community, root.public, part))
    event = encode(assemble(root.public, part, signature))
    await call(home, "identity.certificate.add", {"event": event.hex()})
