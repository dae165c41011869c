"""The passphrase of the root key: from a file, or typed."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path

from edge_agent.errors import BadRequest, ConfigError

MAX_LENGTH = 1024


def add_passphrase_option(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="its first line is the passphrase of the root key"
    )


def new_passphrase(file: Path | None) -> str | None:
    """For a key that is made now: from the file, typed twice at a terminal, or None for no passphrase."""
    if file is not None or not sys.stdin.isatty():
        return _from_file(file) if file else None
    first = getpass("Passphrase for the root key (empty for none): ")
    if first and getpass("The same again: ") != first:
        raise BadRequest("the two passphrases differ; nothing was made")
    return first or None


def known_passphrase(file: Path | None, *, sealed: bool) -> str | None:
    """For a key that exists; asks at a terminal only when the key is sealed."""
    if file is not None:
        return _from_file(file)
    return getpass("Passphrase of the root key: ") if sealed and sys.stdin.isatty() else None


def _from_file(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as stream:
            passphrase = stream.readline(MAX_LENGTH).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from None
    if not passphrase:
        raise ConfigError(f"the first line of {file} is empty; write the passphrase there")
    return passphrase
