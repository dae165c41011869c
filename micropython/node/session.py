"""The console of a board while nobody uses it: it listens, and loads node.dialogue when somebody begins.

All that the console needs leaves the memory again when nobody has said anything for a while. No clock of its own.
"""

import gc
import sys

IDLE_MS = 300000
MAX_TYPED = 256  # bytes that a line gives in one step
LATE = (
    "node.dialogue", "node.shell", "node.keyboard", "node.workings", "node.commands", "node.telling", "node.changing",
    "node.transfer", "node.settings", "node.sensor_settings", "node.update", "node.key_names", "meshwire.regions",
    "meshwire.bundle", "meshwire.slots", "meshwire.languages",
)  # fmt: skip


class Session:
    def __init__(self, line, name: str, open_commands) -> None:  # type: ignore[no-untyped-def]
        """`line` of node.hardware; `open_commands()` -> node.commands.Commands, asked when somebody types."""
        self._line = line
        self._name = name
        self._open_commands = open_commands
        self._dialogue = None
        self._used_ms = 0
        self._is_more = False  # was typed and not read yet

    def step(self, now_ms: int) -> list[str]:
        """Look at what came and go on with what is being said; the presses of the button that were asked for."""
        dialogue = self._dialogue
        typed = self._line.typed() if dialogue is None or dialogue.wants_input() else b""
        requests = self._line.requests()
        self._is_more = len(typed) >= MAX_TYPED
        if typed or requests:
            self._used_ms = now_ms
        elif dialogue is None:
            return []
        elif now_ms - self._used_ms > IDLE_MS:
            self._unload()
            return []
        try:
            if dialogue is None:
                dialogue = self._dialogue = self._begun()
            return dialogue.step(typed, requests, now_ms)  # type: ignore[attr-defined, no-any-return]
        except MemoryError:
            self._unload()
            self._line.write(b"\r\nthere is no memory for the console now; try again\r\n")
            return []

    def say(self, state: dict) -> None:  # type: ignore[type-arg]
        """The state has changed."""
        self._line.say(state)
        if self._dialogue is not None:
            self._dialogue.say(state)  # type: ignore[unreachable]

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until there is more to do; None: until the line has news."""
        if self._is_more:
            return 0
        return None if self._dialogue is None else self._dialogue.wait_ms(now_ms)

    def _begun(self):  # type: ignore[no-untyped-def]
        gc.collect()
        parts = __import__("node.dialogue", None, None, ("Dialogue",))
        return parts.Dialogue(self._line, self._name, self._open_commands)

    def _unload(self) -> None:
        self._dialogue = None
        for name in LATE:
            package, _, module = name.partition(".")
            if sys.modules.pop(name, None) is not None and hasattr(sys.modules[package], module):
                delattr(sys.modules[package], module)
        gc.collect()
