"""Holds each state for twenty seconds, for whoever reads the meter in the supply."""

import asyncio

from bench_of import tuned

STATE_MS = 20000


async def hold(board, what: str) -> None:
    print(what, "for", STATE_MS // 1000, "s: read the current")
    left_ms = STATE_MS
    while left_ms > 0:
        await board.wait(left_ms if left_ms < 5000 else 5000)
        left_ms -= 5000


async def main(kind: str) -> None:
    board = tuned(kind)
    board.display.show(["receives, screen lit"])
    await hold(board, "receives, screen lit")
    if hasattr(board.display, "dim"):
        board.display.dim(True)
        await hold(board, "receives, screen dim")
        board.display.show([])
        await hold(board, "receives, screen dark")
        board.display.show(["receives"])
    board.siren.sound("severe")
    await hold(board, "siren severe")
    board.siren.sound("off")
    print("sends; the peak is the transmitter's")
    for _ in range(5):
        await board.radio.send(bytes(200))
        await board.wait(2000)


asyncio.run(main(KIND))  # noqa: F821 - mpremote sets it
