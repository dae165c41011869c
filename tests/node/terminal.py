"""A terminal of 80 columns as far as the board's console uses one; anything else it is sent fails the test."""

import re
import unicodedata

COLUMNS = 80
TOKEN = re.compile(r"\x1b\[(\d*)([A-Za-z])|([\s\S])")


class Terminal:
    """Cells of a character each; the second cell of a wide one is empty text."""

    def __init__(self, columns: int = COLUMNS) -> None:
        self._columns = columns
        self._lines: list[list[str]] = [[]]
        self.column = 0
        self.bells = 0

    def write(self, data: bytes) -> None:
        for number, final, character in TOKEN.findall(data.decode()):
            if final:
                self._obey(final, int(number or 1))
            elif character == "\n":
                self._lines.append([])
            elif character == "\r":
                self.column = 0
            elif character == "\x07":
                self.bells += 1
            else:
                self._put(character)

    @property
    def rows(self) -> list[str]:
        return ["".join(line).rstrip() for line in self._lines]

    @property
    def row(self) -> str:
        return self.rows[-1]

    def _put(self, character: str) -> None:
        assert unicodedata.category(character) != "Cc", ascii(character)
        line = self._lines[-1]
        cells = [character, ""] if unicodedata.east_asian_width(character) in "WF" else [character]
        line.extend(" " * (self.column - len(line)))
        line[self.column : self.column + len(cells)] = cells
        self.column += len(cells)
        assert self.column < self._columns, "it would wrap"

    def _obey(self, final: str, number: int) -> None:
        if final == "D":
            assert number <= self.column
            self.column -= number
        elif final == "K":
            del self._lines[-1][self.column :]
        elif final == "J":
            self._lines = [[]]
        elif final == "H":
            self.column = 0
        else:
            raise AssertionError(f"a sequence that the console does not use: {final}")
