"""Which of two radios sends: the first while it works, the second while the first is gone or deaf. Pure."""

DEAF_FRAMES = 5  # that the other radio heard since this one heard any
DEAF_S = 600.0  # and for so long: five frames in a row may be lost to one antenna by chance, not for ten minutes
TRUST_AGAIN_S = 3600.0  # a deaf radio that is up is tried again after so long, or as soon as it hears


class Choice:
    """Radios are 0 and 1. Times are seconds of one clock that never goes back."""

    def __init__(self, now: float) -> None:
        self._up = [False, False]
        self._heard_at = [now, now]
        self._missed = [0, 0]  # frames that only the other radio heard
        self._deaf_since: list[float | None] = [None, None]

    def changed(self, radio: int, is_up: bool, now: float) -> None:
        if is_up and not self._up[radio]:
            self._hears(radio, now)  # a radio that was opened anew gets a new chance
        self._up[radio] = is_up

    def heard(self, radio: int, now: float) -> None:
        self._hears(radio, now)
        other = 1 - radio
        self._missed[other] += 1
        if self._missed[other] >= DEAF_FRAMES and now - self._heard_at[other] >= DEAF_S:
            self._deaf_since[other] = self._deaf_since[other] or now

    def active(self, now: float) -> int:
        """The radio to send with; 0 when none is up."""
        for radio in (0, 1):
            if self._up[radio] and not self.is_deaf(radio, now):
                return radio
        return 1 if self._up[1] and not self._up[0] else 0

    def is_up(self, radio: int) -> bool:
        return self._up[radio]

    def is_deaf(self, radio: int, now: float) -> bool:
        since = self._deaf_since[radio]
        return since is not None and now - since < TRUST_AGAIN_S

    def _hears(self, radio: int, now: float) -> None:
        self._heard_at[radio] = now
        self._missed[radio] = 0
        self._deaf_since[radio] = None
