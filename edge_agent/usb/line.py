"""The serial line of a board, as a REPL that executes programs and as plain bytes. The only home of mpremote.

Programs are executed without a soft reset first: it would start a version that is being tried once more. A board that
runs our program has a watchdog that starts it again 8 s after the program was ended: what takes time calls `feed()`.
All this waits for the board and blocks: it is for commands, which have nothing else to do meanwhile.
"""

import ast
import logging
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from edge_agent.errors import ConfigError, LinkLost, Unavailable
from edge_agent.usb import modem_line
from edge_agent.usb.ports import refuse_busy

log = logging.getLogger(__name__)
ANSWER_S = 5.0  # for the prompt, and between two characters
AGAIN_S = 1.0  # between two tries to end its program: it may be starting
PROMPT = b"raw REPL; CTRL-B to exit\r\n"
INTERRUPT, RAW, REBOOT = b"\r\x03\x03", b"\r\x01", b"\x04"
MAX_NOISE = 65536  # bytes that a board may say before it shows its prompt: the rest of a traceback, a log
FEEDING = """
def feed(): pass
try:
 open('/board.kind').close()
 import machine
 feed=machine.WDT(timeout=8000).feed
except (OSError,ImportError,AttributeError): pass
"""
RESET = "try:\n import machine\n machine.reset()\nexcept ImportError: pass"


class Line:
    """Opened at once; Unavailable or ConfigError says why it cannot be, and what to do."""

    def __init__(self, port: str) -> None:
        refuse_busy(port)
        try:
            from mpremote.transport_serial import SerialTransport, TransportError
        except ImportError:
            raise ConfigError("boards on USB need mpremote: run `pip install 'hearthnet-edge[board]'`") from None
        self.port = port
        self._failure: type[Exception] = TransportError
        with self._told():
            self._transport: Any = SerialTransport(port, timeout=ANSWER_S)

    def close(self) -> None:
        """Also when the board is gone."""
        with suppress(OSError, TypeError):
            self._transport.close()

    def fileno(self) -> int:
        descriptor: int = self._transport.serial.fileno()
        return descriptor

    def write(self, data: bytes) -> None:
        with self._told():
            self._transport.serial.write(data)

    def read(self, wait_s: float) -> bytes:
        """What is there, or what comes within a time; b"" for nothing."""
        with self._told():
            serial = self._transport.serial
            serial.timeout = wait_s
            found: bytes = serial.read(max(serial.in_waiting, 1))
            return found

    def enter(self) -> None:
        """End the program of the board and wait for programs of ours; Unavailable when it is no MicroPython.

        To a gateway's modem Ctrl-C is a byte like any other: it is asked for its console first.
        """
        seen = self._interrupt(AGAIN_S)
        if PROMPT not in seen:
            modem_line.leave(self)
            seen = self._interrupt(ANSWER_S)
        if PROMPT not in seen:
            raise Unavailable(_no_prompt(self.port, seen))
        self._transport.serial.timeout = ANSWER_S
        self._give_back(seen.partition(PROMPT)[2])
        self.run(FEEDING)

    def _interrupt(self, wait_s: float) -> bytes:
        """What the board says to Ctrl-C, up to the prompt; it is said again while none comes."""
        seen, until, again = b"", time.monotonic() + wait_s, 0.0
        while PROMPT not in seen and time.monotonic() < until:
            if time.monotonic() >= again:
                self.write(INTERRUPT)
                self.write(RAW)
                again = time.monotonic() + AGAIN_S
            seen = (seen + self.read(0.1))[-MAX_NOISE:]
        return seen

    def run(self, program: str, wait_s: float = 10.0) -> str:
        """Execute it on the board; what it printed. LinkLost when it fails there."""
        with self._told():
            output, error = self._transport.exec_raw(program, timeout=wait_s)
        if error:
            raise LinkLost(f"the board says: {_last_line(error)}")
        text: str = output.decode(errors="replace")
        return text

    def value(self, expression: str) -> object:
        """What an expression is on the board."""
        try:
            found: object = ast.literal_eval(self.run(f"print(repr(({expression})))").strip())
        except (SyntaxError, ValueError):
            raise LinkLost("the board answered something else than it was asked; try again") from None
        return found

    def restart(self) -> None:
        """Let the board start its own program."""
        with self._told():
            self._transport.exec_raw_no_follow(RESET)
            time.sleep(0.1)  # a board that has no `machine` goes back to its prompt; the others are gone
            self._transport.exit_raw_repl()
            self._transport.serial.write(REBOOT)

    def _give_back(self, data: bytes) -> None:
        """What was read behind the prompt belongs to the next program: normally the sign that it may come."""
        if not data.endswith(b">"):
            return
        original = self._transport.read_until
        self._transport.read_until = lambda *args, **options: self._once(original, data)

    def _once(self, original: Any, data: bytes) -> bytes:
        self._transport.read_until = original
        return data

    @contextmanager
    def _told(self) -> Iterator[None]:
        """The words of libraries are turned into ours."""
        try:
            yield
        except (OSError, struct.error, TypeError) as error:  # pyserial's are OSErrors; TypeError: it was closed
            log.debug("%s: %s", self.port, error)
            raise LinkLost(f"{self.port}: the board is gone; plug it in again and repeat the command") from None
        except self._failure as error:
            raise LinkLost(f"{self.port}: {error}; unplug the board, plug it in and repeat the command") from None


def _last_line(error: bytes) -> str:
    lines = error.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "an error without words"


def _no_prompt(port: str, seen: bytes) -> str:
    heard = "it says nothing" if not seen else f"it says {seen[-40:]!r}"
    return (
        f"{port}: no MicroPython answers there ({heard}). If it is the right port, put MicroPython 1.29 on the board"
        " first: see `hearthnet board flash --help`"
    )
