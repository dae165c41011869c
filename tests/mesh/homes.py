"""Whole nodes as people run them: processes with homes of their own, on machines of their own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.networks import Networks

LIMIT_S = 60.0
COMMAND = (sys.executable, "-m", "edge_agent")
EVERYWHERE = '[http]\nlisten = "0.0.0.0"\n'
HERE = "[mesh]\ndiscovery = false\n"  # the doors are open on the loopback address only


class Homes:
    """Nodes by the names of their machines. The first one founds the community, the others join it."""

    def __init__(self, networks: Networks, folder: Path) -> None:
        self._networks = networks
        self._folder = folder
        self.agents: dict[str, subprocess.Popen[bytes]] = {}

    def found(self, name: str, settings: str = EVERYWHERE) -> None:
        self.said(name, "init", "--name", name)
        self.start(name, settings)

    def join(self, name: str, founder: str, settings: str = EVERYWHERE, *, start: bool = True) -> None:
        """Over the founder's page; the founder must be listening where the machine of `name` can reach it."""
        invited = self.said(founder, "invite")
        [link] = [line for line in invited.splitlines() if line.startswith("http")]
        self.said(name, "join", link, "--name", name)
        if start:
            self.start(name, settings)

    def start(self, name: str, settings: str = EVERYWHERE) -> None:
        self.home(name).mkdir(parents=True, exist_ok=True)
        (self.home(name) / "hearthnet.toml").write_text(settings)
        self.agents[name] = self._networks.start(name, *COMMAND, "--home", str(self.home(name)), "agent")
        self.until(lambda: self.hearthnet(name, "status").returncode == 0, f"{name} answers")

    def stop(self, name: str, number: signal.Signals = signal.SIGTERM) -> None:
        """Ends the agent itself; `ip netns exec` has become it."""
        agent = self.agents.pop(name)
        os.kill(agent.pid, number)
        agent.wait(LIMIT_S)

    def home(self, name: str) -> Path:
        return self._folder / name

    def hearthnet(self, name: str, *words: str) -> "subprocess.CompletedProcess[bytes]":
        return self._networks.run(name, [*COMMAND, "--home", str(self.home(name)), *words])

    def said(self, name: str, *words: str) -> str:
        done = self.hearthnet(name, *words)
        assert done.returncode == 0, f"{done.stderr.decode()}\n{self.output(name)}"
        return done.stdout.decode()

    def output(self, name: str) -> str:
        """What an agent has said so far, as far as nobody has read it."""
        agent = self.agents.get(name)
        if agent is None or agent.stdout is None:
            return f"the agent of {name} does not run"
        os.set_blocking(agent.stdout.fileno(), False)
        return f"{name}, {agent.poll()}: {(agent.stdout.read() or b'').decode()}"

    def linked(self, name: str) -> dict[str, bool]:
        """Names of those with a link, and whether it leads through a hub."""
        peers = json.loads(self.said(name, "peers", "--json"))["peers"]
        return {one["name"]: one["relayed"] for one in peers if one["state"] == "linked"}

    def alerts(self, name: str) -> int:
        return len(self.said(name, "alert", "list").strip().splitlines())

    def log_of(self, name: str) -> set[tuple[bytes, bytes]]:
        """The author and the signed part of every event, from the node's file."""
        with closing(sqlite3.connect(self.home(name) / "agent.db")) as db:
            return set(db.execute("SELECT key, part FROM event JOIN author ON number = author"))

    def equal(self, *names: str) -> bool:
        logs = [self.log_of(name) for name in names]
        return all(one == logs[0] for one in logs)

    def until(self, happened: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + LIMIT_S
        while not happened():
            assert time.monotonic() < end, f"not within {LIMIT_S:.0f} s: {what}"
            time.sleep(0.2)
