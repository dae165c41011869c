"""Safe mode: no radio, no siren; the screen says why, the console works. Loaded instead of the board's program.

The next start, by whatever means, tries the program again. A board that nobody looks after tries by itself after an
hour: it may have been an accident of the air, and a silent board helps nobody.
"""

import binascii
import json

from node import screen
from node.guard import HEIGHT, WIDTH, Guard
from node.log import Log
from node.session import Session

RETRY_MS = 3600000
LONGEST_WAIT_MS = 60000
LATE_MS = 15000
OFF = "off"
NAMELESS = "board"
MAX_UPDATERS = 4


class SafeMode:
    def __init__(self, hardware, why: str, guard: Guard) -> None:  # type: ignore[no-untyped-def]
        self._hardware = hardware
        self._why = why
        self._guard = guard
        self._name, self._updaters = _provisioned(hardware.flash)
        self._log = Log(hardware.log, hardware.clock.uptime_ms)
        self._log.note("safe mode: " + why)
        self._session = Session(hardware.line, self._name, self._open_commands)
        self._since_ms = hardware.clock.uptime_ms()
        self._is_told = False

    async def run(self) -> None:
        while True:
            wait_ms = self.step()
            self._guard.watch.expect("console", wait_ms + LATE_MS)
            await self._hardware.wait(wait_ms)

    def step(self) -> int:
        """Answer whoever asks; how many milliseconds until the next step."""
        now_ms = self._hardware.clock.uptime_ms()
        if not self._is_told:
            self._is_told = True
            self._hardware.siren.sound(OFF)
            self._hardware.display.show(self._lines())
            self._session.say(self._state())
        self._hardware.radio.heard()  # dropped: or what it holds would grow
        self._session.step(now_ms)
        if now_ms - self._since_ms > RETRY_MS:
            self._hardware.reboot()
        return min(self._session.wait_ms(now_ms) or LONGEST_WAIT_MS, LONGEST_WAIT_MS)

    def facts(self) -> dict:  # type: ignore[type-arg]
        """For the command status."""
        found = self._guard.facts()
        found.update({"name": self._name, "safe": True, "why": self._why, "heap_largest": self._guard.heap_largest})
        return found

    def _lines(self) -> list[str]:
        lines = ["SAFE MODE", "no alerts are heard"] + screen.wrap(self._why, WIDTH)
        return lines[: HEIGHT - 1] + ["reboot tries again"]

    def _state(self) -> dict:  # type: ignore[type-arg]
        return {
            "board": self._name, "screen": self._lines(), "siren": OFF, "alert": None, "acknowledged": False,
            "frames": 0, "shown": 0, "relayed": 0, "refused": {}, "safe": self._why,
        }  # fmt: skip

    def _open_commands(self):  # type: ignore[no-untyped-def]
        parts = __import__("node.commands", None, None, ("Commands",))
        return parts.Commands(
            parts.Workings(
                self._hardware, self._log, self.facts, None, None, None, None, None, None,
                {"provision": self._take_settings, "update": self._take_update},
            )
        )  # fmt: skip

    def _take_settings(self, size: int):  # type: ignore[no-untyped-def]
        parts = __import__("node.transfer", None, None, ("NewSettings",))
        return parts.NewSettings(self._hardware.flash, size)

    def _take_update(self, size: int):  # type: ignore[no-untyped-def]
        keys = __import__("node.keys", None, None, ("Verifiers",))
        parts = __import__("node.update", None, None, ("Update",))
        flash = self._hardware.flash
        return parts.Update(flash, self._updaters, parts.kind_of(flash), keys.Verifiers().verify)


def _provisioned(flash) -> tuple:  # type: ignore[no-untyped-def, type-arg]
    """Name and updaters, as far as board.json can be read at all."""
    try:
        fields = json.loads((flash.read("board.json") or b"").decode())
        name, updaters = fields.get("name"), fields.get("updaters", [])
        keys = [binascii.unhexlify(key) for key in updaters][:MAX_UPDATERS]
    except (OSError, ValueError, RuntimeError, AttributeError, TypeError):
        return NAMELESS, []
    return (name if isinstance(name, str) and 0 < len(name) <= 32 else NAMELESS), keys
