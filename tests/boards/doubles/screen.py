"""An SSD1306 at the end of an I2C bus: its commands, its memory, and what somebody would read on it."""

WIDTH, PAGES, CELL = 128, 8, 6
ARGUMENTS = {  # commands that take bytes after them, SSD1306 rev. 1.1, table 9-1
    0x20: 1, 0x21: 2, 0x22: 2, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1, 0x8D: 1, 0xA3: 2, 0xA8: 1, 0xD3: 1, 0xD5: 1,
    0xD9: 1, 0xDA: 1, 0xDB: 1,
}  # fmt: skip
SINGLE = {0x2E, 0x2F, 0xA0, 0xA1, 0xA4, 0xA5, 0xA6, 0xA7, 0xAE, 0xAF, 0xC0, 0xC8, 0xE3}


class Screen:
    """`columns` is 132 for an SH1106, whose first two are hidden."""

    def __init__(self, columns: int = WIDTH) -> None:
        self.memory = [bytearray(b"\xa5" * columns) for _ in range(PAGES)]  # what chance has left
        self.is_on = False
        self.contrast = 0x7F
        self.settings = {}
        self.page = self.column = 0
        self.writes = 0  # of the memory, in transfers
        self._hidden = (columns - WIDTH) // 2

    def write(self, data: bytes) -> None:
        if data[0] == 0x40:
            self.writes += 1
            for byte in data[1:]:
                self.memory[self.page][self.column] = byte
                self.column = (self.column + 1) % len(self.memory[0])
            return
        assert data[0] == 0x00, f"control byte {data[0]:02x}"
        commands = list(data[1:])
        while commands:
            self._command(commands.pop(0), commands)

    def _command(self, command: int, following: list) -> None:
        if command in ARGUMENTS:
            arguments = [following.pop(0) for _ in range(ARGUMENTS[command])]
            self.settings[command] = arguments
            if command == 0x81:
                self.contrast = arguments[0]
        elif 0xB0 <= command <= 0xB7:
            self.page = command & 7
        elif command <= 0x0F:
            self.column = self.column & 0xF0 | command
        elif 0x10 <= command <= 0x1F:
            self.column = self.column & 0x0F | (command & 0x0F) << 4
        elif command in (0xAE, 0xAF):
            self.is_on = command == 0xAF
        else:
            assert command in SINGLE or 0x40 <= command <= 0x7F, f"no command: {command:02x}"
            self.settings[command] = []

    def lines(self, letters: dict) -> list:
        """Its text, by a table {five columns: character}; what is no letter is told as ?."""
        return ["".join([letters.get(cell, "?") for cell in self._cells(page)]).rstrip() for page in self.memory]

    def _cells(self, page: bytearray) -> list:
        shown = page[self._hidden : self._hidden + WIDTH]
        assert not any(shown[126:]), "something is lit beside the text"
        return [bytes(shown[at : at + 5]) for at in range(0, 126, CELL)]


def letters(font) -> dict:
    """{five columns: character} of drivers.font, the first of those that look alike."""
    found = {}
    for at in range(len(font.CODES) // 2):
        code = font.CODES[2 * at] << 8 | font.CODES[2 * at + 1]
        found.setdefault(bytes(font.GLYPHS[5 * at : 5 * at + 5]), chr(code))
    return found
