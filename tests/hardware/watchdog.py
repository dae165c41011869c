"""Feeds the watchdog for twenty seconds and then no more: the board must start anew within nine."""

import asyncio

from bench_of import hardware

FED_S, BITE_S = 20, 9


async def main(kind: str) -> None:
    board = hardware(kind)
    for _ in range(FED_S):
        board.feed()
        await board.wait(1000)
    print("fed for", FED_S, "s; not any more")
    for second in range(BITE_S):
        print("alive after", second, "s")
        await asyncio.sleep(1)
    print("FAIL: the watchdog did not bite")


asyncio.run(main(KIND))  # noqa: F821 - mpremote sets it
