"""Text made safe to send, and cut to what one packet holds: never inside a character. Pure."""

import unicodedata
from collections.abc import Iterator

HIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, surrogate, private, unassigned, line and paragraph ends
MARKS = {"Mn", "Mc", "Me"}
JOINER = "\u200d"  # holds the parts of one emoji together
JOINERS = frozenset((JOINER, "\u200c"))  # Hindi needs both; other format characters hide or reorder what is beside them
SKIN_TONES = range(0x1F3FB, 0x1F400)
ELLIPSIS = "\u2026"
FOOTER = len(" [99/99 more]")
MAX_PAGES = 99


def clean(text: str) -> str:
    """Without what a screen cannot show or what would reorder it; runs of blanks are one, lines stay lines."""
    lines = ("".join(map(_visible, line)).split() for line in text.replace("\r", "\n").split("\n"))
    return unicodedata.normalize("NFC", "\n".join(" ".join(words) for words in lines if words))


def one_line(text: str) -> str:
    return clean(text).replace("\n", " ")


def size(text: str) -> int:
    return len(text.encode())


def cut(text: str, limit: int) -> str:
    """The text if it has at most `limit` bytes, else its beginning and an ellipsis; nothing when that is no use."""
    if size(text) <= limit:
        return text
    kept, _ = split(text, limit - size(ELLIPSIS))
    return kept + ELLIPSIS if kept else ""


def split(text: str, limit: int) -> tuple[str, str]:
    """As much as `limit` bytes hold, up to a blank if one is not far, and the rest."""
    end = used = 0
    for cluster in clusters(text):
        used += size(cluster)
        if used > limit:
            break
        end += len(cluster)
    if end < len(text):
        blank = max(text.rfind(" ", 0, end + 1), text.rfind("\n", 0, end + 1))
        end = blank if blank > end // 2 else end
    return text[:end].rstrip(), text[end:].lstrip()


def pages(text: str, limit: int) -> list[str]:
    """The text in packets of at most `limit` bytes; all but the last say how to get the next."""
    if size(text) <= limit:
        return [text]
    parts: list[str] = []
    while text and len(parts) < MAX_PAGES:
        part, rest = split(text, limit - FOOTER)
        if not part:  # one cluster of a hundred marks: somebody plays
            part, rest = "", text[1:]
        parts.append(part)
        text = rest
    shown = [part for part in parts if part]
    last = len(shown)
    return [f"{part} [{n}/{last}{' more' if n < last else ''}]" for n, part in enumerate(shown, 1)]


def clusters(text: str) -> Iterator[str]:
    """Characters with the marks that stand on them."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _continues(text[at - 1], text[at]):
            yield text[start:at]
            start = at


def _continues(before: str, char: str) -> bool:
    return (
        JOINER in (before, char)
        or unicodedata.category(char) in MARKS
        or (ord(char) in SKIN_TONES)
        or (before == "\u094d")  # virama: the next letter is written into the one before
    )


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf" and char not in JOINERS:
        return ""
    return " " if category in HIDDEN else char
