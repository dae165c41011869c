"""A new version goes over the console line of a board, is tried there, and kept or given up. docs/protocol/update.md.

Beside the running program there is no memory to check a signature: the board takes it in safe mode, in which it hears
no alerts. Whatever goes wrong, it is told to run its program again, or the person is told that it has to be.
"""

import time
from collections.abc import Callable
from contextlib import closing

from edge_agent.errors import BadRequest, LinkLost, NotFound, Unavailable
from edge_agent.text import printable
from edge_agent.usb.cable import Cable
from edge_agent.usb.machine import Machine
from edge_agent.usb.progress import Progress

Status = dict[str, object]
BACK_S = 60.0  # for a start; its port goes away meanwhile
LOOK_S = 1.0  # between two looks
TRIED_S = 60  # so long a board tries a version, node/slots.py
CONFIRM_S = TRIED_S + 2 * BACK_S
MODEM_S = TRIED_S + 15.0  # then a modem is asked for its console, in which nothing is tried


class Updating:
    """`open_cable` is called again after each start of the board; `tell` takes what the person should know."""

    def __init__(self, open_cable: Callable[[], Cable], tell: Callable[[str], None]) -> None:
        self._open = open_cable
        self._tell = tell
        self._is_modem = False

    def run(self, data: bytes, version: str) -> None:
        """On return the board runs this version and keeps it; BadRequest, LinkLost or Unavailable says what it does."""
        before = self._enter_safe_mode()
        self._send(data, before)
        self._tell(f"It starts the new version now, and keeps it when it is well for {TRIED_S} s.")
        self._confirm(version)

    def _enter_safe_mode(self) -> str:
        """What ran before."""
        with closing(self._open()) as cable:
            machine = Machine(cable)
            status = machine.status()
            self._is_modem = machine.is_modem
            running = printable(str(status.get("version")), 32)
            self._tell(f"{printable(str(status.get('name')), 32)} runs {running}.")
            if status.get("safe"):
                return running
            self._tell("It takes the update in safe mode: until that is over it hears no alerts.")
            machine.leave("reboot safe yes")
        self._until(lambda status: bool(status.get("safe")), BACK_S, "into safe mode")
        return running

    def _send(self, data: bytes, before: str) -> None:
        with closing(self._open()) as cable:
            machine = Machine(cable)
            try:
                with Progress("Sending the update", len(data)) as progress:
                    said = machine.send("update", data, progress.more)
            except LinkLost:
                raise LinkLost(
                    f"{cable.port}: the board went away in the middle. Nothing has changed: plug it in again and repeat"
                    " the command. One with a battery hears no alerts until then, or until it is switched off and on"
                ) from None
            except (BadRequest, Unavailable) as error:
                machine.leave("reboot yes")
                raise BadRequest(f"{error}. Nothing has changed: it starts {before} again") from None
            except KeyboardInterrupt:
                machine.leave("reboot yes")
                raise
            self._tell(f"The board checked it: {printable(said, 200)}.")
            machine.leave("reboot yes")

    def _confirm(self, version: str) -> None:
        """Wait until it is kept; LinkLost says that the board fell back."""
        with Progress("Trying the new version", TRIED_S) as progress:
            if self._is_modem:
                self._let_try(progress)
            status = self._until(lambda status: self._is_decided(status, version, progress), CONFIRM_S, "with it")
        running = printable(str(status.get("version")), 32)
        if running != version:
            raise LinkLost(
                f"the board gave {version} up and runs {running} again, as before; `hearthnet board log` says why"
            )
        if self._is_modem:
            with closing(self._open()) as cable:
                Machine(cable).leave("reboot yes")

    def _is_decided(self, status: Status, version: str, progress: Progress) -> bool:
        if status.get("version") != version:
            return status.get("given_up") == version
        if status.get("safe") and not self._is_modem:
            raise Unavailable(f"{version} does not start, the board is in safe mode: {_why(status)}")
        uptime = status.get("uptime_s")
        progress.upto(uptime if isinstance(uptime, int) else 0)
        return not status.get("tried")

    def _let_try(self, progress: Progress) -> None:
        """Its console is not there meanwhile."""
        for _ in range(int(MODEM_S)):
            time.sleep(1.0)
            progress.more(1)

    def _until(self, holds: Callable[[Status], bool], wait_s: float, where: str) -> Status:
        """The state of a board that starts anew, as soon as this holds."""
        until, seen = time.monotonic() + wait_s, ""
        while time.monotonic() < until:
            status, trouble = self._asked()
            if trouble:
                seen = trouble
            elif holds(status):
                return status
            else:
                seen = f"it runs {printable(str(status.get('version')), 32)}"
                seen += ", and still tries it: does its radio answer?" if status.get("tried") else ""
            time.sleep(LOOK_S)
        raise Unavailable(f"the board did not come back {where} ({seen}). See its screen, or switch it off and on")

    def _asked(self) -> tuple[Status, str]:
        """Its state, or what is in the way of asking."""
        try:
            with closing(self._open()) as cable:
                return Machine(cable).status(), ""
        except (NotFound, Unavailable) as error:  # it is starting
            return {}, str(error)


def _why(status: Status) -> str:
    return printable(str(status.get("why", "")), 120)
