"""`python -m tools.font`: make the board's font of its drawing, tools/font.txt, and write it down for the driver."""

import unicodedata
from pathlib import Path

ROOT = Path(__file__).parents[1]
DRAWING = ROOT / "tools" / "font.txt"
MODULE = ROOT / "micropython" / "drivers" / "font.py"
WIDTH, HEIGHT, PER_LINE = 5, 8, 8

SAME = dict(zip("АВЕІКМНОРСТХаеіорсух\u2011", "ABEIKMHOPCTXaeiopcyx-", strict=True))  # look like each other
MARKS = {  # combining mark: its rows 0 and 1, or row 7 for what hangs below
    "\u0300": (".#...", "..#.."), "\u0301": ("...#.", "..#.."), "\u0302": ("..#..", ".#.#."),
    "\u0303": (".#.#.", "#.#.."), "\u0306": ("#...#", ".###."), "\u0307": ("..#..", "....."),
    "\u0308": (".#.#.", "....."), "\u030a": ("..#..", ".#.#."), "\u030b": ("..#.#", ".#.#."),
    "\u030c": (".#.#.", "..#.."), "\u0326": (".##..",), "\u0327": (".##..",), "\u0328": ("...##",),
}  # fmt: skip
ACCENTED = "ÀÁÂÃÄÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĂăĄąĆćČčĎĘęĚěĞğİŃńŇňŐőŘřŚśŞşŠšŢŤŮůŰűŸŹźŻżŽžȘșЁёЇїЙй"
MODULE_HEAD = '''"""The letters of the screen: Latin and Cyrillic. Made by tools/font.py of tools/font.txt."""

WIDTH = 5  # columns of a letter, one byte each, its lowest bit on top
'''


def drawn() -> dict[str, list[str]]:
    """Each character of the drawing and its eight rows."""
    lines = [line for line in DRAWING.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
    found = {}
    for start in range(0, len(lines), HEIGHT + 1):
        rows = [line.split() for line in lines[start + 1 : start + 1 + HEIGHT]]
        for at, character in enumerate(lines[start]):
            found[character] = [row[at] for row in rows]
    return found


def accented(character: str, letters: dict[str, list[str]]) -> list[str]:
    base, mark = tuple(unicodedata.normalize("NFD", character))
    rows = letters[SAME.get(base, base)] if base not in "iі" else letters["ı"]
    if len(MARKS[mark]) == 1:
        return [*rows[:7], MARKS[mark][0]]
    if base.isupper():  # two of seven rows make room
        left_out = (3, 5) if base == "A" else (1, 5)
        rows = ["", "", *(row for at, row in enumerate(rows[:7]) if at not in left_out), rows[7]]
    return [*MARKS[mark], *rows[2:]]


def glyphs() -> dict[str, bytes]:
    letters = drawn()
    letters |= {other: letters[same] for other, same in SAME.items()}
    letters |= {character: accented(character, letters) for character in ACCENTED}
    letters["\u00a0"] = letters["\u202f"] = letters[" "]
    return {character: columns(rows) for character, rows in sorted(letters.items())}


def columns(rows: list[str]) -> bytes:
    return bytes(sum((rows[y][x] == "#") << y for y in range(HEIGHT)) for x in range(WIDTH))


def literal(name: str, data: bytes, size: int) -> str:
    """As lines of hexadecimal escapes, which differ from each other only where the drawing does."""
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    lines = "".join('    b"' + "".join(f"\\x{byte:02x}" for byte in piece) + '"\n' for piece in pieces)
    return f"{name} = (\n{lines})\n"


def module() -> str:
    found = glyphs()
    codes = b"".join(ord(character).to_bytes(2, "big") for character in found)
    return MODULE_HEAD + literal("CODES", codes, 26) + literal("GLYPHS", b"".join(found.values()), 25)


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="utf-8")
