"""A bench under the drivers of boards."""

import sys

import pytest

from tests.boards.doubles.bench import Bench
from tests.boards.doubles.fitting import fit


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench = Bench()
    monkeypatch.setitem(sys.modules, "machine", None)
    fit(bench)
    return bench
