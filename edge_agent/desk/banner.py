"""What `hearthnet run` prints when everything is up."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from edge_agent.config import default_home

if TYPE_CHECKING:
    from edge_agent.desk.node import Desk

EXAMPLE = Path("examples/flood.xml")


def banner(desk: "Desk", status: Mapping[str, object], code: str) -> str:
    command = _command(desk.home)
    air = f"simulated LoRa, {desk.preset}, {desk.loss:.0%} of the frames are lost"
    lines = [
        f"HearthNet Edge is running: node {status['name']}, {status['short']}",
        "",
        f"  page          {status['address']}{_reach(str(status['address']))}",
        f"  pairing code  {code}  (for one browser, 10 minutes; `{command} pair` makes another)",
        f"  radio         {desk.radio or air}",
        *(["  board         real MicroPython on that air; its screen appears below"] if desk.board else []),
        "",
        "Three things to try:",
        "  1. Open the page; type the pairing code there to issue and acknowledge alerts.",
        f"  2. In another terminal: {command} alert issue --cap {EXAMPLE}",
        "  3. Kill a part: `pkill -9 -f 'lora_gateway run'` right after issuing; the alert still arrives.",
        "",
        "Ctrl-C ends everything.",
    ]
    return "\n".join(lines)


def _reach(address: str) -> str:
    local = address.startswith(("http://127.", "http://localhost", "http://[::1]"))
    return "  (from this machine; `run --listen 0.0.0.0` opens it to the neighbourhood)" if local else ""


def _command(home: Path) -> str:
    """How the reader can call `hearthnet` from another terminal in this folder."""
    program = Path(sys.argv[0])
    name = os.path.relpath(program) if program.name == "hearthnet" else "hearthnet"
    return name if home == default_home() else f"{name} --home {home}"
