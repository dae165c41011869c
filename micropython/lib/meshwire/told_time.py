"""Which TIME counts: the rules that boards and gateways share. docs/protocol/time.md. No I/O, no clock.

Times are UTC seconds and milliseconds of a clock that never goes back.
"""

DAY_S = 86400
AGREE_S = 600  # two signers who differ by no more say the same
DOUBT_MS = 3600000  # for so long a jump waits for a second signer


class ToldTime:
    """`floor`: the greatest TIME that was taken, `signer`: the key that signed it; kept by the caller."""

    def __init__(self, floor: int, signer: bytes | None) -> None:
        self.floor = floor
        self.signer = signer
        self.newest = 0  # of a verified event's times
        self._utc = self._at_ms = 0
        self._doubted = None  # type: tuple[int, bytes, int] | None

    def utc(self, now_ms: int) -> int:
        """What time it is by what was told since the start, 0 when nothing was."""
        return self._utc + (now_ms - self._at_ms) // 1000 if self._utc else 0

    def saw(self, time: int, known: int) -> None:
        """A verified event has this time; `known` is what time it is, or 0."""
        if not known or time <= known + DAY_S:
            self.newest = max(self.newest, time)

    def is_new(self, utc: int) -> bool:
        """Whether it may count: asked before its signature is checked."""
        return utc > self.floor and utc >= self.newest

    def take(self, utc: int, signer: bytes, known: int, now_ms: int) -> bool:
        """A genuine TIME: whether it counts. `known` is what time it is as far as is known here, or 0."""
        if not self.is_new(utc):
            return False
        if known and utc > known + DAY_S and not self._is_second(utc, signer, now_ms):
            self._doubted = (utc, signer, now_ms)
            return False
        self._doubted = None
        self.floor, self.signer = utc, signer
        self._utc, self._at_ms = utc, now_ms
        return True

    def forget(self) -> None:
        """Its signer may not tell the time any more: nothing of it counts."""
        self.floor, self.signer, self._utc = 0, None, 0

    def _is_second(self, utc: int, signer: bytes, now_ms: int) -> bool:
        """Whether another signer said the same jump within the last hour."""
        if self._doubted is None:
            return False
        other_utc, other, at_ms = self._doubted
        expected = other_utc + (now_ms - at_ms) // 1000
        return other != signer and now_ms - at_ms <= DOUBT_MS and abs(utc - expected) <= AGREE_S
