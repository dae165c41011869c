"""The terminal, by prompt_toolkit, which only this file knows: keys in, the differences between two screens out."""

import asyncio
import fcntl
import struct
import sys
import termios
import time
from collections.abc import Callable, Sequence

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl

NAMES = {
    Keys.Up: "up", Keys.Down: "down", Keys.Left: "left", Keys.Right: "right", Keys.PageUp: "pageup",
    Keys.PageDown: "pagedown", Keys.Enter: "enter", Keys.ControlJ: "enter", Keys.Tab: "tab", Keys.Escape: "esc",
    Keys.Backspace: "backspace", Keys.Delete: "delete", Keys.ControlC: "ctrl-c", Keys.ControlG: "ctrl-g",
    Keys.ControlU: "ctrl-u", Keys.ControlL: "ctrl-l", Keys.F1: "f1",
}  # fmt: skip
HARMLESS = (Keys.ControlZ, Keys.ControlBackslash, Keys.ControlD, Keys.SIGINT, Keys.BracketedPaste)
ESCAPE_S = 0.3  # the rest of an arrow key is there by then, also on a slow line
BEHIND = 1024  # bytes that the line has not taken yet: a tenth of a second at 115,200 baud
AGAIN_S = 0.1
FORGOTTEN_S = 60.0  # who presses a key after so long may have plugged in another terminal


class Terminal:
    """`paint(columns, rows)` gives the lines; `press(key)` takes a key by its name or as a character."""

    def __init__(self, paint: Callable[[int, int], Sequence[str]], press: Callable[[str], None]) -> None:
        self._paint = paint
        self._press = press
        self._pressed_s = time.monotonic()
        self._later: asyncio.TimerHandle | None = None
        self._shown: Sequence[str] = ()
        control = FormattedTextControl(self._fragments, focusable=True, show_cursor=False)
        window = Window(control, always_hide_cursor=True, wrap_lines=False)
        self._app: Application[None] = Application(
            layout=Layout(window), key_bindings=self._bindings(), full_screen=True, mouse_support=False,
            min_redraw_interval=AGAIN_S / 2,
        )  # fmt: skip
        self._app.ttimeoutlen = self._app.timeoutlen = ESCAPE_S

    async def run(self) -> None:
        """Until `end` is called, or the line hangs up."""
        try:
            await self._app.run_async(handle_sigint=False)
        except EOFError:
            return

    def end(self) -> None:
        if self._app.is_running:
            self._app.exit()

    def refresh(self) -> None:
        """Show what has changed, as soon as the line has taken what was sent before; nothing when nothing has."""
        if self._later is not None:
            return
        if unsent() > BEHIND:
            self._later = asyncio.get_running_loop().call_later(AGAIN_S, self._retry)
        elif self._lines() != self._shown:
            self._app.invalidate()

    def _retry(self) -> None:
        self._later = None
        self.refresh()

    def _lines(self) -> Sequence[str]:
        size = self._app.output.get_size()
        return self._paint(size.columns, size.rows)

    def _fragments(self) -> StyleAndTextTuples:
        lines = self._shown = self._lines()
        styles = ["reverse" if number == 0 or line.startswith("> ") else "" for number, line in enumerate(lines)]
        fragments: StyleAndTextTuples = []
        for style, line in zip(styles, lines, strict=True):
            fragments.append((style, line if style else line.rstrip()))  # what is blank costs nothing
            fragments.append(("", "\n"))
        fragments.pop()
        return fragments

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        for key in NAMES:
            bindings.add(key, eager=key is not Keys.Escape)(self._named)
        for key in HARMLESS:
            bindings.add(key, eager=True)(_nothing)
        bindings.add(Keys.Any)(self._typed)
        return bindings

    def _named(self, event: KeyPressEvent) -> None:
        self._tell(NAMES[Keys(event.key_sequence[0].key)])

    def _typed(self, event: KeyPressEvent) -> None:
        key = event.key_sequence[0].key
        if not isinstance(key, Keys) and len(key) == 1:
            self._tell(key)

    def _tell(self, key: str) -> None:
        now_s, before_s = time.monotonic(), self._pressed_s
        self._pressed_s = now_s
        if key == "ctrl-l" or now_s - before_s > FORGOTTEN_S:
            self._app.renderer.clear()
        if key != "ctrl-l":
            self._press(key)


def _nothing(event: KeyPressEvent) -> None:
    """Keys that suspend or end other programs."""


def unsent() -> int:
    """Bytes that wait in the line's queue; 0 where the system does not tell."""
    try:
        answer = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCOUTQ, b"\0" * 4)
    except (OSError, ValueError):
        return 0
    return int(struct.unpack("i", answer)[0])
