"""The machine's side of a board's console line. docs/protocol/board-console.md."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator

from edge_agent.errors import BadRequest, LinkLost, Unavailable
from edge_agent.usb.line import Line

PIECE = 150  # bytes of a file in one request
MAX_LINE = 4096
ANSWER_S = 10.0  # a board verifies a signature for a second and erases flash


class Machine:
    """Requests to the running program of a board."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._pending = b""
        self._id = 0

    def run(self, command: str) -> list[dict[str, object]]:
        """What a command answers; BadRequest when the board refuses it."""
        return [found for found in self._ask({"run": command}) if found is not None]

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
        self._line.write(json.dumps({**request, "id": self._id}).encode() + b"\n")
        until = time.monotonic() + ANSWER_S
        while time.monotonic() < until:
            for found in self._lines():
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

    def _lines(self) -> Iterator[dict[str, object]]:
        """Objects that came; whatever else is on the line is a terminal's."""
        self._pending += self._line.read(0.2)
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


def confirmed(machine: Machine, version: str, wait_s: float, pause_s: float = 2.0) -> None:
    """Wait until the board has kept a version; LinkLost says that it fell back."""
    until, running = time.monotonic() + wait_s, ""
    while time.monotonic() < until:
        time.sleep(pause_s)
        try:
            status = machine.run("status")
        except (Unavailable, LinkLost):
            continue  # it is starting
        running = str(status[0].get("version")) if status else ""
        uptime = status[0].get("uptime_s") if status else 0
        if running == version and isinstance(uptime, int) and uptime > 60:
            return
    raise LinkLost(
        f"the board runs {running or 'nothing'} and not {version}: it gave that up; see `hearthnet board log`"
    )
