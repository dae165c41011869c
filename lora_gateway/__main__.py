"""`lora-gateway COMMAND`: finds the command, runs it, prints errors in one line."""

import argparse
import asyncio
import signal
import sys

from lora_gateway import commands as gateway_commands
from lora_gateway.errors import ConfigError, GatewayError
from lora_gateway.ether import commands as ether_commands

USAGE_ERROR = 2  # as argparse: a wrong option or setting, starting again cannot help


def build_parser() -> argparse.ArgumentParser:
    """No --version: reading it costs 1.4 MB for as long as the gateway runs; `hearthnet --version` tells the same."""
    parser = argparse.ArgumentParser(
        prog="lora-gateway", description="Owns a node's radios, also while its agent is down."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    gateway_commands.add_to(commands)
    ether_commands.add_to(commands)
    return parser


async def run_until_signal(args: argparse.Namespace) -> None:
    """The command itself; SIGINT and SIGTERM end it as a normal return."""
    command = asyncio.ensure_future(args.run(args))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, command.cancel)
    await asyncio.wait([command])
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not spoil the end
    if not command.cancelled():
        command.result()


def main() -> None:
    args = build_parser().parse_args()
    try:
        asyncio.run(run_until_signal(args))
    except GatewayError as error:
        print(f"lora-gateway: {error}", file=sys.stderr)  # noqa: T201, the command line's own voice
        sys.exit(USAGE_ERROR if isinstance(error, ConfigError) else 1)


if __name__ == "__main__":
    main()
