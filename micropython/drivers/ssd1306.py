"""`display` of node.hardware: an SSD1306 of 128 x 64 dots on I2C, and an SH1106, which begins at its third column.

Text goes straight to the controller's pages, without a picture in between: a line is a page, 21 letters of 6 columns.
Commands: Solomon Systech, SSD1306 rev. 1.1, sections 9 and 10; section 3 of its application note for the charge pump.
"""

import time

from drivers import font
from node.screen import COLUMNS, LINES

ADDRESS = 0x3C
COMMANDS, DATA = b"\x00", 0x40  # control byte before what follows
CELL = 6  # columns of a letter with its gap
SETUP = (
    0xAE,  # off
    0xD5, 0x80,  # clock
    0xA8, 0x3F,  # 64 lines
    0xD3, 0x00,  # no offset
    0x40,  # from line 0
    0x8D, 0x14,  # charge pump on
    0x20, 0x02,  # page addressing: the only one that an SH1106 knows as well
    0xA1, 0xC8,  # first column left, first page on top
    0xDA, 0x12,  # wiring of 64 lines
    0xD9, 0xF1, 0xDB, 0x30,  # charging of the dots; the highest level that the data sheet has
    0xA4, 0xA6,  # show the memory, lit on dark
)  # fmt: skip
ON, OFF, CONTRAST, PAGE = 0xAF, 0xAE, 0x81, 0xB0
BRIGHT, DIM = 0xCF, 0x10
REST_MS = 600000  # what stands still for so long is the idle screen: the dots of an OLED wear out
BOX = b"\x7f\x41\x41\x41\x7f"  # for a character that the font has not
DRAWN = ("en", "de", "es", "fr", "it", "pl", "pt", "tr", "uk")  # languages whose every letter the font has


class Display:
    """Goes on without a screen, and finds it again: what is not connected costs one transfer per change."""

    def __init__(self, i2c, first_column: int = 0, address: int = ADDRESS) -> None:
        """`first_column` is 2 for an SH1106."""
        self._i2c = i2c
        self._address = address
        self._first = first_column
        self._page = bytearray(1 + COLUMNS * CELL + 2)
        self._page[0] = DATA
        self._shown = [None] * LINES
        self._contrast = BRIGHT
        self._changed_ms = time.ticks_ms()
        self._is_set_up = self._is_lit = False
        self.errors = 0

    def show(self, lines: list[str]) -> None:
        """At most eight lines; only those that have changed are sent. Without any it is dark: 10 uA, not some mA."""
        self._changed_ms = time.ticks_ms()
        self.dim(False)
        try:
            if not self._is_set_up:
                self._set_up()
            if lines:
                self._write(lines)
            if bool(lines) != self._is_lit:  # only now: before, it would show what its memory held by chance
                self._command((ON if lines else OFF,))
                self._is_lit = not self._is_lit
        except OSError:
            self._lose()

    def can_show(self, language: str) -> bool:
        """Whether the font has its letters. Others are shown as boxes."""
        return language in DRAWN

    def rest(self) -> bool:
        """Dim what has not changed for long; False, as it is never news. For drivers.parts.Wait."""
        if self._contrast == BRIGHT and time.ticks_diff(time.ticks_ms(), self._changed_ms) >= REST_MS:
            self.dim(True)
        return False

    def dim(self, is_dim: bool) -> None:
        contrast = DIM if is_dim else BRIGHT
        if contrast != self._contrast:
            self._contrast = contrast
            try:
                self._command((CONTRAST, contrast))
            except OSError:
                self._lose()

    def _set_up(self) -> None:
        self._command(SETUP + (CONTRAST, self._contrast))
        self._shown = [None] * LINES
        self._is_lit = False
        self._is_set_up = True

    def _lose(self) -> None:
        """It does not answer: the next thing to show begins with setting it up."""
        self.errors += 1
        self._is_set_up = False

    def _write(self, lines: list[str]) -> None:
        for number in range(LINES):
            line = lines[number] if number < len(lines) else ""
            if line != self._shown[number]:
                self._shown[number] = None  # until it is known to have arrived
                self._send(number, line)
                self._shown[number] = line

    def _send(self, number: int, line: str) -> None:
        self._command((PAGE | number, self._first & 0x0F, 0x10 | self._first >> 4))
        self._draw(line)
        self._i2c.writeto(self._address, self._page)

    def _draw(self, line: str) -> None:
        page = self._page
        for at in range(1, len(page)):
            page[at] = 0
        at = 1
        for code in codes(line.encode()):
            if at + CELL > len(page):
                return
            start = letter(code)
            page[at : at + font.WIDTH] = BOX if start is None else font.GLYPHS[start : start + font.WIDTH]
            at += CELL

    def _command(self, command: tuple) -> None:
        self._i2c.writeto(self._address, COMMANDS + bytes(command))


class NoDisplay:
    """`display` of a board without one."""

    def show(self, lines: list[str]) -> None:
        pass

    def can_show(self, language: str) -> bool:
        return True

    def rest(self) -> bool:
        return False


def letter(code: int) -> int | None:
    """Where in font.GLYPHS the columns of a character begin; None when there are none."""
    low, high = 0, len(font.CODES) // 2
    while low < high:
        middle = (low + high) // 2
        found = font.CODES[2 * middle] << 8 | font.CODES[2 * middle + 1]
        if found == code:
            return font.WIDTH * middle
        if found < code:
            low = middle + 1
        else:
            high = middle
    return None


def codes(text: bytes):
    """Code points of UTF-8: MicroPython never forgets a string of one character once it was made."""
    point = 0
    for byte in text:
        if byte & 0xC0 == 0x80:
            point = point << 6 | byte & 0x3F
            continue
        if point:
            yield point
        point = byte if byte < 0x80 else byte & (0x1F if byte < 0xE0 else 0x0F if byte < 0xF0 else 0x07)
    if point:
        yield point
