"""The agent's end of the board console: what it shows, and what it does about boards that misbehave."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from edge_agent.boards.capabilities import BoardCapabilities
from edge_agent.boards.link import BoardLinks
from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Trust
from edge_agent.errors import BadRequest, NotFound, NotTrusted, Unavailable

STATE = {
    "board": "kitchen", "screen": ["SEVERE", "Flood"], "siren": "severe", "alert": "4f2a91c0-7", "acknowledged": False,
    "frames": 12, "shown": 1, "relayed": 1, "refused": {"forged": 2}, "heap_free": 61200, "uptime_s": 40,
}  # fmt: skip
STRANGER, MODERATOR = Caller("stranger", Trust.STRANGER), Caller("paired browser", Trust.MODERATOR)
LIMIT_S = 10.0


class Console:
    """A board's console whose words the test chooses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connections: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()
        self.asked: asyncio.Queue[bytes] = asyncio.Queue()

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, str(self.path))

    async def say(self, line: bytes) -> None:
        """Send this on the next connection that the agent makes."""
        async with asyncio.timeout(LIMIT_S):
            self._writer = await self.connections.get()
        self._writer.write(line)
        await self._writer.drain()

    def hang_up(self) -> None:
        self._writer.close()

    async def close(self) -> None:
        self._server.close()
        self.path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.connections.put(writer)
        while line := await reader.readline():
            await self.asked.put(line)
        writer.close()


class Desk:
    """The links and the bus above them."""

    def __init__(self, folder: Path) -> None:
        self._changed = asyncio.Event()
        self.pauses: list[float] = []
        self.links = BoardLinks(folder, notify=self._changed.set, sleep=self._sleep)
        self.bus = Bus()
        self.bus.register(BoardCapabilities(self.links))

    async def listed(self) -> list[dict[str, object]]:
        return (await self.bus.call("board.list", {}, STRANGER))["boards"]  # type: ignore[return-value]

    async def until(self, holds: Callable[[list[dict[str, object]]], bool]) -> list[dict[str, object]]:
        async with asyncio.timeout(LIMIT_S):
            while not holds(found := await self.listed()):
                await self._changed.wait()
                self._changed.clear()
        return found

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._changed.set()
        await asyncio.sleep(0.001)


@pytest.fixture
async def console(tmp_path) -> AsyncIterator[Console]:
    console = Console(tmp_path / "kitchen.sock")
    await console.open()
    yield console
    await console.close()


@pytest.fixture
async def desk(tmp_path, console) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    running = asyncio.create_task(desk.links.run())
    yield desk
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def is_up(boards: list[dict[str, object]]) -> bool:
    return [board["link"] for board in boards] == ["up"]


async def test_a_board_is_listed_with_what_it_shows(desk, console):
    await console.say(json.dumps(STATE).encode() + b"\n")
    assert await desk.until(is_up) == [
        {**STATE, "safe": "", "board": "kitchen", "link": "up", "screen": ("SEVERE", "Flood")}
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\x00\xff\n", "not JSON"),
        (b"[" * 4000 + b"\n", "not JSON"),
        (b"[1]\n", "not an object"),
        (b"x" * 5000 + b"\n", "more than 4096 bytes"),
        (b"x" * 100_000, "more than 4096 bytes"),
    ],
)
async def test_a_board_that_talks_nonsense_is_cut_off_and_tried_again(desk, console, line, reason):
    await console.say(line)
    (board,) = await desk.until(lambda boards: any(reason in str(board.get("reason")) for board in boards))
    assert board["link"] == "down"
    await console.say(json.dumps(STATE).encode() + b"\n")
    await desk.until(is_up)


async def test_text_of_a_board_is_clean_and_short_before_anybody_sees_it(desk, console):
    said = {
        "screen": ["\x1b[2Jgone\u202e", "x" * 500, 5, *["line"] * 20], "siren": "loud", "alert": "\n" * 99,
        "frames": -1, "refused": {f"reason {n}\x07": 10**30 for n in range(40)},
    }  # fmt: skip
    await console.say(json.dumps(said).encode() + b"\n")
    (board,) = await desk.until(is_up)
    assert board["screen"][0] == "\ufffd[2Jgone\ufffd"
    assert len(board["screen"]) <= 8
    assert max(len(text) for text in board["screen"]) <= 21
    assert (board["siren"], board["frames"]) == ("off", 0)
    assert len(str(board["alert"])) <= 32
    assert len(board["refused"]) == 16
    assert all(reason.isprintable() and count == 0 for reason, count in board["refused"].items())


async def test_a_board_that_went_away_says_so_and_comes_back(desk, console):
    await console.say(json.dumps(STATE).encode() + b"\n")
    await desk.until(is_up)
    console.hang_up()
    await desk.until(lambda boards: boards[0]["link"] == "down")
    await console.say(json.dumps(STATE).encode() + b"\n")
    await desk.until(is_up)


async def test_a_board_that_was_unplugged_is_no_longer_listed(desk, console):
    await console.say(json.dumps(STATE).encode() + b"\n")
    await desk.until(is_up)
    await console.close()
    console.hang_up()
    assert await desk.until(lambda boards: boards == []) == []


async def test_the_pauses_between_tries_grow(tmp_path):
    (tmp_path / "dead.sock").touch()
    desk = Desk(tmp_path)
    running = asyncio.create_task(desk.links.run())
    await desk.until(lambda boards: 30.0 in desk.pauses)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    tries = [pause for pause in desk.pauses if pause != 1.0]
    assert tries[:7] == [0.5, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0][: len(tries[:7])]


async def test_a_paired_browser_presses_the_button(desk, console):
    await console.say(json.dumps(STATE).encode() + b"\n")
    await desk.until(is_up)
    await desk.bus.call("board.press", {"board": "kitchen"}, MODERATOR)
    async with asyncio.timeout(LIMIT_S):
        assert json.loads(await console.asked.get()) == {"press": "short"}


@pytest.mark.parametrize("trust", [Trust.STRANGER, Trust.MEMBER, Trust.TRUSTED])
async def test_nobody_below_a_moderator_does(desk, trust):
    with pytest.raises(NotTrusted):
        await desk.bus.call("board.press", {"board": "kitchen"}, Caller("somebody", trust))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"board": "cellar"}, NotFound),
        ({}, BadRequest),
        ({"board": 5}, BadRequest),
        ({"board": "kitchen", "long": 1}, BadRequest),
    ],
)
async def test_a_press_that_names_no_board_is_refused(desk, body, error):
    with pytest.raises(error):
        await desk.bus.call("board.press", body, MODERATOR)


async def test_a_board_that_does_not_answer_cannot_be_pressed(tmp_path):
    (tmp_path / "dead.sock").touch()
    desk = Desk(tmp_path)
    running = asyncio.create_task(desk.links.run())
    await desk.until(lambda boards: len(boards) == 1)
    with pytest.raises(Unavailable, match="does not answer"):
        await desk.bus.call("board.press", {"board": "dead"}, MODERATOR)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
