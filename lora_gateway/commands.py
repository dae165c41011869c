"""`lora-gateway run`, `lora-gateway status` and `lora-gateway facts`."""

import argparse
import asyncio
import json
from dataclasses import asdict, replace
from pathlib import Path

from lora_gateway.app import Home, run
from lora_gateway.config import check, load
from lora_gateway.errors import BadMessage, ConfigError, PortLost
from lora_gateway.link import messages
from lora_gateway.link.status import lines
from lora_gateway.log import to_stderr
from lora_gateway.port.port import Port
from lora_gateway.port.schemes import open_port

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
    checks = commands.add_parser("check", help="read the settings and say what is wrong with them; exit status 2 then")
    checks.set_defaults(run=check_settings)
    checks.add_argument("--home", type=Path, required=True, help="the node's folder")
    facts = commands.add_parser("facts", help="ask a radio that no gateway uses what it is and how it is set up")
    facts.set_defaults(run=show_facts)
    facts.add_argument("--home", type=Path, required=True, help="the node's folder")
    facts.add_argument("--port", metavar="URL", help="the radio, instead of the setting gateway.port")
    facts.add_argument(
        "--wait", type=int, default=60, metavar="S", help="seconds for it to answer (default: %(default)s)"
    )
    facts.add_argument("--json", action="store_true", help="print one JSON object")


async def run_gateway(args: argparse.Namespace) -> None:
    to_stderr("gateway")
    home = args.home.expanduser().absolute()
    if not home.is_dir():
        raise ConfigError(f"{home} does not exist; make a node with: hearthnet init --home {home}")
    given = {name: value for name in ("port", "preset") if (value := getattr(args, name)) is not None}
    await run(Home(home), check(replace(load(home), **given)))


async def check_settings(args: argparse.Namespace) -> None:
    load(args.home.expanduser().absolute())


async def show_status(args: argparse.Namespace) -> None:
    status = await ask_status(Home(args.home.expanduser().absolute()).socket)
    del status["is"]
    if args.json:
        print(json.dumps(status, default=bytes.hex))  # noqa: T201  # what the command was asked for
        return
    for line in lines(status):
        print(line)  # noqa: T201  # what the command was asked for


async def show_facts(args: argparse.Namespace) -> None:
    to_stderr("facts")
    home = Home(args.home.expanduser().absolute())
    settings = load(home.folder)
    port = open_port(args.port or settings.port, home.folder, preset=settings.preset, region=settings.region)
    if await _is_used(home, port.url):
        raise ConfigError(f"the gateway is using {port.url}; stop it first, a radio talks to one program at a time")
    facts = await ask_radio(port, args.wait)
    if args.json:
        print(json.dumps({"url": facts.get("url", port.url), "settings": asdict(settings), "facts": facts}))  # noqa: T201  # asked for
        return
    for line in lines(facts):
        print(line)  # noqa: T201  # what the command was asked for


async def ask_radio(port: Port, wait_s: float) -> dict[str, object]:
    """What a radio tells of itself; PortLost when it does not in time."""
    running = asyncio.create_task(port.run())
    try:
        async with asyncio.timeout(wait_s):
            async for _ in port.events():
                if port.about():
                    return dict(port.about())
    except TimeoutError:
        pass
    finally:
        running.cancel()
        await asyncio.wait([running])
    raise PortLost(f"{port.url} told nothing of itself: {port.state.reason or 'it is no Meshtastic radio'}")


async def _is_used(home: Home, url: str) -> bool:
    try:
        radio = (await ask_status(home.socket))["radio"]
    except PortLost:
        return False
    return isinstance(radio, dict) and url in str(radio["url"])


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
