"""A village, and a log, that are closed after the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.events.store import EventStore
from tests.events.people import open_store
from tests.mesh.village import Village


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    made = Village(tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EventStore]:
    opened = await open_store(tmp_path / "agent.db")
    yield opened
    await opened.close()
