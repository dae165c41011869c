"""A village that is closed after the test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.mesh.village import Village


@pytest.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    made = Village(tmp_path)
    yield made
    await made.close()
