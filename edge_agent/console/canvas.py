"""Text in columns of a terminal: measured, cut, wrapped, made ASCII. Pure."""

import unicodedata
from collections.abc import Iterator

from edge_agent.text import printable

LONGEST = 4000  # characters of one text; a screen of the largest terminal has fewer


def columns(text: str) -> int:
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clean(text: str, *, ascii_only: bool) -> str:
    """What may go to the terminal: one line, nothing that steers it."""
    shown = printable(text, LONGEST)
    return to_ascii(shown) if ascii_only and not shown.isascii() else shown


def to_ascii(text: str) -> str:
    """Letters without their accents, rules as dashes, and ? for what ASCII does not have."""
    plain = unicodedata.normalize("NFKD", text.replace("\u00df", "ss").translate(_LINES))
    return "".join(char if char.isascii() else "?" for char in plain if not unicodedata.combining(char))


_LINES = str.maketrans({"\u2500": "-", "\u2026": "~", "\u2013": "-", "\u2014": "-", "\u00b0": " "})


def fit(text: str, width: int) -> str:
    """Exactly so many columns: cut with a mark, or filled with blanks."""
    if (missing := width - columns(text)) >= 0:
        return text + " " * missing
    kept, room = "", width - 1
    for char in text:
        room -= _columns(char)
        if room < 0:
            break
        kept += char
    return fit(kept + "~", width)


def wrap(text: str, width: int, hang: int = 0) -> list[str]:
    """Lines of at most so many columns, broken between words where possible; the later ones are indented."""
    lead = len(text) - len(text.lstrip(" "))
    lines = _lines(text.lstrip(" "), width - lead, max(hang - lead, 0))
    return [" " * (hang if number else lead) + line for number, line in enumerate(lines)]


def _lines(text: str, width: int, hang: int) -> Iterator[str]:
    line, room = "", width
    for word in text.split(" "):
        wanted = f"{line} {word}" if line else word
        if columns(wanted) <= room:
            line = wanted
            continue
        if line:
            yield line
            room = width - hang
        while columns(word) > room:
            cut = next(at for at in range(len(word), 0, -1) if columns(word[:at]) <= room or at == 1)
            yield word[:cut]
            word, room = word[cut:], width - hang
        line = word
    yield line


def beside(left: str, right: str, width: int) -> str:
    """One text at each end of a line; the left one is cut when both do not fit."""
    room = width - columns(right) - 1
    return f"{fit(left, room)} {right}" if room > 0 else fit(left, width)


def fact(name: str, text: str, width: int, *, hang: int = 12) -> list[str]:
    """A name and what is said about it, wrapped behind the name."""
    return wrap(f"{name:<{hang}}{text or '-'}", width, hang)
