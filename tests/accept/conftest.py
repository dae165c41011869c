"""Two nodes of one community, started once for a file: `mill` has founded it, `tower` has joined it."""

from collections.abc import Iterator

import pytest

from tests.accept.here import Nodes


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    """One node alone."""
    nodes = Nodes(tmp_path_factory.mktemp("alone"))
    try:
        yield nodes.founded("mill")
    finally:
        nodes.close()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    nodes = Nodes(tmp_path_factory.mktemp("pair"))
    try:
        yield nodes.founded("mill").joined("tower", "mill")
    finally:
        nodes.close()
