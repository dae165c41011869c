"""A founded home and its log."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.events.store import EventStore
from edge_agent.identity import keyfile
from edge_agent.identity.community import Identity, found, open_log, root_path
from edge_agent.identity.keys import Key


@pytest.fixture
async def identity(tmp_path: Path) -> Identity:
    return await found(tmp_path, name="mill")


@pytest.fixture
def root(tmp_path: Path, identity: Identity) -> Key:
    return keyfile.load(root_path(tmp_path))


@pytest.fixture
async def log(tmp_path: Path, identity: Identity) -> AsyncIterator[EventStore]:
    opened = await open_log(tmp_path, identity)
    yield opened
    await opened.close()
