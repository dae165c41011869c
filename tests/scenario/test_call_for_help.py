"""A person at a board presses twice, long: board, air, gateway and agent are the real ones."""

import json
import socket

import pytest

from node.key_names import node_id
from tests.scenario.desk import ARRIVAL_S, Desk, desk, until


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def press_long(node: Desk, shows: str) -> None:
    """And look at the screen until it shows this."""
    with socket.socket(socket.AF_UNIX) as console:
        console.settimeout(ARRIVAL_S)
        console.connect(str(node.home / "run" / "boards" / "desk.sock"))
        console.sendall(b'{"press": "long"}\n')
        for line in console.makefile():
            if shows in " ".join(json.loads(line).get("screen", [])):
                return
    raise AssertionError(f"the board never showed {shows!r}")


def own_key(node: Desk) -> bytes:
    """What its owner reads on the board's console."""
    return (node.home / "boards" / "desk" / "key.bin").read_bytes()[32:64]


async def listening(node: Desk) -> None:
    """The board has started: its key is made before its console opens for the page."""
    files = (node.home / "run" / "boards" / "desk.sock", node.home / "boards" / "desk" / "key.bin")
    await until(lambda: all(path.exists() for path in files), ARRIVAL_S, lambda: node.output)
    await node.board_shows("HearthNet")


def call_for_help(node: Desk) -> None:
    press_long(node, "SOS? Press long again")
    press_long(node, "SOS sent")


def calls(node: Desk) -> list[dict[str, object]]:
    return json.loads(node.command("status", "--json"))["people"]["sos"]


async def test_a_call_for_help_at_a_certified_board_is_shown_with_its_name(home):
    async with desk(home, "--loss", "0.2", "--seed", "3") as node:
        await listening(node)
        node.command("cert", "grant", node_id(own_key(node)), "--name", "Mill kitchen")
        call_for_help(node)

        await until(lambda: calls(node) != [], ARRIVAL_S, lambda: node.command("status", "--json"))
        [call] = calls(node)
        assert (call["who"], call["text"], call["verified"], call["radio"]) == ("Mill kitchen", "desk", True, None)
        assert "SOS    Mill kitchen: desk, signed by its own key" in node.command("status")
        await node.board_shows("repeated")


async def test_a_call_at_a_board_that_nobody_certified_is_not_lost(home):
    async with desk(home, "--loss", "0") as node:  # after three sends the next comes after five minutes
        await listening(node)
        call_for_help(node)
        await node.board_shows("not certified")

        def heard() -> list[dict[str, object]]:
            boards = json.loads(node.command("status", "--json"))["boards"]
            return [one for one in boards if one["link"] == "radio" and one["calls"]]

        await until(lambda: heard() != [], ARRIVAL_S, lambda: node.command("status", "--json"))
        assert (heard()[0]["board"], heard()[0]["certified"]) == ("desk", False)
        assert calls(node) == []
        assert "calls for help, not certified" in node.command("status")

        node.command("cert", "grant", node_id(own_key(node)), "--name", "Mill kitchen")
        await until(lambda: calls(node) != [], ARRIVAL_S, lambda: node.command("status", "--json"))
        assert calls(node)[0]["who"] == "Mill kitchen"
