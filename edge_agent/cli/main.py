"""`hearthnet NOUN [VERB]`: finds the noun's module, runs it, prints errors in one line."""

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

from edge_agent.config import default_home
from edge_agent.errors import ConfigError, EdgeError

USAGE_ERROR = 2  # as argparse: a wrong option or setting, starting again cannot help
# Each noun is the module edge_agent.cli.NOUN; only the named one is imported, so that the command starts quickly.
NOUNS = (
    "run", "agent", "status", "doctor", "console", "init", "whoami", "invite", "join", "member", "leave", "rotate",
    "cert", "pair", "token", "alert", "board", "radio", "log", "backup", "restore", "caps", "call", "route",
    "trace", "peers", "relay",
)  # fmt: skip


def build_parser(nouns: Iterable[str] = NOUNS) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hearthnet", description="A neighbourhood node: alerts and messages that work without internet."
    )
    parser.add_argument("--version", action="version", version=f"hearthnet-edge {version('hearthnet-edge')}")
    parser.add_argument("--home", type=Path, default=default_home(), help="the node's folder (default: %(default)s)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for noun in nouns:
        importlib.import_module(f"edge_agent.cli.{noun}").add_to(commands)
    return parser


def named_noun(argv: Sequence[str]) -> tuple[str, ...]:
    """The noun on the command line, or all of them when it is not clear (for help and for errors)."""
    words = iter(argv)
    for word in words:
        if word == "--home":
            next(words, None)
        elif not word.startswith("-"):
            return (word,) if word in NOUNS else NOUNS
        elif not word.startswith("--home="):
            return NOUNS
    return NOUNS


def main() -> None:
    argv = sys.argv[1:]
    args = build_parser(named_noun(argv)).parse_args(argv)
    args.home = args.home.expanduser().absolute()
    try:
        asyncio.run(args.run(args, sys.stdout))
        sys.stdout.flush()
    except EdgeError as error:
        print(f"hearthnet: {error}", file=sys.stderr)  # noqa: T201  # the command line's own voice
        sys.exit(USAGE_ERROR if isinstance(error, ConfigError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader, `head` for example, has enough
        sys.exit(1)


if __name__ == "__main__":
    main()
