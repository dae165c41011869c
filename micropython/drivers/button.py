"""`button` of node.hardware: a push button to ground, its bounces taken out."""

import time

import machine

from node.hardware import LONG, SHORT

BOUNCE_MS = 30  # shorter presses are the contact's and not people's
SHORT_MS = 1000
LONG_MS = 3000  # between the two it is neither: whoever hesitates has not decided
MAX_PRESSES = 4


class Button:
    def __init__(self, number: int, news, pull: bool = True, pressed: int = 0) -> None:
        """`news()` is called at every edge; `pressed` is the level of a pressed button."""
        self._pin = (
            machine.Pin(number, machine.Pin.IN, machine.Pin.PULL_UP) if pull else machine.Pin(number, machine.Pin.IN)
        )
        self._news = news
        self._level = pressed
        self._presses = []  # type: list[str]
        self._is_down = False
        self._is_spent = self._pin.value() == pressed  # held down at the start: that is no press
        self._down_ms = self._edge_ms = time.ticks_ms()
        self._pin.irq(self._edge, machine.Pin.IRQ_FALLING | machine.Pin.IRQ_RISING)

    def presses(self) -> list[str]:
        self._look()
        presses, self._presses = self._presses, []
        return presses

    def has_news(self) -> bool:
        """Whether something counts now that no edge will tell: a button that is still held down."""
        self._look()
        return bool(self._presses)

    def _edge(self, _: object) -> None:
        """A bounce is a press that is too short to count, and so is a spike."""
        self._edge_ms = time.ticks_ms()
        self._settle(self._pin.value() == self._level, self._edge_ms)
        self._news()

    def _look(self) -> None:
        """An edge may have been lost among others: the level counts once it is quiet."""
        now = time.ticks_ms()
        if time.ticks_diff(now, self._edge_ms) >= BOUNCE_MS:
            self._settle(self._pin.value() == self._level, self._edge_ms)
        if self._is_down and not self._is_spent and time.ticks_diff(now, self._down_ms) >= LONG_MS:
            self._is_spent = True
            self._count(LONG)

    def _settle(self, is_down: bool, now_ms: int) -> None:
        if is_down == self._is_down:
            return
        self._is_down = is_down
        if is_down:
            self._down_ms = now_ms
            return
        held_ms = time.ticks_diff(now_ms, self._down_ms)
        if not self._is_spent and BOUNCE_MS <= held_ms < SHORT_MS:
            self._count(SHORT)
        elif not self._is_spent and held_ms >= LONG_MS:
            self._count(LONG)
        self._is_spent = False

    def _count(self, press: str) -> None:
        if len(self._presses) < MAX_PRESSES:
            self._presses.append(press)
