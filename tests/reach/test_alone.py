"""A node on a machine that has no network at all: an empty namespace, in which even the loopback is down."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ALONE = ("unshare", "--user", "--map-root-user", "--net", "--kill-child", "--fork")
SETTINGS = """
[reach]
probes = ["tcp://192.0.2.1:443", "dns://example.org", "https://example.org/"]
[relay]
hubs = ["wss://hub.example.org", "ws://192.0.2.1:7090"]
[http]
listen = "0.0.0.0"
[alerts]
feeds = ["https://example.org/cap"]
"""
LIMIT_S = 30


def hearthnet(home: Path, notes: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.reach.watched_agent", str(notes), "--home", str(home), *arguments]


def status_of(home: Path, notes: Path) -> dict[str, dict[str, object]] | None:
    done = subprocess.run(hearthnet(home, notes, "status", "--json"), capture_output=True, check=False, timeout=LIMIT_S)
    return json.loads(done.stdout) if done.returncode == 0 else None


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_S
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


def test_it_starts_serves_and_asks_nobody(tmp_path: Path) -> None:
    home, notes, asked = tmp_path / "home", tmp_path / "notes", tmp_path / "asked"
    home.mkdir()
    (home / "hearthnet.toml").write_text(SETTINGS)
    subprocess.run(hearthnet(home, asked, "init", "--name", "alone"), check=True, capture_output=True, timeout=LIMIT_S)

    with (tmp_path / "log").open("wb") as log:
        agent = subprocess.Popen([*ALONE, *hearthnet(home, notes, "agent")], stdout=log, stderr=log)
        try:
            until(lambda: status_of(home, asked) is not None)
            time.sleep(3)  # beyond the first look and the first round of questions
            status = status_of(home, asked)
        finally:
            agent.kill()
            agent.wait()

    assert status is not None
    assert status["reach"]["state"] == "alone"
    assert notes.read_text() == "", "connections, datagrams and name queries of a node without a network"


def test_the_notes_would_show_what_is_asked(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    command = (
        "import sys; sys.argv = ['', sys.argv[1], '--version']\n"
        "import runpy, contextlib\n"
        "with contextlib.suppress(SystemExit): runpy.run_module('tests.reach.watched_agent', run_name='__main__')\n"
        "import socket\n"
        "with contextlib.suppress(OSError): socket.create_connection(('192.0.2.1', 9), 0.1)\n"
        "with contextlib.suppress(OSError): socket.getaddrinfo('example.invalid', 80)\n"
    )

    subprocess.run([*ALONE, sys.executable, "-c", command, str(notes)], check=True, capture_output=True, timeout=60)

    assert [line.split()[0] for line in notes.read_text().splitlines()] == [
        "socket.getaddrinfo", "socket.connect", "socket.getaddrinfo",
    ]  # fmt: skip
