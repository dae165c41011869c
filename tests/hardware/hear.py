"""Prints what the radio hears for a minute: payloads with their signal, noise, errors."""

import asyncio

from bench_of import tuned

LISTEN_MS = 60000
STEP_MS = 5000


async def main(kind: str) -> None:
    board = tuned(kind)
    for _ in range(LISTEN_MS // STEP_MS):
        await board.wait(STEP_MS)
        payloads = board.radio.heard()
        signals = board.radio.signals()
        for at in range(len(payloads)):
            print("heard %d bytes at %d dBm, %d dB:" % ((len(payloads[at]),) + signals[at]), payloads[at].hex())
        print("busy:", board.radio.is_busy(), board.radio.facts())


asyncio.run(main(KIND))  # noqa: F821 - mpremote sets it
