"""What most boards share: chance, waiting for news, watchdog, restart. drivers/assembly.py joins it with the rest."""

import asyncio
import os
import sys
import time

import machine

WATCHDOG_MS = 8000  # an RP2040 counts no further than 8388 ms
NAP_S = 0.02  # a key typed on the USB line raises no interrupt; a nap allocates nothing
LONGEST_WAIT_MS = 60000
KEY_SIZE = 32
NOISE_MS = 50


def random_bytes(count: int) -> bytes:
    """Of the chip's entropy source. That of an ESP32 is only sure while its Wi-Fi is on (ESP-IDF, Random Number
    Generation), so for keys it is switched on, unconnected, and off again; an RP2040 has its ring oscillator."""
    if count < KEY_SIZE or sys.platform != "esp32":
        return os.urandom(count)
    try:
        wifi = __import__("network").WLAN(0)  # late: no other board has it on
        was_on = wifi.active()
        wifi.active(True)
    except (ImportError, OSError, RuntimeError):  # no memory for it: what the chip has is still seeded by its start
        return os.urandom(count)
    time.sleep_ms(NOISE_MS)
    try:
        return os.urandom(count)
    finally:
        wifi.active(was_on)


def random_ms(low: int, high: int) -> int:
    """From `low` up to `high`, without it."""
    return low + int.from_bytes(os.urandom(4), "big") % max(high - low, 1)


def no_battery() -> None:
    """`battery` of a board that is on mains, or cannot measure it."""


def reboot() -> None:
    machine.reset()


class Watchdog:
    """Starts the board anew when it is not fed. Runs from the first feeding on, and then cannot be stopped."""

    def __init__(self) -> None:
        self._dog = None

    def feed(self) -> None:
        if self._dog is None:
            self._dog = machine.WDT(timeout=WATCHDOG_MS)
        self._dog.feed()


class Wait:
    """`wait` of node.hardware, in naps that end with the first news."""

    def __init__(self) -> None:
        self.polled = []  # functions that say whether there is something that raises no interrupt
        self._has_news = False

    def news(self, *_: object) -> None:
        """End the wait. An interrupt may call it."""
        self._has_news = True

    async def wait(self, ms: int) -> None:
        """Lets the others run in any case: news that never end must not silence the transmitter."""
        await asyncio.sleep(0)
        until = time.ticks_add(time.ticks_ms(), min(ms, LONGEST_WAIT_MS))
        while not self._has_news and time.ticks_diff(until, time.ticks_ms()) > 0:
            for has_something in self.polled:
                if has_something():
                    self._has_news = True
            await asyncio.sleep(NAP_S)
        self._has_news = False
