"""Calls the running agent over its Unix socket, as the operator."""

import asyncio
import http.client
import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from edge_agent.errors import BadRequest, ConfigError, EdgeError, LinkLost, NotFound, NotTrusted, Unavailable

TIMEOUT_S = 60.0  # longer than any capability may take, so that its own error arrives
MAX_ANSWER = 64 << 20
ERRORS = {error.code: error for error in (BadRequest, ConfigError, LinkLost, NotFound, NotTrusted, Unavailable)}


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))

    def abort(self) -> None:
        """Wake the thread that waits for an answer."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def agent_socket(home: Path) -> Path:
    return home / "run" / "agent.sock"


def is_running(home: Path) -> bool:
    """Whether an agent of this home answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(agent_socket(home)))
        except OSError:
            return False
    return True


async def call(home: Path, name: str, body: Mapping[str, object], *, timeout_s: float = TIMEOUT_S) -> dict[str, object]:
    """Call a capability of the running agent; raises the agent's error, or Unavailable when there is no agent."""
    connection = _UnixConnection(agent_socket(home), timeout_s)
    try:
        return await asyncio.to_thread(_call, connection, name, body)
    finally:
        connection.abort()  # after Ctrl-C nobody waits for the answer


def _call(connection: _UnixConnection, name: str, body: Mapping[str, object]) -> dict[str, object]:
    try:
        connection.request(
            "POST", f"/bus/{quote(name, safe='')}", json.dumps(body), {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        data = response.read(MAX_ANSWER)
    except (FileNotFoundError, ConnectionRefusedError):
        raise Unavailable("the node is not running; start it with `hearthnet run`") from None
    except (OSError, http.client.HTTPException) as error:
        raise LinkLost(f"the agent stopped answering: {error}; see its log, then try again") from None
    finally:
        connection.close()
    return _parsed(response.status, data)


def _parsed(status: int, data: bytes) -> dict[str, object]:
    try:
        answer = json.loads(data)
    except ValueError:
        raise EdgeError(f"the agent answered {status} without JSON: {data[:80]!r}") from None
    if not isinstance(answer, dict):
        raise EdgeError("the agent answered with something that is not an object")
    if status >= 400:
        raise ERRORS.get(str(answer.get("error")), EdgeError)(str(answer.get("message", f"status {status}")))
    return answer
