import pytest

from tests.usb.repl_board import ReplBoard


@pytest.fixture
def board(tmp_path):
    """A board with MicroPython and nothing else."""
    flash = tmp_path / "flash"
    flash.mkdir()
    made = ReplBoard(flash)
    yield made
    made.unplug()
