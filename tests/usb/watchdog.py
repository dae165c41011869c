"""The hardware watchdog of a board: it counts outside of the interpreter, and starts the chip again when it is not fed.

It is armed when the program of the board is ended, which cannot be in this interpreter, as if it had been before.

Its clock is eight times as fast as a real one, so that what takes seconds has to feed it.
"""

import threading
import time
from pathlib import Path

from tests.usb.repl_board import ReplBoard

FASTER = 8
LOOK_S = 0.01
# MicroPython's `machine` on the flash; what it writes there is the wire to the watchdog and to the reset.
MACHINE = """
class WDT:
    def __init__(self, timeout):
        self._timeout = timeout
        self.feed()
    def feed(self):
        with open("/watchdog", "w") as file:
            file.write(str(self._timeout))
def reset():
    open("/reset", "w").close()
"""


class WatchedBoard(ReplBoard):
    """`bites` says how often the watchdog started it again."""

    def __init__(self, flash: Path) -> None:
        (flash / "lib").mkdir()
        (flash / "lib" / "machine.py").write_text(MACHINE, encoding="utf-8")
        (flash / "board.kind").write_text("generic\n", encoding="utf-8")
        self.bites = 0
        self.bitten = threading.Event()
        self._is_over = threading.Event()
        super().__init__(flash)
        self._counting = threading.Thread(target=self._count, daemon=True)
        self._counting.start()

    def unplug(self) -> None:
        self._is_over.set()
        self._counting.join()
        super().unplug()

    def _count(self) -> None:
        fed, reset = self.flash / "watchdog", self.flash / "reset"
        while not self._is_over.wait(LOOK_S):
            if reset.exists():
                reset.unlink()
                self.reset(fed)
            elif fed.exists() and self._is_late(fed):
                self.bites += 1
                self.reset(fed)
                self.bitten.set()

    def _is_late(self, fed: Path) -> bool:
        timeout_ms = int(fed.read_text() or "8000")  # empty: it is being fed now
        return time.time() - fed.stat().st_mtime > timeout_ms / 1000 / FASTER

    def reset(self, fed: Path) -> None:
        """A reset disarms it until the program arms it again."""
        self.restart()
        fed.unlink(missing_ok=True)
