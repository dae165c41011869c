"""`lora-gateway run` and `lora-gateway status`."""

import argparse
import asyncio
import json
from dataclasses import replace
from pathlib import Path

from lora_gateway.app import Home, run
from lora_gateway.config import check, load
from lora_gateway.errors import BadMessage, ConfigError, PortLost
from lora_gateway.link import messages
from lora_gateway.link.status import lines
from lora_gateway.log import to_stderr

ANSWER_TIMEOUT_S = 5.0


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    runs = commands.add_parser("run", help="own the radio and forward frames until stopped")
    runs.set_defaults(run=run_gateway)
    runs.add_argument("--home", type=Path, required=True, help="the node's folder")
    runs.add_argument("--port", metavar="URL", help="the radio, instead of the setting gateway.port")
    runs.add_argument("--preset", help="modem preset, instead of the setting gateway.preset")
    status = commands.add_parser("status", help="show radio, airtime and queue of a running gateway")
    status.set_defaults(run=show_status)
    status.add_argument("--home", type=Path, required=True, help="the node's folder")
    status.add_argument("--json", action="store_true", help="print one JSON object")


async def run_gateway(args: argparse.Namespace) -> None:
    to_stderr("gateway")
    home = args.home.expanduser().absolute()
    if not home.is_dir():
        raise ConfigError(f"{home} does not exist; make a node with: hearthnet init --home {home}")
    given = {name: value for name in ("port", "preset") if (value := getattr(args, name)) is not None}
    await run(Home(home), check(replace(load(home), **given)))


async def show_status(args: argparse.Namespace) -> None:
    status = await ask_status(Home(args.home.expanduser().absolute()).socket)
    del status["is"]
    if args.json:
        print(json.dumps(status, default=bytes.hex))  # noqa: T201  # what the command was asked for
        return
    for line in lines(status):
        print(line)  # noqa: T201  # what the command was asked for


async def ask_status(path: Path) -> dict[str, object]:
    """What the gateway at this socket says about itself; the agent's connection is not disturbed."""
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(messages.encode({"is": "hello", "version": messages.VERSION, "role": "status"}))
            await _read_map(reader)  # its hello
            status = await _read_map(reader)
            writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        raise PortLost(f"no gateway answers at {path}; start one with: lora-gateway run --home HOME") from None
    return status


async def _read_map(reader: asyncio.StreamReader) -> dict[str, object]:
    length = int.from_bytes(await reader.readexactly(4), "big")
    if length > messages.MAX_MESSAGE:
        raise BadMessage(f"agent link: a message of {length} bytes")
    return {str(name): value for name, value in messages.decode_map(await reader.readexactly(length)).items()}
