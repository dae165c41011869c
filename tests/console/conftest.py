"""A real agent of a fresh node, in a process of its own, that a test may kill and start again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from edge_agent.cli.client import call, is_running

LIMIT_S, LOOK_S = 60, 0.05


class Node:
    def __init__(self, home):
        self.home = home
        self.port = _free_port()
        self._process = None
        (home / "hearthnet.toml").write_text(f'[node]\nname = "hall"\n[http]\nport = {self.port}\n')
        self._hearthnet("init")

    def start(self):
        command = [sys.executable, "-m", "edge_agent", "--home", str(self.home), "agent"]
        with (self.home.parent / "agent.log").open("a") as log:
            self._process = subprocess.Popen(command, stderr=log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + LIMIT_S
        while not is_running(self.home):
            assert time.monotonic() < end, (self.home.parent / "agent.log").read_text()
            time.sleep(LOOK_S)

    def kill(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(LIMIT_S)

    def call(self, name, body):
        return asyncio.run(call(self.home, name, body))

    def stop(self):
        self._process.terminate()
        self._process.wait(LIMIT_S)

    def wait(self):
        """Until it has ended by itself; its exit code."""
        return self._process.wait(LIMIT_S)

    def _hearthnet(self, *words):
        command = [sys.executable, "-m", "edge_agent", "--home", str(self.home), *words]
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, env=os.environ)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def node(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    node = Node(home)
    node.start()
    try:
        yield node
    finally:
        node.stop()
