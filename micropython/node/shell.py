"""A terminal's line editor, with the keys of a REPL: bytes from the terminal in, bytes to it out. No I/O, no clock.

It believes a terminal of 80 columns and the sequences of a VT100. What it holds and what it writes is bounded, whatever
comes in: docs/protocol/board-console.md.
"""

from node.console import INTERRUPT, WIDTH
from node.keyboard import Keyboard
from node.screen import columns

MAX_LINE = 256  # bytes
MAX_HISTORY = 8
BELL = "\x07"
ACTIONS = {
    "\x01": "_home", "\x02": "_left", "\x04": "_delete", "\x05": "_end", "\x06": "_right", "\x08": "_backspace",
    "\t": "_complete_word", "\x0b": "_cut_after", "\x0c": "_clear", "\x0e": "_newer", "\x10": "_older",
    "\x15": "_cut_before", "\x17": "_cut_word", "\x7f": "_backspace",
    "up": "_older", "down": "_newer", "right": "_right", "left": "_left", "home": "_home", "end": "_end",
    "delete": "_delete",
}  # fmt: skip


class Shell:
    def __init__(self, prompt: str, complete) -> None:  # type: ignore[no-untyped-def]
        """`complete(text)`: the words that the last word of this text may become."""
        self.prompt = prompt
        self.keeps = True  # lines go into the history; answers to questions should not
        self._complete = complete
        self._keyboard = Keyboard()
        self._history = []  # type: list[str]
        self._back = 0
        self._draft = ""
        self._set("")
        self._begin()

    def feed(self, data: bytes) -> tuple:  # type: ignore[type-arg]
        """(what to write, the line that ended or None, what of `data` comes after it).

        A line of a person is a text, INTERRUPT among them; a request of a machine is bytes, and was not echoed.
        """
        for at in range(len(data)):
            key = self._keyboard.press(data[at], self._line == "")
            if isinstance(key, bytes):
                return self._written(), key, data[at + 1 :]
            if key in ("\r", INTERRUPT):
                line = self._line if key == "\r" else INTERRUPT
                return self._end_line(key), line, data[at + 1 :]
            if key:
                self._take(key)
        return self._written(), None, b""

    def draw(self) -> bytes:
        """The prompt and what was typed, on the line where the cursor is."""
        self._columns = columns(self._line)
        room = WIDTH - columns(self.prompt)
        start = 0
        while columns(self._line[start : self._at]) >= room:  # a longer line is shown around the cursor
            start += room // 2
        end = min(start + room, len(self._line))
        while columns(self._line[start:end]) > room:
            end -= 1
        text = "\r" + self.prompt + self._line[start:end] + "\x1b[K"
        back = columns(self._line[self._at : end])
        return (text + ("\x1b[%dD" % back if back else "")).encode()

    def _take(self, key: str) -> None:
        action = ACTIONS.get(key)
        if action is not None:
            getattr(self, action)()
        elif key >= " ":
            self._insert(key)
        elif key != "\x00":
            self._rings = True

    def _insert(self, text: str) -> None:
        if len(self._line.encode()) + len(text.encode()) > MAX_LINE:
            self._rings = True
            return
        at_end = self._at == len(self._line)
        self._columns += columns(text)
        self._line = self._line[: self._at] + text + self._line[self._at :]
        self._at += len(text)
        if at_end and not self._is_stale and self._columns + columns(self.prompt) < WIDTH:
            self._echo += text
        else:
            self._is_stale = True

    def _end_line(self, key: str) -> bytes:
        line = self._line
        if self._at < len(self._line):
            self._end()
        written = self._written() + (b"^C\r\n" if key == INTERRUPT else b"\r\n")
        if key == "\r" and self.keeps and line.strip() and line not in self._history[-1:]:
            self._history = self._history[1 - MAX_HISTORY :] + [line]
        self._back = 0
        self._draft = ""
        self._set("")
        self._begin()
        return written

    def _written(self) -> bytes:
        """What one feed has to say: keys that were pasted by the hundred draw the line once."""
        said = (BELL if self._rings else "").encode()
        if self._is_cleared:
            said += b"\x1b[2J\x1b[H"
        if self._listed:
            said += b"\r\n" + self._listed.encode() + b"\r\n"
        if self._is_stale or self._is_cleared or self._listed:
            said += self.draw()
        else:
            said += self._echo.encode()
        self._begin()
        return said

    def _begin(self) -> None:
        self._echo = self._listed = ""
        self._is_stale = self._is_cleared = self._rings = False

    def _set(self, line: str) -> None:
        self._line = line
        self._at = len(line)
        self._columns = columns(line)
        self._is_stale = True

    def _move(self, at: int) -> None:
        self._rings = self._rings or not 0 <= at <= len(self._line)
        self._at = max(0, min(at, len(self._line)))
        self._is_stale = True

    def _cut(self, first: int, last: int) -> None:
        self._rings = self._rings or first < 0 or last > len(self._line)
        self._line = self._line[: max(first, 0)] + self._line[last:]
        self._at = max(first, 0)
        self._is_stale = True

    def _left(self) -> None:
        self._move(self._at - 1)

    def _right(self) -> None:
        self._move(self._at + 1)

    def _home(self) -> None:
        self._move(0)

    def _end(self) -> None:
        self._move(len(self._line))

    def _backspace(self) -> None:
        self._cut(self._at - 1, self._at)

    def _delete(self) -> None:
        self._cut(self._at, self._at + 1)

    def _cut_after(self) -> None:
        self._cut(self._at, len(self._line))

    def _cut_before(self) -> None:
        self._cut(0, self._at)

    def _cut_word(self) -> None:
        before = self._line[: self._at].rstrip()
        self._cut(before.rfind(" ") + 1, self._at)

    def _clear(self) -> None:
        self._is_cleared = True

    def _older(self) -> None:
        self._recall(self._back + 1)

    def _newer(self) -> None:
        self._recall(self._back - 1)

    def _recall(self, back: int) -> None:
        if not 0 <= back <= len(self._history):
            self._rings = True
            return
        if self._back == 0:
            self._draft = self._line
        self._back = back
        self._set(self._history[-back] if back else self._draft)

    def _complete_word(self) -> None:
        text = self._line[: self._at]
        word = text[text.rfind(" ") + 1 :]
        found = self._complete(text)
        shared = _shared_start(found)
        if len(found) == 1:
            self._insert(found[0][len(word) :] + " ")
        elif len(shared) > len(word):
            self._insert(shared[len(word) :])
        elif found:
            self._listed = "  ".join(found)
        else:
            self._rings = True


def _shared_start(words: list[str]) -> str:
    shared = words[0] if words else ""
    for word in words:
        while not word.startswith(shared):
            shared = shared[:-1]
    return shared
