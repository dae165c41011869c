"""What carries a board's bytes, and its name: a serial port of this machine, or the socket of a board at a desk."""

from pathlib import Path
from typing import Protocol

from edge_agent.errors import NotFound
from edge_agent.text import printable
from edge_agent.usb import ports, socket_line
from edge_agent.usb.line import Line


class Cable(Protocol):
    """`port` is what a person calls it."""

    port: str

    def write(self, data: bytes) -> None: ...

    def read(self, wait_s: float) -> bytes:
        """What is there, or what comes within a time; b"" for nothing. LinkLost when the board is gone."""

    def fileno(self) -> int: ...

    def close(self) -> None: ...


def open_cable(port: str | None, home: Path, sysfs: Path = ports.SYSFS) -> Cable:
    """To a device, a desk board of this node by its name, or `auto`; NotFound names the boards that there are."""
    if port is None:
        raise NotFound(f"which board? {listed(home, sysfs)}")
    if port != ports.AUTO and "/" not in port:
        if port not in socket_line.names(home):
            raise NotFound(f"there is no board {printable(port, 40)} at this node; {listed(home, sysfs)}")
        return socket_line.SocketLine(home, port)
    return Line(ports.find(port, sysfs))


def open_line(port: str | None, home: Path, sysfs: Path = ports.SYSFS) -> Line:
    """To a device or `auto`: what is written through a REPL, which boards at a desk do not have."""
    if port is None:
        raise NotFound(f"which port? {listed(home, sysfs)}")
    if port in socket_line.names(home):
        raise NotFound(f"{port} is a board at a desk: `hearthnet run` flashes and provisions it; name a USB port")
    return Line(ports.find(port, sysfs))


def listed(home: Path, sysfs: Path) -> str:
    """In words what can be named."""
    found = [f"{name} (at the desk)" for name in socket_line.names(home)]
    found += [f"{one.path} ({printable(one.product, 40)})" for one in ports.boards(sysfs)]
    if not found:
        return "there is none: plug one in, or start one at the desk with `hearthnet run`"
    return f"name one of {', '.join(found)}"
