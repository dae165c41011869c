"""What a driver of one radio offers; `open_port` in schemes.py makes one from a URL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reception:
    payload: bytes
    rssi_dbm: int
    snr_db: int


@dataclass(frozen=True, slots=True)
class Carrier:
    """The channel became busy here, or free."""

    busy: bool


@dataclass(frozen=True, slots=True)
class State:
    """`reason` says in words why the port is down; empty when it is up."""

    up: bool
    reason: str = ""


PortEvent = Reception | Carrier | State


class Port(Protocol):
    url: str
    state: State

    async def run(self) -> None:
        """Connect, and connect again when the radio comes back, until cancelled."""

    async def send(self, payload: bytes) -> int:
        """Transmit a radio payload and return its airtime in ms after its end.

        Raises PortLost when the radio went away (it may have been sent), Refused when it cannot transmit now.
        """
        ...

    def events(self) -> AsyncIterator[PortEvent]:
        """What happens at the radio, in order; one reader."""
        ...
