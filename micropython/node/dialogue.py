"""What is said on the console line of a board: it tells people from machines and answers both, a little in every step.

docs/protocol/board-console.md. Loaded by node.session when somebody begins. No clock; what it holds is bounded.
"""

import gc
import json

from node import console

MAX_PIECE = 256  # bytes that one step writes: what a line of 115200 baud takes in 22 ms
PAUSE_MS = 20
LINES = 8  # of a command's answer in one step
ENOUGH = 512  # bytes that wait to be written: a command goes on when there are less
MAX_WAITING = 6144  # bytes: one line of 4096 and what was there; beyond that nothing is added
MAX_ASKED = 4  # requests of machines that wait for a command to be done
STALLED_MS = 10000  # nobody reads: what waits is dropped


class Job:
    """A command that is being answered: to whom, what a machine asked (None: a person), its lines."""

    def __init__(self, reader: int | None, asked: dict | None, work) -> None:  # type: ignore[no-untyped-def, type-arg]
        self.reader = reader
        self.asked = asked
        self.work = work
        self.is_over = False


class Dialogue:
    def __init__(self, line, name: str, open_commands) -> None:  # type: ignore[no-untyped-def]
        """`line` of node.hardware; `open_commands()` -> node.commands.Commands, asked when somebody types."""
        self._line = line
        self._prompt = name + "> "
        self._open_commands = open_commands
        self._shell = self._commands = None
        self._out = b""
        self._rest = b""  # was typed and not looked at
        self._asked = []  # type: list[tuple[int | None, dict]]  # who, what; None: on the USB line
        self._job = None
        self._state = None
        self._is_machine = False
        self._wrote_ms = self._due_ms = 0

    def step(self, typed: bytes, requests: list, now_ms: int) -> list[str]:  # type: ignore[type-arg]
        """Look at what came and go on with what is being said; the presses of the button that were asked for."""
        presses = []
        self._read(typed)
        for reader, line in requests:
            presses.extend(self._request(reader, line))
        while self._rest and self._job is None and len(self._out) < ENOUGH:
            presses.extend(self._feed(now_ms))
        if self._job is None and self._asked:
            self._begin(*self._asked.pop(0))
        self._go_on(now_ms)
        self._tell_state()
        self._write(now_ms)
        return presses

    def wants_input(self) -> bool:
        """What else was typed waits on the line meanwhile."""
        return len(self._rest) < MAX_PIECE and len(self._out) < ENOUGH

    def say(self, state: dict) -> None:  # type: ignore[type-arg]
        """The state has changed: machines on the USB line are told, too."""
        if self._is_machine:
            self._state = state  # type: ignore[assignment]

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until there is more to do; None: until the line has news."""
        if self._out or self._rest or self._asked or self._state is not None:
            return PAUSE_MS
        return None if self._job is None else max(self._due_ms - now_ms, PAUSE_MS)

    def _read(self, typed: bytes) -> None:
        """While a command runs only Ctrl-C is looked for; what is behind it waits."""
        self._rest += typed
        at = self._rest.rfind(b"\x03")
        if self._job is not None and self._job.asked is None and at >= 0:
            self._rest = self._rest[at + 1 :]
            self._job.work.close()
            self._job = None
            self._add(b"^C\r\n" + self._shell.draw())  # type: ignore[attr-defined]

    def _feed(self, now_ms: int) -> list[str]:
        data, self._rest = self._rest, b""
        try:
            if self._shell is None:
                self._load()
                if data[:1] != b"{":
                    self._add(self._shell.draw())  # type: ignore[attr-defined]
            out, line, self._rest = self._shell.feed(data)  # type: ignore[attr-defined]
        except MemoryError:
            self._unload()
            self._add(b"\r\nthere is no memory for this now; try again\r\n")
            return []
        self._add(out)
        if line is None:
            return []
        if isinstance(line, bytes):
            return self._request(None, line)
        self._is_machine = False
        self._job = Job(None, None, self._commands.typed(line, self._shell))  # type: ignore[attr-defined]
        self._due_ms = now_ms
        return []

    def _request(self, reader: int | None, line: bytes) -> list[str]:
        asked = console.request(line)
        if asked is None:
            return []
        self._is_machine = self._is_machine or reader is None
        press = console.press(asked)
        if press:
            return [press]
        if len(self._asked) >= MAX_ASKED or "error" in asked:
            error = asked.get("error", "too much at once; wait for each answer")
            self._answer(reader, json.dumps(console.done(asked, error)))
        else:
            self._asked.append((reader, asked))
        return []

    def _begin(self, reader: int | None, asked: dict) -> None:  # type: ignore[type-arg]
        try:
            if self._commands is None:
                self._commands = self._open_commands()
            self._job = Job(reader, asked, self._commands.asked(asked))  # type: ignore[attr-defined]
        except MemoryError:
            self._unload()
            self._answer(reader, json.dumps(console.done(asked, "there is no memory for this now; try again")))
        self._due_ms = 0

    def _go_on(self, now_ms: int) -> None:
        """Let the command say as much as there is room for."""
        job = self._job
        for _ in range(LINES):
            if job is None or now_ms < self._due_ms or len(self._out) >= ENOUGH:
                return
            said = self._next(job)
            if isinstance(said, int):
                self._due_ms = now_ms + said
                return
            if said is not None:
                self._answer(job.reader, said)
                continue
            self._job = None
            if job.asked is None:
                self._add(self._shell.draw())  # type: ignore[attr-defined]
            return

    def _next(self, job: Job) -> str | int | None:
        """A line, milliseconds to wait, or None when the command is done; a fault in one stops nothing else."""
        if job.is_over:
            return None
        try:
            return next(job.work)  # type: ignore[no-any-return]
        except StopIteration:
            return None
        except MemoryError:
            problem = "there is no memory for this now; try again"
        except Exception as error:  # noqa: BLE001 - a fault of the console must not stop the radio
            problem = f"this command is broken: {error!r}; report it"
        job.is_over = True
        return problem if job.asked is None else json.dumps(console.done(job.asked, problem))

    def _tell_state(self) -> None:
        if self._state is not None and self._job is None and not self._out:
            gc.collect()  # or garbage would count as used
            state, self._state = self._state, None
            self._answer(None, json.dumps(state))

    def _answer(self, reader: int | None, text: str) -> None:
        if reader is None:
            self._add(text.encode() + b"\r\n")
        else:
            self._line.answer(reader, text)

    def _add(self, data: bytes) -> None:
        if len(self._out) + len(data) <= MAX_WAITING:
            self._out += data

    def _write(self, now_ms: int) -> None:
        if not self._out:
            self._wrote_ms = now_ms
            return
        taken = self._line.write(self._out[:MAX_PIECE])
        if taken:
            self._out = self._out[taken:]
            self._wrote_ms = now_ms
        elif now_ms - self._wrote_ms > STALLED_MS:
            self._out = self._rest = b""
            self._unload()

    def _load(self) -> None:
        gc.collect()
        self._commands = self._commands or self._open_commands()
        parts = __import__("node.shell", None, None, ("Shell",))
        self._shell = parts.Shell(self._prompt, self._commands.complete)  # type: ignore[attr-defined]

    def _unload(self) -> None:
        """Begin anew: what was typed, asked and half done is given up."""
        if self._job is not None:
            self._job.work.close()  # type: ignore[unreachable]
        self._shell = self._commands = self._job = None
