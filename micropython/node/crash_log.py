"""What made a board start again, on its flash: at most 4 kB of text, the oldest dropped, written whole or not at all.

The first line counts the crashes in a row; a run that lasts begins the count anew. Each crash costs one write, and one
more when the board then runs well or goes into safe mode.
"""

import io
import sys

FILE = "crash.log"
MAX_BYTES = 4096
MAX_ENTRY = 1000  # bytes of one crash: its reason and the end of its traceback
COUNT = "in a row: "
BEGIN = "--- "


class CrashLog:
    def __init__(self, flash) -> None:  # type: ignore[no-untyped-def]
        """A file that is damaged or cannot be read counts nothing."""
        self._flash = flash
        self.in_a_row = _count(self.text())

    def text(self) -> str:
        """The whole log, "" when nothing ever crashed."""
        try:
            return (self._flash.read(FILE) or b"").decode()
        except (OSError, ValueError):
            return ""

    def add(self, reason: str, trace: str, facts: str) -> None:
        """Note a crash; OSError when the flash does not take it."""
        entry = "%s%s\n%s\n" % (BEGIN, reason, facts)
        room = MAX_ENTRY - len(entry.encode())
        trace = trace.encode()[-room:].decode("utf-8", "ignore") if room > 0 else ""
        self._write(self.in_a_row + 1, self._entries() + [cut(entry + trace, MAX_ENTRY).rstrip() + "\n"])

    def count(self, in_a_row: int) -> None:
        """Set the count; nothing is written when it is right. OSError as `add`."""
        if in_a_row != self.in_a_row:
            self._write(in_a_row, self._entries())

    def _entries(self) -> list[str]:
        return [BEGIN + entry for entry in ("\n" + self.text()).split("\n" + BEGIN)[1:]]

    def _write(self, in_a_row: int, entries: list) -> None:  # type: ignore[type-arg]
        head = "%s%d\n" % (COUNT, in_a_row)
        while len(entries) > 1 and len(head.encode()) + sum([len(one.encode()) + 1 for one in entries]) > MAX_BYTES:
            entries = entries[1:]
        self.in_a_row = in_a_row  # also when the flash fails: it holds at least until the power goes
        self._flash.write(FILE, (head + "".join([one.rstrip() + "\n" for one in entries])).encode())


def trace_of(error) -> str:  # type: ignore[no-untyped-def]
    """Where it happened, as MicroPython tells it; CPython's interpreter prints its own."""
    if not hasattr(sys, "print_exception"):
        return type(error).__name__
    text = io.StringIO()
    sys.print_exception(error, text)
    return text.getvalue()


def cut(text: str, size: int) -> str:
    """The beginning of a text that fits so many bytes of UTF-8."""
    while len(text.encode()) > size:
        text = text[: -max(1, (len(text.encode()) - size) // 4)]
    return text


def _count(text: str) -> int:
    line = text.split("\n")[0]
    number = line[len(COUNT) :] if line.startswith(COUNT) else ""
    return int(number) if number.isdigit() and len(number) < 6 else 0
