"""Here some providers break their promises on purpose."""

import pytest


@pytest.fixture(autouse=True)
def outputs_are_as_promised() -> None:
    """The bus is left as it is."""
