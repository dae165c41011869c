"""A person at the terminal of a board, and a machine beside: what they send and what comes back."""

import json

from tests.node.fake_board import FakeBoard
from tests.node.terminal import Terminal

STEPS = 400


class AtConsole:
    def __init__(self, board: FakeBoard) -> None:
        self.board = board
        self.terminal = Terminal(columns=8192)  # objects are one line each, however long
        self.sent = b""

    def type(self, data: bytes, *, steps: int = STEPS) -> list[str]:
        """Type this and let the board go on for some steps of 20 ms; the rows that came since."""
        before = len(self.terminal.rows) - 1
        self.board.line.keys += data
        for _ in range(steps):
            self.board.step(20)
            self.terminal.write(self.board.line.shown)
            self.sent += self.board.line.shown
            self.board.line.shown = b""
        return self.terminal.rows[before:]

    def run(self, command: str) -> list[str]:
        """The rows of its answer, without those of the prompts."""
        rows = self.type(command.encode() + b"\r")[1:-1]
        assert "--json" in command or all(len(row) < 80 for row in rows)
        return rows

    def json(self, command: str) -> list[dict[str, object]]:
        return [json.loads(row) for row in self.run(f"{command} --json")]

    def ask(self, request: dict[str, object], *, steps: int = STEPS) -> list[dict[str, object]]:
        """What a machine that is connected apart is answered."""
        self.board.line.asked.append(json.dumps(request).encode())
        for _ in range(steps):
            self.board.step(20)
        answers, self.board.line.answers = self.board.line.answers, []
        return answers
