"""The last lines that a board noted, in memory, for its console. No I/O of its own, no clock of its own."""

MAX_LINES = 32
MAX_LENGTH = 96  # bytes of a line: 3 kB of heap when all are full


class Log:
    """`log` of node.hardware that also remembers."""

    def __init__(self, log, uptime_ms) -> None:  # type: ignore[no-untyped-def]
        self._log = log
        self._uptime_ms = uptime_ms
        self.lines = []  # type: list[tuple[int, str]]  # uptime in seconds, text; the newest last
        self._is_followed = hasattr(log, "follow")  # then drivers' notes, of before as well, come here through it
        if self._is_followed:
            log.follow(self.remember)

    def note(self, text: str) -> None:
        self._log.note(text)
        if not self._is_followed:
            self.remember(text)

    def remember(self, text: str) -> None:
        """For the console only."""
        short = text.encode()[:MAX_LENGTH]
        while short and short[-1] & 0xC0 == 0x80:  # the end of a character that may have been cut
            short = short[:-1]
        if short and short[-1] >= 0xC0:
            short = short[:-1]
        whole = text if len(text.encode()) <= MAX_LENGTH else short.decode()
        self.lines = self.lines[1 - MAX_LINES :] + [(self._uptime_ms() // 1000, whole)]
