"""A board on a USB port: the real interpreter's REPL on a real pseudo-terminal, with a folder for its flash."""

import os
import pty
import subprocess
import termios
import threading
import tty
from pathlib import Path

from edge_agent.desk.node_runtime import node_command
from tests.interpreter import ROOT

PROGRAM = ROOT / "micropython" / "wasm" / "repl.mjs"
REBOOT, REBOOT_RAW = 4, 5
END_S = 10.0
PAUSE_S = 0.002


class ReplBoard:
    """`port` is what a person would call /dev/ttyACM0. Started again after each soft reboot, until `unplug`."""

    def __init__(self, flash: Path, *, capacity: int = 1 << 21, starts: bool = True) -> None:
        self.flash = flash
        self.capacity = capacity
        self.master, slave = pty.openpty()
        tty.setraw(slave, termios.TCSANOW)
        self.port = os.ttyname(slave)
        os.close(slave)  # whoever has it open would count as its user
        self._is_plugged = True
        self._is_reset = False
        self._pause = threading.Event()
        self._lock = threading.Lock()
        if starts:
            self.start()

    def start(self) -> None:
        self._process = self._start(())
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def restart(self) -> None:
        """As the chip does on a reset, whatever it is doing."""
        with self._lock:
            self._is_reset = True
            self._process.kill()

    def read(self) -> bytes:
        """What was written to the port, while the interpreter does not run."""
        while True:
            try:
                return os.read(self.master, 4096)
            except OSError:  # nobody has it open
                self._pause.wait(PAUSE_S)

    def unplug(self) -> None:
        """The power goes away, whatever the board is doing."""
        with self._lock:
            self._is_plugged = False
            self._process.kill()
        self._thread.join(END_S)
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def _start(self, options: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        command = [*node_command(), str(PROGRAM), "--flash", str(self.flash), "--capacity", str(self.capacity)]
        return subprocess.Popen([*command, *options], stdin=self.master, stdout=self.master)

    def _keep(self) -> None:
        while True:
            code = self._process.wait()
            with self._lock:
                is_reset, self._is_reset = self._is_reset, False
                if not self._is_plugged or code not in (REBOOT, REBOOT_RAW) and not is_reset:
                    return
                self._process = self._start(("--raw",) if code == REBOOT_RAW else ())
