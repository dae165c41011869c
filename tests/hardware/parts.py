"""Screen, siren, battery and button of a board, one after the other; somebody has to look and listen."""

import asyncio

from bench_of import hardware

LINES = [
    "0123456789ABCDEFGHIJK",
    "abcdefghijklmnopqrstu",
    "ÄÖÜäöüß ąęłńśźż ğış",
    "Україна: Ґ Є І Ї ґєії",
    "",
    "",
    "",
    "last line",
]
SOUNDS = ("test", "severe", "extreme", "local", "off")
PRESS_MS = 15000


async def main(kind: str) -> None:
    board = hardware(kind)
    board.display.show(LINES)
    print("screen: eight lines, the first and the last at the edges; errors:", getattr(board.display, "errors", "-"))
    for pattern in SOUNDS:
        print("siren:", pattern)
        board.siren.sound(pattern)
        await board.wait(4000)
    print("battery:", board.battery(), "percent; compare it with a voltmeter")
    print("sensors:", {name: read() for name, read in board.sensors.items()})
    for what in ("shortly", "for more than three seconds"):
        print("button: press it", what)
        left_ms = PRESS_MS
        found = []
        while not found and left_ms > 0:
            await board.wait(500)
            left_ms -= 500
            found = board.button.presses()
        print("    it was", found)
    print("random:", board.random_bytes(8).hex(), "clock:", board.clock.utc())


asyncio.run(main(KIND))  # noqa: F821 - mpremote sets it
