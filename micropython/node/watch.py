"""Which loops of a board go on: the hardware watchdog is fed only while all of them do. No I/O, no clock of its own.

Every loop says before it waits when it will be back at the latest; one that waits for what may never come says that it
rests. A loop that is late stands still, whatever the others do.
"""


class Watch:
    def __init__(self, uptime_ms) -> None:  # type: ignore[no-untyped-def]
        """`uptime_ms()` as of node.hardware's clock."""
        self._uptime_ms = uptime_ms
        self._until_ms = {}  # type: dict[str, int | None]

    def expect(self, loop: str, within_ms: int) -> None:
        """This loop goes on now, and will say so again within that time."""
        self._until_ms[loop] = self._uptime_ms() + within_ms

    def rest(self, loop: str) -> None:
        """This loop waits for something that may never come; until it is expected again nobody misses it."""
        self._until_ms[loop] = None

    def late(self) -> str | None:
        """A loop that stands still, None while all go on."""
        now_ms = self._uptime_ms()
        for loop in self._until_ms:
            until_ms = self._until_ms[loop]
            if until_ms is not None and now_ms > until_ms:
                return loop
        return None
