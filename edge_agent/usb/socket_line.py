"""The console line of a board at a desk: a Unix socket in the node's folder. docs/protocol/board-console.md."""

import os
import select
import socket
from contextlib import suppress
from pathlib import Path

from edge_agent.errors import LinkLost, NotFound, Unavailable
from edge_agent.text import printable

PIECE = 4096
CLOSE_S = 1.0
ANSWER_S = 5.0  # a board that takes nothing for so long will not


def folder(home: Path) -> Path:
    return home / "run" / "boards"


def names(home: Path) -> list[str]:
    """The boards of that node that have, or had, a line."""
    return sorted(path.stem for path in folder(home).glob("*.tty"))


class SocketLine:
    """Opened at once; NotFound or Unavailable says why it cannot be, and what to do."""

    def __init__(self, home: Path, name: str) -> None:
        self.port = name
        self._said = b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(str(folder(home) / f"{name}.tty"))
        except FileNotFoundError:
            self.close()
            raise NotFound(f"there is no board {name}; start it with `hearthnet run`") from None
        except OSError as error:
            self.close()
            raise Unavailable(
                f"{name} does not run ({error.strerror}); start it with `hearthnet run`, or wait while it starts"
            ) from None
        self._socket.settimeout(ANSWER_S)

    def close(self) -> None:
        """And wait until the board has noticed: it takes one terminal at a time, and the next may come at once."""
        with suppress(OSError):
            self._socket.settimeout(CLOSE_S)
            self._socket.shutdown(socket.SHUT_WR)
            while self._socket.recv(PIECE):
                pass
        self._socket.close()

    def fileno(self) -> int:
        return self._socket.fileno()

    def write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            raise self._lost() from None

    def read(self, wait_s: float) -> bytes:
        """What is there, or what comes within a time; b"" for nothing."""
        try:
            if not select.select([self._socket], [], [], wait_s)[0]:
                return b""
            found = self._socket.recv(PIECE)
        except OSError:
            raise self._lost() from None
        if not found:
            raise self._lost()
        self._said = found
        return found

    def _lost(self) -> LinkLost:
        """A board that another terminal uses says so before it hangs up."""
        last = printable(os.fsdecode(self._said).strip().rpartition("\n")[2], 80)
        return LinkLost(f"{self.port} hung up ({last or 'it said nothing'}); repeat the command when it runs again")
