"""An authority that a root certified, a fake air, and a real board process on it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from meshwire import event
from tests.boards.air import Air
from tests.boards.desk_board import DeskBoard
from tests.node.authority import TUEBINGEN, Signer


@pytest.fixture
def root() -> Signer:
    return Signer("root")


@pytest.fixture
def office(root: Signer) -> Signer:
    signer = Signer("office")
    signer.certificate = root.certify(signer, area=TUEBINGEN)  # type: ignore[attr-defined]
    return signer


@pytest.fixture
def provisioned(root: Signer, office: Signer) -> dict[str, object]:
    certificate = event.encode(office.certificate).hex()  # type: ignore[attr-defined]
    return {"roots": [root.public.hex()], "certificates": [certificate]}


@pytest.fixture
async def air(tmp_path: Path) -> AsyncIterator[Air]:
    air = Air(tmp_path / "ether.sock")
    await air.open()
    yield air
    await air.close()


@pytest.fixture
async def board(tmp_path: Path, air: Air, provisioned: dict[str, object]) -> AsyncIterator[DeskBoard]:
    board = DeskBoard(tmp_path, tmp_path / "ether.sock", **provisioned)
    await board.start()
    yield board
    await board.stop()
