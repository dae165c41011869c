"""main.py at the root of a real board's flash: runs the program of the slot that boot.py chose, and starts it again.

Ctrl-C ends it and leaves the prompt, which `hearthnet board` needs; the watchdog then starts the board anew by itself.
"""

import asyncio
import sys
import time

import machine

PAUSE_S = 5  # what breaks before the guard is there must not wear the board out

sys.modules.pop("main", None)
sys.path[:] = [path for path in sys.path if path]  # or the program's main would be this file


def kind() -> str:
    with open("/board.kind") as file:
        return file.read().strip()


def run() -> None:
    program = __import__("main")
    board = __import__("boards." + kind(), None, None, ("hardware",))
    reset = machine.reset_cause() == machine.WDT_RESET and sys.platform == "esp32"  # an RP2040 says so of any restart
    asyncio.run(program.run(board.hardware(), "the watchdog started the board again" if reset else ""))


try:
    run()
except Exception as error:  # noqa: BLE001 - there is nobody above: say it on the line and start again
    sys.print_exception(error)  # type: ignore[attr-defined]
    time.sleep(PAUSE_S)
machine.reset()
