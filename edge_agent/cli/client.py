"""Calls the running agent over its Unix socket, as the operator."""

import asyncio
import http.client
import json
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

from edge_agent.bus.refusal import error_of
from edge_agent.errors import EdgeError, LinkLost, Unavailable

TIMEOUT_S = 60.0  # longer than any capability may take, so that its own error arrives
MAX_ANSWER = 64 << 20


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
    """The output of a capability of the running agent; raises the agent's error, or Unavailable without an agent."""
    output, _ = await ask(home, name, body, timeout_s=timeout_s)
    return output


async def ask(
    home: Path, name: str, body: Mapping[str, object], *, node: str = "", params: Sequence[str] = (),
    timeout_s: float = TIMEOUT_S,
) -> tuple[dict[str, object], dict[str, object]]:  # fmt: skip
    """Output and meta; `node` is the id of the one that is to answer, `params` are NAME=VALUE."""
    query = urlencode([("node", node)] * bool(node) + [("param", param) for param in params])
    path = f"/bus/{quote(name, safe='')}" + f"?{query}" * bool(query)
    connection = _UnixConnection(agent_socket(home), timeout_s)
    try:
        return await asyncio.to_thread(_call, connection, path, body)
    finally:
        connection.abort()  # after Ctrl-C nobody waits for the answer


def _call(
    connection: _UnixConnection, path: str, body: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        data = response.read(MAX_ANSWER)
    except (FileNotFoundError, ConnectionRefusedError):
        raise Unavailable("the node is not running; start it with `hearthnet run`") from None
    except (OSError, http.client.HTTPException) as error:
        raise LinkLost(f"the agent stopped answering: {error}; see its log, then try again") from None
    finally:
        connection.close()
    return _parsed(response.status, data)


def _parsed(status: int, data: bytes) -> tuple[dict[str, object], dict[str, object]]:
    try:
        answer = json.loads(data)
    except ValueError:
        raise EdgeError(f"the agent answered {status} without JSON: {data[:80]!r}") from None
    match answer:
        case {"error": error}:
            raise error_of(error)
        case {"output": dict(output), "meta": dict(meta)}:
            return output, meta
    raise EdgeError(f"the agent answered {status} with neither an output nor an error; is it of another version?")
