"""`hearthnet radio setup`: makes a Meshtastic radio ready with the official command line, and reads it back with ours.

The package `meshtastic` is GPL-3.0 and optional: it runs as a program of its own and is never imported here.
"""

import asyncio
import hashlib
import importlib.util
import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import TextIO
from urllib.parse import urlsplit

from edge_agent.cli.radio_plan import (
    Change,
    Wanted,
    channel_options,
    channel_to_change,
    has_room,
    meshtastic_preset,
    our_channel,
    settings_options,
    settings_to_change,
)
from edge_agent.errors import BadRequest, ConfigError, Unavailable
from edge_agent.identity.community import load_identity
from meshwire.radio_key import CHANNEL_NAME, channel_key

FIRST_S, AGAIN_S = 10, 90  # a board restarts after a change of its settings, and may take a minute for that
SPARE_S = 10.0  # for the program that reads
WRITE_S = 180.0
PACKAGE = "meshtastic"
YES = ("y", "yes")

Facts = Mapping[str, object]


async def set_up(args: Namespace, out: TextIO) -> None:
    if importlib.util.find_spec(PACKAGE) is None:
        raise ConfigError(
            f"the official package {PACKAGE} is not installed; run: {sys.executable} -m pip install {PACKAGE}"
        )
    root = load_identity(args.home).root
    told = await read_radio(args, FIRST_S)
    wanted = wanted_of(args, told["settings"], channel_key(root))
    facts = told["facts"]
    changes = _changes(facts, wanted)
    print(f"radio {facts['hardware']} {facts['name']}, firmware {facts['firmware']}, at {told['url']}", file=out)
    if not changes:
        print("It is set up already; nothing to change.", file=out)
        return
    for change in changes:
        print(f"  {change.what}: {change.now} -> {change.wanted}", file=out)
    if not args.yes and not _agreed():
        print("Nothing was changed.", file=out)
        return
    await _write(str(told["url"]), facts, wanted, args, out)
    left = _changes((await read_radio(args, AGAIN_S))["facts"], wanted)
    if left:
        names = ", ".join(change.what for change in left)
        raise Unavailable(f"the radio did not take {names}; unplug it, plug it in and run the command again")
    print("The radio was read back and has all of it. It can be used by one program at a time: the gateway.", file=out)


def wanted_of(args: Namespace, settings: Facts, key: bytes) -> Wanted:
    """What the options say, else the gateway's settings."""
    return Wanted(
        region=args.region or str(settings["region"]),
        preset=meshtastic_preset(args.preset or str(settings["preset"])),
        hops=int(str(args.hops if args.hops is not None else settings["hops"])),
        key=key,
        key_digest=hashlib.sha256(key).hexdigest()[:16],
        role=args.role,
    )


async def read_radio(args: Namespace, wait_s: int) -> dict[str, Facts]:
    """What our own driver reads: {"url", "settings" of the gateway, "facts" of the radio}."""
    command = [sys.executable, "-m", "lora_gateway", "facts", "--home", str(args.home), "--json"]
    command += ["--wait", str(wait_s)]
    if args.port:
        command += ["--port", args.port]
    text = await _output(command, wait_s + SPARE_S)
    found: dict[str, Facts] = json.loads(text)
    return found


async def _write(url: str, facts: Facts, wanted: Wanted, args: Namespace, out: TextIO) -> None:
    """The channel first: some seconds after its settings were changed the radio restarts."""
    if channel_to_change(facts, wanted) is not None:
        print(f"Writing channel {CHANNEL_NAME}.", file=out, flush=True)
        await _write_channel(url, facts, wanted, args)
    changes = settings_to_change(facts, wanted)
    if changes:
        print("Writing settings; the radio restarts after that.", file=out, flush=True)
        await _official(url, settings_options(changes))


async def _write_channel(url: str, facts: Facts, wanted: Wanted, args: Namespace) -> None:
    if our_channel(facts) is None:
        if not has_room(facts):
            raise BadRequest("all eight channels of the radio are in use; delete one with the Meshtastic app first")
        await _official(url, ["--ch-add", CHANNEL_NAME])
        facts = (await read_radio(args, AGAIN_S))["facts"]
    ours = our_channel(facts)
    if ours is None:
        raise Unavailable(f"the radio did not take channel {CHANNEL_NAME}; run the command again")
    await _official(url, channel_options(int(str(ours["index"])), wanted))


async def _official(url: str, options: Sequence[str]) -> None:
    await _output([sys.executable, "-m", PACKAGE, *_where(url), *options], WRITE_S)


def _where(url: str) -> list[str]:
    parts = urlsplit(url)
    return ["--host", parts.netloc] if parts.scheme == "tcp" else ["--port", parts.path]


async def _output(command: Sequence[str], limit_s: float) -> str:
    """What a program prints; Unavailable with its last words when it fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(limit_s):
            said, complaint = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise Unavailable(f"the radio did not answer within {limit_s:g} s; is another program using it?") from None
    if process.returncode != 0:
        words = (complaint or said).decode("utf-8", "replace").strip().splitlines() or ["it failed without a word"]
        raise Unavailable(words[-1].removeprefix("lora-gateway: "))
    return said.decode("utf-8", "replace")


def _changes(facts: Facts, wanted: Wanted) -> list[Change]:
    channel = channel_to_change(facts, wanted)
    return settings_to_change(facts, wanted) + ([channel] if channel else [])


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise BadRequest("nobody is there to ask; add --yes to change the radio without asking")
    return input("Change the radio so? [y/N] ").strip().lower() in YES
