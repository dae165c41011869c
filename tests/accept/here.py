"""Whole nodes as people run them, all on this machine: real processes, each with a home and ports of its own."""

import http.client
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from edge_agent.cli.client import _UnixConnection, agent_socket
from tests.mesh.homes import Homes
from tests.networks import Networks
from tests.rules.sources import ROOT
from tests.scenario.desk import free_port

PATHS = os.pathsep.join((str(ROOT), str(ROOT / "micropython/lib")))
LIMIT_S = 30.0


class Answer(NamedTuple):
    status: int
    body: str


class OneMachine(Networks):
    """Every process runs here; there is nothing to hold open."""

    def __init__(self) -> None:
        super().__init__()
        self.environment = {**os.environ, "PYTHONPATH": PATHS, "COLUMNS": "100"}

    def start(self, machine: str, *command: str) -> "subprocess.Popen[bytes]":
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdout=quiet, stderr=quiet, env=self.environment)

    def run(
        self, machine: str, command: Sequence[str], timeout_s: float = LIMIT_S
    ) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(command, capture_output=True, check=False, timeout=timeout_s, env=self.environment)


class Nodes(Homes):
    """Nodes by name. The first founds the community; `join` brings in more through its page."""

    def __init__(self, folder: Path) -> None:
        super().__init__(OneMachine(), folder)
        self.pages: dict[str, int] = {}
        self.doors: dict[str, int] = {}

    def settings(self, name: str, more: str = "") -> str:
        self.pages.setdefault(name, free_port())
        self.doors.setdefault(name, free_port())
        return f'[node]\nname = "{name}"\n[http]\nport = {self.pages[name]}\n[mesh]\nport = {self.doors[name]}\n{more}'

    def founded(self, name: str) -> "Nodes":
        self.found(name, self.settings(name))
        return self

    def joined(self, name: str, founder: str) -> "Nodes":
        """And linked: each can call the other. On loopback nothing is announced, so the founder is told where it is."""
        self.join(name, founder, self.settings(name))
        self.said(founder, "peers", "--add", f"{self.node_id(name)}@127.0.0.1:{self.doors[name]}")
        self.until(lambda: name in self.linked(founder) and founder in self.linked(name), f"{name} is linked")
        return self

    def node_id(self, name: str) -> str:
        return str(json.loads(self.said(name, "call", "identity.whoami"))["node_id"])

    def called(self, name: str, capability: str, body: object = None, *options: str) -> dict[str, object]:
        """What `hearthnet call` prints."""
        printed: dict[str, object] = json.loads(self.said(name, "call", capability, json.dumps(body or {}), *options))
        return printed

    def refused(self, name: str, *words: str) -> str:
        """What a command that fails says."""
        done = self.hearthnet(name, *words)
        assert done.returncode != 0, done.stdout.decode()
        return done.stderr.decode()

    def ask(self, name: str, capability: str, body: object = None) -> Answer:
        """As the operator, with the status."""
        connection = _UnixConnection(agent_socket(self.home(name)), LIMIT_S)
        return _asked(connection, "POST", f"/bus/{capability}", json.dumps(body or {}), {})

    def visit(self, name: str, path: str, *, method: str = "GET", body: object = None, **headers: str) -> Answer:
        """The page as somebody sees it who was never here before."""
        connection = http.client.HTTPConnection("127.0.0.1", self.pages[name], timeout=LIMIT_S)
        return _asked(connection, method, path, None if body is None else json.dumps(body), headers)

    def close(self) -> None:
        for name in list(self.agents):
            self.stop(name)


def _asked(
    connection: http.client.HTTPConnection, method: str, path: str, data: str | None, headers: dict[str, str]
) -> Answer:
    try:
        connection.request(
            method, path, data, {"Content-Type": "application/json", "Accept": "application/json", **headers}
        )
        response = connection.getresponse()
        return Answer(response.status, response.read().decode())
    finally:
        connection.close()
