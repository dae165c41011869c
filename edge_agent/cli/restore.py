"""`hearthnet restore FILE`: bring a backup back, into the same node or an empty home."""

import secrets
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TextIO

from edge_agent.cli.client import call, is_running
from edge_agent.events.backup import LOG
from edge_agent.events.restore import Restored, restore, restore_fresh
from edge_agent.identity.community import load_identity, open_log
from edge_agent.identity.keys import verify


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    parser = commands.add_parser("restore", help="bring a backup back; nothing that is there is lost")
    parser.add_argument("file", type=Path, help="what `hearthnet backup` made")
    parser.set_defaults(run=bring_back)


async def bring_back(args: Namespace, out: TextIO) -> None:
    result = await _restored(args.home, args.file.absolute())
    if result.fresh:
        print(f"{args.home} is the node of the backup now; events: {result.new}", file=out)
        print("its new events are numbered behind a gap, so that no number is used twice; make a new backup", file=out)
        return
    print(f"events restored: {result.new}; here already: {result.known}", file=out)
    if result.forks:
        print(f"events that contradict others: {result.forks}; `hearthnet log verify` names them", file=out)


async def _restored(home: Path, file: Path) -> Restored:
    if is_running(home):
        answer = await call(home, "node.restore", {"file": str(file)})
        return Restored(**answer)  # type: ignore[arg-type]  # our own agent's answer, made from a Restored
    if not (home / LOG).exists():
        return await restore_fresh(home, file, verify=verify, random_below=secrets.randbelow)
    store = await open_log(home, load_identity(home))
    try:
        return await restore(home, file, store)
    finally:
        await store.close()
