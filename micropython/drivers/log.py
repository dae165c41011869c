"""`log` of node.hardware: keeps the first notes until somebody wants them. Never prints: the line is the console's."""

MAX_NOTES = 16
MAX_LENGTH = 100  # characters of one


class Log:
    def __init__(self) -> None:
        self.notes = []  # type: list[str]
        self._remember = None

    def note(self, text: str) -> None:
        if self._remember is not None:
            self._remember(text)
        elif len(self.notes) < MAX_NOTES:  # the first say why, the others what came of it
            self.notes.append(text[:MAX_LENGTH])

    def follow(self, remember) -> None:
        """`remember(text)` gets what was noted so far and every note from now on."""
        for text in self.notes:
            remember(text)
        self.notes = []
        self._remember = remember
