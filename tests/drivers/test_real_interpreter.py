"""Every board's hardware in the real interpreter, on the same doubles as here."""

from pathlib import Path

import pytest

from edge_agent.firmware.program import kinds
from tests.drivers.test_boards import PERCENT
from tests.interpreter import ROOT, output_of

MOUNTS = (
    (ROOT / "micropython/drivers", "/board/drivers"),
    (ROOT / "micropython/boards", "/board/boards"),
    (ROOT / "tests/boards/doubles", "/extra/tests/boards/doubles"),
)
SAID = """ЖOPCTKA TPИBOГA   1/2
Пoвiнь: ïдьтe звiдcи!
Hochwasser, 4 m über
ŚLĄSK İZMİR ñandú
tuned True
heard [b'frame'] [(-80, 6)]
busy False
sent True True
uptime True utc 0
pressed ['long']
siren [2000, 2800, 2000, 2800]
smoke 0 1
"""  # letters that look alike are read as the first of them: Cyrillic and Latin O


@pytest.mark.parametrize("kind", kinds())
def test_a_board_works_in_the_interpreter_that_it_is_made_for(kind):
    said = output_of(Path(__file__).with_name("real_board.py"), kind, heap=2 * 1024 * 1024, mounts=MOUNTS)
    parts, battery = said.split("battery ")
    assert parts == SAID
    percent, rest = battery.split(" ", 1)
    assert percent == "None" if PERCENT[kind] is None else abs(int(percent) - PERCENT[kind]) <= 1
    assert rest == "watchdog 8000 notes []\n"
