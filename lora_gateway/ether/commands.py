"""`lora-gateway ether` and `lora-gateway ether set`."""

import argparse
import asyncio
import json
from pathlib import Path

from lora_gateway.errors import BadMessage, ConfigError, PortLost
from lora_gateway.ether import wire
from lora_gateway.ether.channel import Channel, Conditions
from lora_gateway.ether.server import Ether
from lora_gateway.log import to_stderr
from meshwire.airtime import PRESETS

ANSWER_TIMEOUT_S = 5.0


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ether = commands.add_parser("ether", help="stand for the air between the radios of one machine")
    ether.set_defaults(run=run_ether)
    ether.add_argument("--socket", type=Path, required=True, help="where stations connect")
    ether.add_argument("--loss", type=float, default=None, help="share of receptions lost, 0 to 1 (0 at the start)")
    ether.add_argument(
        "--partition", default=None, help="groups that do not hear each other, such as a,b|c; empty: none"
    )
    ether.add_argument("--seed", type=int, default=0, help="of all chance (default: %(default)s)")
    ether.add_argument("--preset", default="LongFast", help="modem preset (default: %(default)s)")
    ether.add_argument("--delay-ms", type=int, default=0, help="added to every reception (default: %(default)s)")
    ether.add_argument("verb", nargs="?", choices=["set"], help="change loss or partition of a running ether")


async def run_ether(args: argparse.Namespace) -> None:
    if args.verb == "set":
        await set_conditions(args.socket, loss=args.loss, partition=args.partition)
        return
    to_stderr("air")
    if args.preset not in PRESETS:
        raise ConfigError(f"there is no preset {args.preset}; the presets are {', '.join(PRESETS)}")
    if args.delay_ms < 0:
        raise ConfigError("--delay-ms cannot be negative")
    conditions = Conditions.parse(args.loss or 0.0, args.partition or "")
    channel = Channel(args.preset, conditions, seed=args.seed, delay_ms=args.delay_ms)
    await Ether(channel).run(args.socket)


async def set_conditions(path: Path, *, loss: float | None, partition: str | None) -> None:
    """Change what is given, and print what is in force then."""
    wanted = {"loss": loss, "partition": partition}
    content = json.dumps({name: value for name, value in wanted.items() if value is not None}).encode()
    try:
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(wire.encode(wire.CONDITIONS, content))
            answer = await wire.read(reader)
            writer.close()
    except (OSError, TimeoutError):
        raise PortLost(f"{path}: no ether answers there; start one with: lora-gateway ether --socket {path}") from None
    if answer is None:
        raise BadMessage(f"{path}: the ether closed the connection")
    kind, text = answer
    if kind == wire.REFUSED:
        raise ConfigError(text.decode())
    now = json.loads(text)
    print(f"loss {now['loss']}, partition {now['partition'] or 'none'}")  # noqa: T201  # what the command was asked for
