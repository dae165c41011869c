"""A board's own key and its numbers: the power is cut at every operation, and its process killed in every write."""

import asyncio
import json
import os
import time
from pathlib import Path

import pytest

from node import changing
from node.author import FILE as NUMBERS
from node.author import SEQ_BLOCK, Author
from node.own_key import DAMAGED_FILE, OwnKey
from node.own_key import FILE as KEY
from tests.boards.air import Air
from tests.boards.desk_board import LIMIT_S, DeskBoard
from tests.node.authority import Signer, payload
from tests.node.disk import Disk, every_cut
from tests.node.fake_board import PROVISIONED

KILL_AT = Path(__file__).with_name("kill_at.mjs")
KILLED = -9
NEVER = 0
OPERATIONS = ("open", "write", "sync", "rename")
TOPIC = 3
DAMAGED = b"half a key"


class Notes:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def note(self, text: str) -> None:
        self.texts.append(text)


def start(disk: Disk) -> OwnKey:
    return OwnKey(disk.flash, os.urandom, Notes())


def test_a_key_that_was_being_made_is_there_whole_or_made_anew():
    for cut in every_cut(Disk(), start):
        before = cut.files.get(KEY)
        notes = Notes()
        own = OwnKey(cut.flash, os.urandom, notes)
        assert notes.texts == []
        assert own.public == cut.files[KEY][32:64]
        assert before in (None, cut.files[KEY])
        assert DAMAGED_FILE not in cut.files


def test_a_damaged_key_is_put_aside_and_never_lost():
    for cut in every_cut(Disk({KEY: DAMAGED}), start):
        assert DAMAGED in (cut.files.get(KEY), cut.files.get(DAMAGED_FILE))
        own = start(cut)
        assert own.public == cut.files[KEY][32:64]
        assert cut.files[DAMAGED_FILE] == DAMAGED


def test_no_number_is_given_twice_wherever_the_power_is_cut():
    disk = Disk()
    own = start(disk)
    author = Author(own, bytes(32), disk.flash, Notes())
    used = [author.number(TOPIC, SEQ_BLOCK) for _ in range(SEQ_BLOCK)]

    def goes_on(one: Disk) -> None:
        later = Author(own, bytes(32), one.flash, Notes())
        one.given = [later.number(TOPIC, SEQ_BLOCK) for _ in range(SEQ_BLOCK + 1)]  # type: ignore[attr-defined]

    for cut in every_cut(disk, goes_on):
        notes = Notes()
        again = Author(own, bytes(32), cut.flash, notes)
        assert again.number(TOPIC, SEQ_BLOCK) > max(used)
        assert notes.texts == []
        assert set(cut.files) <= {KEY, NUMBERS, f"{NUMBERS}.new"}


def test_settings_that_were_being_replaced_are_the_old_or_the_new(provisioned):
    old = json.dumps({**PROVISIONED, **provisioned}).encode()
    new = json.dumps({**PROVISIONED, **provisioned, "name": "attic"}).encode()
    for cut in every_cut(Disk({"board.json": old}), lambda disk: changing.replaced(disk.flash, new)):
        assert cut.files["board.json"] in (old, new)


class KilledBoard(DeskBoard):
    async def live(self, operation: int, alert: bytes, air: Air) -> str:
        """Hear an alert and end; what the board was doing when it was killed in that operation, or ""."""
        note = self.flash.with_name("killed")
        note.unlink(missing_ok=True)
        killing = {"NODE_OPTIONS": f"--import={KILL_AT}", "KILL_AT": str(operation), "KILL_NOTE": str(note)}
        self.process = await asyncio.create_subprocess_exec(
            *self.command(), stderr=asyncio.subprocess.PIPE, env={**os.environ, **killing}
        )
        living = asyncio.create_task(self._hear(alert, air))
        ending = asyncio.create_task(self.process.wait())
        async with asyncio.timeout(LIMIT_S):
            await asyncio.wait([living, ending], return_when=asyncio.FIRST_COMPLETED)
            if living.done() and living.exception() is None:
                await self.stop()
            code = await ending
        assert code in (0, KILLED), await self.complaint()
        living.cancel()
        await asyncio.wait([living])
        return note.read_text() if code == KILLED else ""

    async def _hear(self, alert: bytes, air: Air) -> None:
        self.writer = None  # type: ignore[assignment]
        try:
            await self._connect()
            await air.put(alert)
            await self.until(lambda state: state["shown"] != 0)
        finally:
            if self.writer is not None:
                self.writer.close()


@pytest.fixture
def desk(tmp_path, air, provisioned) -> KilledBoard:
    return KilledBoard(tmp_path, tmp_path / "ether.sock", **provisioned)


async def deaths(desk: KilledBoard, air: Air, office: Signer, count: int) -> list[str]:
    """What it was doing, killed at each operation in turn; at most so many times, until it lives."""
    found: list[str] = []
    for operation in range(1, count + 1):
        doing = await desk.live(operation, payload(office.warn(time=int(time.time()))), air)
        if not doing:
            break
        found.append(doing)
    return found


async def test_a_board_whose_process_is_killed_in_each_write_has_the_old_or_the_new(desk, air, office):
    assert await deaths(desk, air, office, 4) == [f"{what} {KEY}" for what in OPERATIONS]
    assert await desk.live(NEVER, payload(office.warn(time=int(time.time()))), air) == ""
    told = await deaths(desk, air, office, 40)
    assert told[0] == "open state.cbor"
    assert {f"{what} state.cbor" for what in OPERATIONS} <= set(told)

    key = (desk.flash / KEY).read_bytes()
    await desk.start()
    state = await desk.until(lambda state: state["alert"] is not None)
    assert "safe" not in state
    assert (desk.flash / KEY).read_bytes() == key
    assert not (desk.flash / "crash.log").exists()
    assert not (desk.flash / DAMAGED_FILE).exists()
    await desk.stop()
