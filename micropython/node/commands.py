"""The commands of a board's console: their words, their help, and who answers them. docs/protocol/board-console.md.

What a command does is in node.telling (it only tells) and node.changing, which are loaded when they are needed.
A command is a generator: it yields (object, text), where a text of None is written from the object, or a number of
milliseconds in which it has nothing to say.
"""

import json
from collections import namedtuple

from node import console, screen
from node.console import INTERRUPT, WIDTH

TELLING, CHANGING = "telling", "changing"
# One text, which stays in the flash: as tuples it would take 1 kB of memory. Name, module, words, help.
COMMANDS = """\
help|telling||this list
status|telling||how the board is
alerts|telling|[N]|the alerts in force; N: one of them, whole
keys|telling||whom the board trusts, and its own key
air|telling||frequency, airtime, frames, refusals
radio|telling||what the radio measures
log|telling|[crash]|the last lines that the board noted
crash|telling||what it noted when it last crashed
sensors|telling||what the sensors say
test|changing|siren/screen/radio|try a part for some seconds; Ctrl-C ends it
name|changing|[NEW]|the board's name
region|changing|[REGION]|where the radio is used, and its law there
provision|changing|[SIZE SHA256]|what it was given; takes a board.json
update|changing|[SIZE SHA256]|takes a new program
reboot|changing|[safe]|start anew; safe: into safe mode, for updates"""
SAFE = ("help", "status", "log", "crash", "provision", "update", "reboot")  # while the board does nothing else
SECOND_WORDS = (("test", ("siren", "screen", "radio")), ("log", ("crash",)), ("reboot", ("safe",)))
YES, JSON = "yes", "--json"

# What commands work on. settings, alarm, authors, face and ask are None in safe mode. facts() -> dict of numbers and
# texts. ask(senders) sends what neighbours answer and adds who is then heard to this list, until ask(None); it returns
# why it cannot, or "". receivers: {"provision": make, "update": make}, make(size) -> an object as node.update.Update
Workings = namedtuple(
    "Workings", ("hardware", "log", "facts", "settings", "alarm", "authors", "face", "phrases", "ask", "receivers")
)


class CommandError(ValueError):
    """It was not done; the message says why and what to do."""


class Unsure(Exception):
    """It is done only when a person says yes; the message asks for it."""


class Commands:
    def __init__(self, workings: Workings) -> None:
        self._workings = workings
        self._is_safe = workings.alarm is None
        self._question = ""  # the line that waits for a yes
        self._transfer = None
        self._is_pasted = False  # by a person
        self._prompt = ""

    def names(self) -> list[str]:
        """Those that work now."""
        return [row[0] for row in _rows_of(COMMANDS) if row[0] in SAFE or not self._is_safe]

    def complete(self, text: str) -> list[str]:
        """The words that the last word of this text may become."""
        first, _, rest = text.partition(" ")
        if not _:
            return [name for name in self.names() if name.startswith(first)]
        for name, words in SECOND_WORDS:
            if name == first:
                return [word for word in words if word.startswith(rest)]
        return [JSON] if rest and JSON.startswith(rest) else []

    def run(self, line: str, as_json: bool):  # type: ignore[no-untyped-def]
        """The lines of the answer, one at a time, and numbers of milliseconds to wait; ValueError, Unsure."""
        words = line.split()
        as_json = as_json or JSON in words
        answers = self._answers([word for word in words if word != JSON])
        try:
            yield from _shown(answers, as_json)
        finally:
            answers.close()  # MicroPython closes no generator that is merely dropped: a test would go on

    def typed(self, line: str, shell):  # type: ignore[no-untyped-def]
        """The same for a line of a person. It may change the shell's prompt for the next line."""
        self._prompt = self._prompt or shell.prompt
        question, self._question = self._question, ""
        shell.prompt, shell.keeps = self._prompt, True
        try:
            yield from self._done(line, question)
        except Unsure as unsure:
            self._question = line
            shell.prompt, shell.keeps = f"{unsure} ({YES}/no) ", False
        except ValueError as error:
            yield from _rows(str(error))
        if self._is_pasted:
            shell.prompt, shell.keeps = "base64> ", False

    def asked(self, asked: dict):  # type: ignore[no-untyped-def, type-arg]
        """The same for a request of a machine, of node.console.request."""
        done = console.done(asked, None)
        tail = ', "id": %d}' % done["id"] if "id" in done else "}"
        try:
            if "run" in asked:
                for said in self.run(str(asked["run"]), True):
                    yield said if isinstance(said, int) else '{"answer": ' + said + tail
            else:
                self._take(done["done"], asked[done["done"]], done)
        except Unsure as unsure:
            done["error"] = f"{unsure} Then add the word {YES}"
        except ValueError as error:
            done["error"] = str(error)
        yield json.dumps(done)

    def _done(self, line: str, question: str):  # type: ignore[no-untyped-def]
        words = line.split()
        if line == INTERRUPT:
            self._give_up()
        elif self._is_pasted:
            yield from self._pasted(line)
        elif question and words != [YES]:
            yield "not done"
        elif question:
            yield from self.run(question + " " + YES, False)
        elif words[:1] in (["provision"], ["update"]) and len(words) == 3:
            self._open(*words)
            self._is_pasted = True
        elif words:
            yield from self.run(line, False)

    def _answers(self, words: list):  # type: ignore[no-untyped-def, type-arg]
        known = [row for row in _rows_of(COMMANDS) if row[0] in SAFE or not self._is_safe]
        for name, module, _, _ in known:
            if words[:1] == [name]:
                part = _part(module)
                return part.help_on(known) if name == "help" else getattr(part, name)(words[1:], self._workings)
        where = "; the board is in safe mode" if self._is_safe else ""
        name = _part(TELLING).clean("".join(words[:1]))[:32]
        raise CommandError(f"no such command: {name}{where}; help lists them")

    def _open(self, name: str, size: object, sha256: object) -> None:
        self._give_up()
        parts = __import__("node.transfer", None, None, ("Transfer",))
        self._transfer = parts.Transfer(name, size, sha256, self._workings)

    def _take(self, name: str, piece: object, done: dict) -> None:  # type: ignore[type-arg]
        """One step of a transfer by a machine; `done` learns what the board has."""
        if not isinstance(piece, dict):
            raise CommandError("begin with the size and the SHA-256 of the file")
        if "size" in piece:
            self._open(name, piece["size"], piece.get("sha256"))
        elif self._transfer is None or self._transfer.name != name:
            raise CommandError("begin with the size and the SHA-256 of the file")
        else:
            self._put(piece.get("at"), piece.get("data"))
        done["at"] = self._transfer.at
        if self._transfer.says:
            done["says"] = self._transfer.says

    def _pasted(self, line: str):  # type: ignore[no-untyped-def]
        self._put(self._transfer.at, line.strip())  # type: ignore[attr-defined]
        if self._transfer.says:  # type: ignore[attr-defined]
            yield self._transfer.says  # type: ignore[attr-defined]
            self._give_up()

    def _put(self, at: object, data: object) -> None:
        """Whatever is wrong with a piece ends the transfer."""
        transfer = self._transfer
        try:
            transfer.put(at, data)  # type: ignore[attr-defined]
        except ValueError:
            self._give_up()
            raise

    def _give_up(self) -> None:
        self._is_pasted = False
        transfer, self._transfer = self._transfer, None
        if transfer is not None:
            transfer.end()


def _shown(answers, as_json: bool):  # type: ignore[no-untyped-def]
    for said in answers:
        if isinstance(said, int):
            yield said
            continue
        found, text = said
        if as_json and found is not None:
            yield json.dumps(dict(found))
        elif text is None:
            for row in _part(TELLING).lines(found):
                yield from _rows(row)
        elif not as_json:
            yield from _rows(text)


def _rows(text: str) -> list[str]:
    return [text] if screen.columns(text) <= WIDTH else screen.wrap(text, WIDTH)


def _rows_of(table: str) -> list:  # type: ignore[type-arg]
    return [line.split("|") for line in table.split("\n")]


def _part(module: str):  # type: ignore[no-untyped-def]
    """Loaded when a command needs it."""
    return __import__("node." + module, None, None, ("lines",))
