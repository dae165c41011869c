"""`hearthnet run`: a node, its radio and a board on this machine."""

import tomllib
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TextIO

from edge_agent.cli.options import add_address_options, address_options
from edge_agent.config import FILE_NAME, load
from edge_agent.desk.node import Desk, run_desk
from edge_agent.errors import ConfigError
from edge_agent.identity.community import ensure
from edge_agent.lock import held
from edge_agent.log import to_stderr


def add_to(commands: "_SubParsersAction[ArgumentParser]") -> None:
    run = commands.add_parser("run", help="start agent, gateway, simulated air and a board here; Ctrl-C stops them")
    add_address_options(run)
    run.add_argument("--loss", type=float, help="share of the frames that the simulated air loses (default: desk.loss)")
    run.add_argument("--seed", type=int, help="makes the losses of the simulated air repeatable (default: desk.seed)")
    run.add_argument("--no-board", action="store_true", help="do not start the MicroPython board")
    run.set_defaults(run=run_here)


async def run_here(args: Namespace, out: TextIO) -> None:
    settings = load(args.home)
    radio = real_radio(args.home)
    loss = settings.desk.loss if args.loss is None else args.loss
    if not 0 <= loss < 1:
        raise ConfigError("--loss is a share of frames, from 0 to below 1")
    desk = Desk(
        home=args.home, agent_options=address_options(args), preset=settings.desk.preset, loss=loss,
        seed=settings.desk.seed if args.seed is None else args.seed, language=settings.desk.language,
        radio=radio, board=settings.desk.board and radio is None and not args.no_board,
    )  # fmt: skip
    to_stderr("run")
    with held(args.home, "run"):
        await ensure(args.home, name=settings.node.name, out=out)
        await run_desk(desk, out)


def real_radio(home: Path) -> str | None:
    """The radio that the gateway's settings name, None when they leave the simulated air."""
    try:
        tables = tomllib.loads((home / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    gateway = tables.get("gateway")
    port = gateway.get("port") if isinstance(gateway, dict) else None
    return port if isinstance(port, str) and not port.startswith("sim:") else None
