"""Never stuck: starts the board's program, watches that it goes on, and notes, shows and survives whatever breaks it.

This is the one place of a board that catches everything: there is nobody above it but a person and the power plug.
"""

import asyncio
import gc

from node import crash_log, slots
from node.heap import free, largest
from node.watch import Watch

LOOK_S = 2  # between two looks at the loops; the hardware watchdog waits for four of them
CRASHES = 3  # in a row, then comes safe mode
STEADY_MS = 600000  # what ran so long has not crashed in a row
LONGEST_PAUSE_S = 60
MEASURE_MS = 600000  # between two measurements of the heap, which stop the board for some tens of milliseconds
ASKED_FILE = "safe.json"  # written by node.changing; empty: nobody asks
WIDTH, HEIGHT = 21, 8


class Unfit(Exception):
    """The board cannot run as it is, and starting again does not help: safe mode says why."""


class Stuck(Exception):
    """A loop stands still."""


class Guard:
    def __init__(self, hardware, version: str, fell: str = "", sleep=asyncio.sleep) -> None:  # type: ignore[no-untyped-def]
        """`version` is what was flashed; `fell`: why the chip started again without a word of the program, or ""."""
        self._hardware = hardware
        self._sleep = sleep
        self._slots = slots.decode(_read(hardware.flash, slots.STATE_FILE))
        self.version = slots.version(self._slots) or version
        self.log = crash_log.CrashLog(hardware.flash)
        self.watch = Watch(hardware.clock.uptime_ms)
        self.heap_largest = None  # type: int | None  # the longest free run of the heap, when it was last measured
        self._measured_ms = -MEASURE_MS
        self._is_safe = False
        if fell:
            self._note(fell, "")

    async def run(self, start) -> None:  # type: ignore[no-untyped-def]
        """Await `start()`, or safe mode after crashes in a row; what broke it is raised again, when it was told."""
        asked = self._is_asked()
        try:
            if not asked and self.log.in_a_row < CRASHES:
                await self._attended(start())
                return
        except Unfit as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - the supervisor: noted, shown, raised again
            await self._crashed(error)
            raise
        else:
            why = asked or "%d crashes in a row: %s" % (self.log.in_a_row, self.last_reason())
        try:
            await self._attended(self._safe_mode(why))
        except Exception as error:  # noqa: BLE001 - as above
            await self._crashed(error)
            raise

    async def _attended(self, work) -> None:  # type: ignore[no-untyped-def]
        """Await some work while the loops in it go on; Stuck when one does not."""
        late = []  # type: list[str]
        working = asyncio.create_task(work)
        looking = asyncio.create_task(self._look(working, late))
        try:
            await working
        except asyncio.CancelledError:
            if not late:
                raise
            raise Stuck("the %s loop stands still" % late[0])
        finally:
            working.cancel()
            looking.cancel()

    async def _look(self, working, late: list) -> None:  # type: ignore[no-untyped-def, type-arg]
        while not late:
            self._hardware.feed()
            self.look(self._hardware.clock.uptime_ms())
            await self._sleep(LOOK_S)
            late.extend([loop for loop in (self.watch.late(),) if loop])
        working.cancel()

    def look(self, now_ms: int) -> None:
        """What time alone shows: that this version is well, and that the last crash is long ago."""
        if now_ms - self._measured_ms >= MEASURE_MS:
            self._measured_ms = now_ms
            self.heap_largest = largest()
        if self._is_safe:
            return  # that is no sign of health
        if now_ms >= slots.HEALTHY_MS and not self._slots.is_kept and _is_up(self._hardware.radio):
            self._slots = slots.keep(self._slots)
            self._save(slots.STATE_FILE, slots.encode(self._slots))
        if now_ms >= STEADY_MS and self.log.in_a_row:
            self._count(0)

    def _is_asked(self) -> str:
        """Why somebody wants safe mode, "" when nobody does; it is asked for once."""
        if not _read(self._hardware.flash, ASKED_FILE):
            return ""
        self._save(ASKED_FILE, b"")
        return "asked for at the console"

    def facts(self) -> dict:  # type: ignore[type-arg]
        """For the console."""
        found = {"version": self.version, "crashes": self.log.in_a_row}
        if not self._slots.is_kept:
            found["tried"] = True
        if self._slots.given_up:
            found["given_up"] = self._slots.given_up
        return found

    async def _safe_mode(self, why: str) -> None:
        """The next start, for whatever reason, tries the program again; when that crashes too, it is back here."""
        self._is_safe = True
        if self.log.in_a_row >= CRASHES:
            self._count(CRASHES - 1)
        safe = __import__("node.safe", None, None, ("SafeMode",))
        await safe.SafeMode(self._hardware, why, self).run()

    async def _crashed(self, error: Exception) -> None:
        gc.collect()
        reason = "%s: %s" % (type(error).__name__, error)
        is_noted = self._note(reason, crash_log.trace_of(error))
        wait_s = pause_s(self.log.in_a_row) if is_noted else LONGEST_PAUSE_S
        self._show(["CRASHED", "starting again", "in %d s" % wait_s, ""] + broken(reason))
        for _ in range(wait_s):
            self._hardware.feed()
            await self._sleep(1)

    def _note(self, reason: str, trace: str) -> bool:
        """Whether the flash took it."""
        facts = "version %s, up %d s, %s bytes free" % (
            self.version, self._hardware.clock.uptime_ms() // 1000, free(),
        )  # fmt: skip
        self._hardware.log.note("crash: " + reason)
        try:
            self.log.add(reason, trace, facts)
        except OSError as failure:
            self._hardware.log.note("crash.log: the flash fails or is full (%s)" % failure)
            return False
        return True

    def _count(self, in_a_row: int) -> None:
        try:
            self.log.count(in_a_row)
        except OSError as failure:
            self._hardware.log.note("crash.log: the flash fails or is full (%s)" % failure)

    def _save(self, name: str, data: bytes) -> None:
        try:
            self._hardware.flash.write(name, data)
        except OSError as failure:
            self._hardware.log.note("%s: the flash fails or is full (%s)" % (name, failure))

    def last_reason(self) -> str:
        entries = ("\n" + self.log.text()).split("\n" + crash_log.BEGIN)
        return entries[-1].split("\n")[0] if len(entries) > 1 else "the log is empty"

    def _show(self, lines: list) -> None:  # type: ignore[type-arg]
        """A display that fails too must not hide why."""
        try:
            self._hardware.siren.sound("off")
            self._hardware.display.show(lines[:HEIGHT])
        except OSError as failure:
            self._hardware.log.note("display or siren: %s" % failure)


def pause_s(in_a_row: int) -> int:
    """How long a board waits before it starts again: a crash at every start must not wear its flash out."""
    return min(1 << min(max(in_a_row - 1, 0), 6), LONGEST_PAUSE_S)


def broken(text: str) -> list[str]:
    """A text in lines of the screen, wherever they end: nothing else is sure to be in memory now."""
    return [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]


def _is_up(radio) -> bool:  # type: ignore[no-untyped-def]
    """A radio that does not say is up: what fails then is the sending."""
    return not hasattr(radio, "facts") or radio.facts().get("up", True)  # type: ignore[no-any-return]


def _read(flash, name: str) -> bytes | None:  # type: ignore[no-untyped-def]
    try:
        return flash.read(name)  # type: ignore[no-any-return]
    except OSError:
        return None
