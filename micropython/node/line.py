"""The console line of a board with a USB port and nothing else: bytes in, bytes out. No I/O of its own."""

MAX_TYPED = 256  # bytes for one step


class SerialLine:
    """`line` of node.hardware, out of what every serial driver has."""

    def __init__(self, read, write) -> None:  # type: ignore[no-untyped-def]
        """`read(limit)` -> bytes that are there now, at most so many; `write(data)` -> how many it took, at once."""
        self._read = read
        self.write = write

    def typed(self) -> bytes:
        return self._read(MAX_TYPED) or b""  # type: ignore[no-any-return]

    def requests(self) -> list:  # type: ignore[type-arg]
        return []  # machines write on the same line: node.session tells them from people

    def answer(self, reader: int, text: str) -> None:
        pass

    def say(self, state: dict) -> None:  # type: ignore[type-arg]
        pass
