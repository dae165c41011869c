"""Which alerts of an author were judged before: a replay is refused without any cryptography, also after a restart."""

WIDTH = 64  # numbers below the highest that can still arrive late: a day of alerts of a busy authority
MAX_AUTHORS = 32  # as many keys as a board trusts; the one unheard for longest is forgotten first


class Windows:
    def __init__(self, saved: list | tuple = ()) -> None:  # type: ignore[type-arg]
        """`saved` is what `dump` gave."""
        self._windows = [(author, highest, bits) for author, highest, bits in saved][-MAX_AUTHORS:]

    def is_new(self, author: bytes, seq: int) -> bool:
        """Whether this number of this public key was never taken; numbers below the window were, as far as we know."""
        for known, highest, bits in self._windows:
            if known == author:
                return seq > highest or (highest - seq < WIDTH and not bits >> (highest - seq) & 1)
        return True

    def take(self, author: bytes, seq: int) -> None:
        """Mark a number of a verified event as used."""
        highest, bits = seq, 0
        for at in range(len(self._windows)):
            if self._windows[at][0] == author:
                _, highest, bits = self._windows.pop(at)
                break
        if seq > highest:
            # the shift is bounded first: a jump of billions would ask for as many bits
            bits = 0 if seq - highest >= WIDTH else bits << (seq - highest)
            highest = seq
        if highest - seq < WIDTH:
            bits |= 1 << (highest - seq)
        self._windows = self._windows[1 - MAX_AUTHORS :] + [(author, highest, bits & (1 << WIDTH) - 1)]

    def dump(self) -> list:  # type: ignore[type-arg]
        """Lists of author, highest number and bit set, for the flash; the latest heard comes last."""
        return [list(window) for window in self._windows]
