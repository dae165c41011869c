"""A bench under the drivers of boards."""

import pytest

from tests.boards.doubles.bench import Bench
from tests.boards.doubles.fitting import fit

fit(Bench())  # so that the tests beside this file can import the drivers


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    fit(bench)
    return bench
