"""What goes over the line when nothing changes, and when one value does: a slow line carries 11,500 bytes a second."""

import sys

import pytest

from tests.console.terminals import Line, console

LOOKS = 20
# A page of 24 lines of which one holds a value. Any key: it is shown again LOOKS times, then with the next value.
PAGE = """
import asyncio, sys
from edge_agent.console.terminal import Terminal

class Page:
    def __init__(self):
        self.value, self.painted = 0, asyncio.Event()
        self.terminal = Terminal(self.paint, self.press)

    def paint(self, columns, rows):
        self.painted.set()
        return [f"line {row}".ljust(columns, ".") for row in range(rows - 1)] + [f"value {self.value}".ljust(columns)]

    def press(self, key):
        self.task = asyncio.create_task(self.again())

    async def again(self):
        for _ in range(int(sys.argv[1])):
            self.painted.clear()
            self.terminal.refresh()
            await self.painted.wait()
        self.value += 1
        self.terminal.refresh()

asyncio.run(Page().terminal.run())
"""


def bytes_after(looks):
    """How many go over the line for so many looks at the same page and one new value."""
    line = Line([sys.executable, "-c", PAGE, str(looks)]).until("value 0")
    before = len(line.sent)
    line.keys("x").until("value 1")
    line.child.close(force=True)
    return len(line.sent) - before


def test_a_page_that_has_not_changed_costs_nothing():
    assert bytes_after(LOOKS) == bytes_after(0)


def test_a_value_that_changes_costs_itself_and_the_way_to_it():
    assert bytes_after(0) <= 100  # three bytes for each line down to the last one


@pytest.fixture
def line(node):
    line = Line(console(node.home)).until("models").until("the doctor is looking", gone=True)
    yield line
    line.child.close(force=True)


def test_an_alert_that_comes_costs_the_lines_that_it_moves_and_no_more(node, line):
    before = len(line.sent)
    fields = {"event": "flood", "headline": "Leave the river side", "circle": "51.84,6.24,3km"}
    node.call("civdef.alert.issue", {"fields": fields})
    line.until("Leave the river side")

    assert len(line.sent) - before < 1500  # the whole page has some 2000


def test_a_cursor_that_moves_repaints_two_lines(node, line):
    for number in range(12):
        fields = {"event": "flood", "headline": f"Alert number {number}", "circle": "51.84,6.24,3km"}
        node.call("civdef.alert.issue", {"fields": fields})
    line.keys("4").until("In force: 12").until("> ")
    chosen = next(row for row in line.screen.display if row.startswith("> "))
    before = len(line.sent)
    line.keys("j").until(chosen, gone=True).until("> ")

    assert len(line.sent) - before < 250
