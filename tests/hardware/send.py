"""Sends ten frames with the least power, ten seconds apart; hear.py on a second board says what came."""

import asyncio

from bench_of import tuned

FRAMES = 10
PAUSE_MS = 10000


async def main(kind: str) -> None:
    board = tuned(kind, power_dbm=-9)
    for number in range(FRAMES):
        payload = b"bench %d " % number + bytes(range(number * 20))
        before = board.clock.uptime_ms()
        was_sent = await board.radio.send(payload)
        print("%d bytes:" % len(payload), was_sent, board.clock.uptime_ms() - before, "ms")
        left_ms = PAUSE_MS
        while left_ms > 0:
            await board.wait(1000)
            left_ms -= 1000
    print(board.radio.facts())


asyncio.run(main(KIND))  # noqa: F821 - mpremote sets it
