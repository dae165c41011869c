"""`log` of node.hardware: the last notes, in a memory that does not grow."""

MAX_NOTES = 24
MAX_LENGTH = 100  # characters of one


class Log:
    def __init__(self) -> None:
        self.notes = []  # type: list[str]
        self.dropped = 0  # older ones that made room

    def note(self, text: str) -> None:
        self.notes.append(text[:MAX_LENGTH])
        if len(self.notes) > MAX_NOTES:
            self.notes.pop(0)
            self.dropped += 1
