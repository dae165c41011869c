"""What people see and hear of a board: screen, siren, and the state that its console tells. No I/O of its own."""

from node import console, screen
from node.alarm import LOCAL, OFF

NO_RADIO = "RADIO GIVES NO ANSWER"
DARK_MS = 300000  # after which a screen that has nothing to warn of goes dark: its dots wear out, and a cell empties


class Face:
    def __init__(self, settings, hardware, phrases, now_ms: int, say) -> None:  # type: ignore[no-untyped-def]
        """`phrases` is a meshwire.phrasebook; `say(state)` tells the console."""
        self._say = say
        self._trial = (OFF, None, 0)  # of a person at the console: siren, lines, until when
        self._settings = settings
        self._hardware = hardware
        self._phrases = phrases
        self._page_since_ms = self._lit_ms = now_ms
        self._lines = []  # type: list[str]
        self._shown = None
        self.siren = OFF
        self.watched = ()  # type: tuple[object, ...]  # parts that may have a fault, which the idle screen says
        self._said = None
        self._said_ms = now_ms - console.SHORTEST_GAP_MS

    def turn(self, now_ms: int) -> None:
        """Something new is to be shown, or somebody looks: begin with the first page."""
        self._page_since_ms = self._lit_ms = now_ms

    def show(self, alarm, first, sensors, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """`first` are lines that go before all alerts (a question to the person), `sensors` of node.sensors; or None.

        A local warning waits while an alert of an authority is loud.
        """
        is_local = sensors is not None and sensors.is_loud() and alarm.siren() == OFF
        if is_local:
            first = first or sensors.lines(self._phrases, screen.wrap, screen.COLUMNS)
        siren, trial_lines, until_ms = self._trial
        is_trial = now_ms < until_ms and not is_local and alarm.siren() == OFF
        first = first or (trial_lines if is_trial else None)
        lines = first or self._alert_lines(alarm, now_ms)
        wrong = self._wrong_lines(sensors)
        if lines or wrong:
            self._lit_ms = now_ms
        self._lines = lines or self._idle_lines(wrong)
        shown = self._lines if now_ms - self._lit_ms < DARK_MS else []
        if shown != self._shown:
            self._shown = shown
            self._hardware.display.show(shown)
        self.siren = siren if is_trial else LOCAL if is_local else alarm.siren()
        self._hardware.siren.sound(self.siren)

    def try_out(self, siren: str, lines: list | None, until_ms: int) -> None:  # type: ignore[type-arg]
        """Sound this and show these lines until then, while nothing else is loud."""
        self._trial = (siren, lines, until_ms)

    def say(self, alarm, receiver, shown: int, relayed: int, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """Tell the console line what has changed, at most five times a second."""
        state = console.state(self._settings.name, self._lines, self.siren, alarm, receiver, shown, relayed)
        if state != self._said and now_ms - self._said_ms >= console.SHORTEST_GAP_MS:
            self._say(state)
            self._said, self._said_ms = state, now_ms

    def unsaid_ms(self, now_ms: int) -> int | None:
        """How long until the console line may be told more; None when that is now."""
        left_ms = console.SHORTEST_GAP_MS - (now_ms - self._said_ms)
        return left_ms if left_ms > 0 else None

    def _alert_lines(self, alarm, now_ms: int):  # type: ignore[no-untyped-def]
        notice = alarm.shown()
        if notice is None:
            return None
        found = screen.pages(notice, len(alarm.in_force) - 1, self._phrases, now_ms // 1000)
        return found[(now_ms - self._page_since_ms) // screen.PAGE_MS % len(found)]

    def _wrong_lines(self, sensors) -> list[str]:  # type: ignore[no-untyped-def]
        """What the idle screen adds: faults, and sensors that are not normal."""
        lines = [fault for fault in [_fault(part) for part in self.watched] if fault]
        for said in sensors.idle_lines(self._phrases) if sensors is not None else []:
            lines.extend(screen.wrap(said, screen.COLUMNS))
        return lines

    def _idle_lines(self, wrong: list[str]) -> list[str]:
        lines = screen.idle(self._settings.name, self._settings.place is not None, self._phrases) + wrong
        return lines[: screen.LINES]


def _fault(part) -> str:  # type: ignore[no-untyped-def]
    """What is wrong with the flash or the radio, in a line; "" when nothing is."""
    if hasattr(part, "facts") and not part.facts().get("up", True):
        return NO_RADIO
    return getattr(part, "fault", "")


def readable(display, language: str) -> str:  # type: ignore[no-untyped-def]
    """The language of a board: English on a display that has not the letters of the one that is wanted."""
    return language if not hasattr(display, "can_show") or display.can_show(language) else "en"
