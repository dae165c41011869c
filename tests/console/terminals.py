"""A terminal at a real pseudo-terminal: what the console sends is drawn by pyte, an emulator that is not ours."""

import os
import sys

import pexpect
import pyte

LIMIT_S = 15
ENTER = "\r"


class Line:
    """`sent` is every byte that went over the line."""

    def __init__(self, argv, *, term="vt100", rows=24, columns=80):
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        environment = {**os.environ, "TERM": term, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.child = pexpect.spawn(
            argv[0], list(argv[1:]), env=environment, dimensions=(rows, columns), timeout=LIMIT_S
        )
        self.child.delaybeforesend = None

    @property
    def text(self):
        return "\n".join(self.screen.display)

    def until(self, words, *, gone=False):
        """Read until the screen has the words, or no more."""
        while (words in self.text) == gone:
            try:
                data = self.child.read_nonblocking(4096, LIMIT_S)
            except (pexpect.TIMEOUT, pexpect.EOF):
                raise AssertionError(f"{words!r} is not on the screen:\n{self.text}") from None
            self.sent += data
            self._stream.feed(data)
        return self

    def keys(self, *keys):
        for key in keys:
            self.child.send(key)
        return self

    def resize(self, rows, columns):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def end(self):
        """The rest until the program has ended; its exit code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


def console(home, *words):
    return [sys.executable, "-m", "edge_agent", "--home", str(home), "console", *words]
