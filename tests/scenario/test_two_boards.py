"""A node and two boards on an air that loses a fifth of the frames; then the boards alone, and one that was off."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest

from edge_agent.desk.board import board_command
from lora_gateway.ether.commands import set_conditions
from tests.scenario.desk import ARRIVAL_S, desk, until
from tests.scenario.mesh import ended

FLOOD = "examples/flood.xml"


class Board:
    """One more board of a desk, provisioned as the desk's own."""

    def __init__(self, home, name):
        self.name = name
        self.flash, self.console = home / "boards" / name, home / "run" / "boards" / f"{name}.sock"
        self._ether = home / "run" / "ether.sock"
        self.flash.mkdir()
        provisioned = json.loads((home / "boards" / "desk" / "board.json").read_text())
        (self.flash / "board.json").write_text(json.dumps({**provisioned, "name": name}))

    @asynccontextmanager
    async def running(self):
        process = await asyncio.create_subprocess_exec(*board_command(self.name, self.flash, self._ether, self.console))
        try:
            await until(self.console.exists, ARRIVAL_S, lambda: f"{self.name} is not there")
            yield self
        finally:
            await ended(process)

    def state(self):
        with socket.socket(socket.AF_UNIX) as console:
            console.settimeout(10)
            console.connect(str(self.console))
            return json.loads(console.makefile().readline())

    async def shows(self, text):
        await until(lambda: text in " ".join(self.state()["screen"]), ARRIVAL_S, lambda: str(self.state()))


@pytest.mark.timeout(240)
async def test_an_alert_reaches_two_boards_and_a_third_that_was_off_gets_it_from_them(tmp_path):
    home = tmp_path / "home"
    async with desk(home, "--loss", "0.2", "--seed", "5") as node, Board(home, "roof").running() as roof:
        node.command("alert", "issue", "--cap", FLOOD)
        await node.board_shows("Flood")
        await roof.shows("Flood")
        assert roof.state()["siren"] == "severe"
        node.command("board", "press", "roof")
        await until(lambda: roof.state()["acknowledged"], ARRIVAL_S, lambda: str(roof.state()))

        await set_conditions(home / "run" / "ether.sock", loss=0.2, partition="gateway|desk,roof,attic")
        async with Board(home, "attic").running() as attic:
            await attic.shows("Flood")
            assert attic.state()["siren"] == "severe"
            assert not attic.state()["acknowledged"]
