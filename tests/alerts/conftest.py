"""A town that is closed after the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.alerts.town import Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    opened = await Town.open(tmp_path / "agent.db")
    yield opened
    await opened.store.close()
