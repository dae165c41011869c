"""A board with our program on a USB port: the real interpreter behind a pseudo-terminal, started again when it ends."""

import json
import os
import pty
import subprocess
import threading
import tty
from contextlib import suppress
from pathlib import Path

from nacl.signing import SigningKey

from edge_agent.desk.board import board_command
from tests.interpreter import ROOT

FAST_CLOCK = ROOT / "tests" / "usb" / "fast_clock.mjs"
ROOT_KEY = bytes(SigningKey(b"root".ljust(32, b".")).verify_key)
END_S = 10.0
PIECE = 4096
SPEED = 10  # of its clock
PAUSE_S = 0.002


def settings(**changed: object) -> str:
    """A board.json."""
    usual = {
        "name": "attic", "roots": [ROOT_KEY.hex()], "certificates": [], "place": None, "language": "en", "network": 0,
        "preset": "LongFast",
    }  # fmt: skip
    return json.dumps({**usual, **changed})


class PluggedBoard:
    """`port` is what a person would call /dev/ttyACM0."""

    def __init__(self, folder: Path, updater: bytes = b"", **changed: object) -> None:
        self.flash = folder / "flash"
        self._folder = folder
        self.flash.mkdir(exist_ok=True)
        known = {"updaters": [updater.hex()]} if updater else {}
        (self.flash / "board.json").write_text(settings(**known, **changed), encoding="utf-8")
        self.starts = 0
        self.changed = lambda data: data  # by a bad cable, or by somebody in it
        self._pause = threading.Event()
        self.plug_in()

    def plug_in(self) -> None:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(slave)
        os.close(slave)  # whoever has it open would count as its user
        self._is_plugged = True
        self._lock = threading.Lock()
        self._process = self._start()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._keep, self._carry_in)]
        for thread in self._threads:
            thread.start()

    def unplug(self) -> None:
        """The power goes away and the port with it."""
        with self._lock:
            self._is_plugged = False
            self._process.kill()
        for thread in self._threads:
            thread.join(END_S)
        os.close(self._master)

    def lose_power(self) -> None:
        """For a moment; the port stays."""
        self._process.kill()

    def _start(self) -> "subprocess.Popen[bytes]":
        self.starts += 1
        command = board_command("attic", self.flash, self._folder / "no-ether", self._folder / "attic.sock")
        environment = {**os.environ, "NODE_OPTIONS": f"--import={FAST_CLOCK}"}
        return subprocess.Popen(
            [*command, "--terminal"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environment
        )

    def _keep(self) -> None:
        """Carry what the board says to the port; start it again when it ends."""
        while True:
            assert self._process.stdout is not None
            assert self._process.stdin is not None
            while data := self._process.stdout.read(PIECE):
                with suppress(OSError):  # nobody reads: a USB port drops it
                    os.write(self._master, data)
            self._process.wait()
            with self._lock:
                self._process.stdin.close()
                self._process.stdout.close()
                if not self._is_plugged:
                    return
                self._process = self._start()

    def _carry_in(self) -> None:
        """What is written to the port goes to the board."""
        while self._is_plugged:
            try:
                data = self.changed(os.read(self._master, PIECE))
            except OSError:  # nobody has the port open, or nothing came
                self._pause.wait(PAUSE_S)
                continue
            with self._lock, suppress(OSError, ValueError):  # the board is starting
                assert self._process.stdin is not None
                self._process.stdin.write(data)
