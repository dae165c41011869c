"""Crashes, safe mode and updates of a real board process, whose parent starts it again as `hearthnet run` does."""

import asyncio
import base64
import hashlib
import json
import signal
from pathlib import Path

import pytest

from edge_agent.firmware.compiler import compile_program, find_compiler
from edge_agent.firmware.program import SOURCES, modules
from node import slots
from tests.boards.desk_board import LIMIT_S, DeskBoard
from tests.node import bundles

FAULT = "\n\nraise ValueError('broken on purpose')\n"
PIECE = 150
BOARDS = ("boards/__init__.mpy", "boards/desk.mpy")


@pytest.fixture(scope="module")
def program() -> dict[str, bytes]:
    """What a board at a desk needs: no other board, no language but English."""
    return compiled({path.relative_to(SOURCES).as_posix(): path for path in modules()})


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A program that crashes at every start, after its guard was loaded."""
    paths = {path.relative_to(SOURCES).as_posix(): path for path in modules()}
    copy = tmp_path_factory.mktemp("modules") / "board.py"
    copy.write_text(paths["node/board.py"].read_text(encoding="utf-8") + FAULT, encoding="utf-8")
    return compiled({**paths, "node/board.py": copy})


def compiled(paths: dict[str, Path]) -> dict[str, bytes]:
    """All at once: what a module leaves out depends on the others."""
    english = {"lib/meshwire/phrases/__init__.mpy", "lib/meshwire/phrases/en.mpy"}
    return {
        name: data
        for name, data in compile_program(find_compiler(), paths).items()
        if ("/phrases/" not in name or name in english) and (not name.startswith("boards/") or name in BOARDS)
    }


@pytest.fixture
def desk(tmp_path, air, provisioned) -> DeskBoard:
    updaters = [bundles.UPDATER.verify_key.encode().hex()]
    return DeskBoard(tmp_path, tmp_path / "ether.sock", **{**provisioned, "updaters": updaters})


def install(desk: DeskBoard, files: dict[str, bytes], state: slots.State) -> None:
    for name, data in files.items():
        path = desk.flash / "slots" / state.active / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (desk.flash / "slots.json").write_bytes(slots.encode(state))


async def ended(desk: DeskBoard) -> int:
    async with asyncio.timeout(LIMIT_S):
        return await desk.process.wait()


async def asked(desk: DeskBoard, request: dict[str, object]) -> list[dict[str, object]]:
    """Everything that answers a request, the line that ends it last."""
    await desk.ask(json.dumps({**request, "id": 7}).encode())
    said: list[dict[str, object]] = []
    async with asyncio.timeout(LIMIT_S):
        while not said or "done" not in said[-1]:
            line = json.loads(await desk.reader.readline())
            if line.get("id") == 7:
                said.append(line)
    return said


async def send(desk: DeskBoard, name: str, data: bytes) -> dict[str, object]:
    """A file in pieces; the last answer."""
    (last,) = await asked(desk, {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}})
    for at in range(0, len(data), PIECE):
        if "error" in last:
            break
        piece = base64.b64encode(data[at : at + PIECE]).decode()
        (last,) = await asked(desk, {name: {"at": at, "data": piece}})
    return last


async def reboot(desk: DeskBoard, words: str = "reboot yes") -> None:
    await desk.ask(json.dumps({"run": words}).encode())
    assert await ended(desk) == 3
    desk.writer.close()
    await desk.start()


async def test_three_crashes_lead_to_safe_mode_and_an_update_out_of_it(desk, program, broken):
    install(desk, broken, slots.keep(slots.start(slots.install(slots.FIRST, "a", "1.0", 1))))
    for in_a_row in (1, 2, 3):
        await desk.launch()
        assert await ended(desk) == 1
        log = (desk.flash / "crash.log").read_text()
        assert log.startswith(f"in a row: {in_a_row}\n--- ValueError: broken on purpose\nversion 1.0")
        assert "board.py" in log
        assert len(log) <= 4096
    await desk.start()
    state = await desk.until(lambda state: state["screen"][0] == "SAFE MODE")  # type: ignore[index]
    assert "broken on purpose" in " ".join(state["screen"])  # type: ignore[arg-type]
    assert state["siren"] == "off"
    answers = await asked(desk, {"run": "status"})
    assert answers[0]["answer"]["safe"] is True  # type: ignore[index]
    last = await send(desk, "update", bundles.make(program, counter=2))
    assert "version 2.0 is on the board" in str(last.get("says")), last
    await reboot(desk)
    assert desk.state["screen"][0] != "SAFE MODE"  # type: ignore[index]
    answers = await asked(desk, {"run": "status"})
    assert answers[0]["answer"]["version"] == "2.0"  # type: ignore[index]
    await desk.stop()


async def test_a_version_that_crashes_gives_way_to_the_one_before_by_itself(desk, broken):
    await desk.start()
    await reboot(desk, "reboot safe yes")
    last = await send(desk, "update", bundles.make(broken, counter=2))
    assert "reboot to try it" in str(last.get("says")), last
    await desk.ask(b'{"run": "reboot yes"}')
    assert await ended(desk) == 3
    desk.writer.close()
    await desk.launch()
    assert await ended(desk) == 1
    await desk.start()
    assert desk.state["screen"][0] != "SAFE MODE"  # type: ignore[index]
    state = slots.decode((desk.flash / "slots.json").read_bytes())
    assert (state.active, state.given_up) == ("", "2.0")
    await desk.stop()


async def test_a_version_that_is_killed_while_it_is_tried_gives_way_too(desk, program):
    install(desk, program, slots.install(slots.FIRST, "a", "2.0", 2))
    await desk.start()
    await desk.stop(signal.SIGKILL)
    await desk.start()
    assert slots.decode((desk.flash / "slots.json").read_bytes()).given_up == "2.0"
    await desk.stop()


async def test_an_update_that_was_tampered_with_changes_nothing(desk, program):
    (desk.flash / "safe.json").write_bytes(b"{}")
    await desk.start()
    data = bytearray(bundles.make(program, counter=2))
    data[-1] ^= 1
    last = await send(desk, "update", bytes(data))
    assert "not the file that was signed" in str(last["error"])
    assert not (desk.flash / "slots.json").exists()
    await desk.stop()


async def test_damaged_settings_are_said_in_words_and_mended_over_the_console(desk):
    good = (desk.flash / "board.json").read_bytes()
    (desk.flash / "board.json").write_bytes(good[: len(good) // 2])
    await desk.start()
    assert desk.state["screen"][0] == "SAFE MODE"  # type: ignore[index]
    assert "board.json: not JSON" in str(desk.state["safe"])
    assert not (desk.flash / "crash.log").exists()
    last = await send(desk, "provision", good)
    assert "reboot to use it" in str(last.get("says")), last
    await reboot(desk)
    assert desk.state["board"] == "kitchen"
    assert "safe" not in desk.state
    await desk.stop()
