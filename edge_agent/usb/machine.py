"""The machine's side of a board's console line. docs/protocol/board-console.md."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from edge_agent.errors import BadRequest, Unavailable
from edge_agent.usb import modem_line
from edge_agent.usb.cable import Cable

PIECE = 150  # bytes of a file in one request
MAX_LINE = 4096
ANSWER_S = 10.0  # a board verifies a signature for a second and erases flash
SILENT_S = 3.0  # a console says at least something by then; a modem does not hear what it is asked


class Machine:
    """Requests to the running program of a board; `is_modem` when it had to be asked for its console."""

    def __init__(self, cable: Cable) -> None:
        self._cable = cable
        self._pending = b""
        self._id = 0
        self._is_awake = False
        self.is_modem = False

    def run(self, command: str) -> list[dict[str, object]]:
        """What a command answers; BadRequest when the board refuses it."""
        return [found for found in self._ask({"run": command}) if found is not None]

    def status(self) -> dict[str, object]:
        found = self.run("status")
        return found[0] if found else {}

    def leave(self, command: str) -> None:
        """A command after which the board goes away and starts anew."""
        with suppress(Unavailable):
            next(self._ask({"run": command}), None)

    def send(self, name: str, data: bytes, told: Callable[[int], None] = lambda _: None) -> str:
        """A file, piece by piece; what the board says at its end."""
        said = self._step(name, {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            said = self._step(name, {"at": at, "data": base64.b64encode(piece).decode()})
            told(len(piece))
        return str(said.get("says", ""))

    def _step(self, name: str, request: dict[str, object]) -> dict[str, object]:
        list(self._ask({name: request}))
        return self._done

    def _ask(self, request: dict[str, object]) -> Iterator[dict[str, object] | None]:
        self._id = self._id % 65535 + 1
        self._done: dict[str, object] = {}
        asked = json.dumps({**request, "id": self._id}).encode() + b"\n"
        self._cable.write(asked)
        until = time.monotonic() + ANSWER_S
        silent_until = until - ANSWER_S + SILENT_S
        while time.monotonic() < until:
            if not self._is_awake and time.monotonic() > silent_until:
                self._ask_back(asked)
            for found in self._lines():
                self._is_awake = True
                if found.get("id") != self._id:
                    continue
                if "done" in found:
                    self._done = found
                    if "error" in found:
                        raise BadRequest(f"the board says: {found['error']}")
                    return
                answer = found.get("answer")
                yield answer if isinstance(answer, dict) else None
        raise Unavailable(
            "no board of ours answers there: put the program on it with `hearthnet board flash`, or restart it"
        )

    def _ask_back(self, asked: bytes) -> None:
        """Nothing answers: if it is a modem, have it give the line back, and ask again."""
        self._is_awake = True
        self.is_modem = modem_line.leave(self._cable)
        self._pending = b""
        self._cable.write(b"\n" + asked)  # what was noise to a console ends here

    def _lines(self) -> Iterator[dict[str, object]]:
        """Objects that came; whatever else is on the line is a terminal's."""
        self._pending += self._cable.read(0.2)
        *lines, self._pending = self._pending.split(b"\n")
        if len(self._pending) > MAX_LINE:
            self._pending = b""
        for line in lines:
            start = line.find(b"{")
            try:
                found = json.loads(line[start:]) if start >= 0 else None
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found
