"""Free text for one line of a small screen: cleaned, and cut only where a reader sees a character end. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from meshwire.text import MAX_BYTES, MAX_CHARACTERS

_JOINER = "\u200d"
_VIRAMA_CLASS = 9  # canonical combining class of the signs that join two consonants of an Indic script
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # controls, and what turns or hides text; joiners are kept
_KEPT = ("\u200c", _JOINER)


def clean(text: str) -> str:
    """One line in Unicode form NFC without invisible characters: what is shown is what was signed."""
    line = re.sub(r"\s+", " ", text)
    visible = (c for c in line if c in _KEPT or unicodedata.category(c) not in _HIDDEN)
    return unicodedata.normalize("NFC", "".join(visible)).strip()


def is_short(text: str) -> bool:
    """Whether a frame could hold it at all."""
    return len(text) <= MAX_CHARACTERS and len(text.encode()) <= MAX_BYTES


def shorter(text: str) -> Iterator[str]:
    """The beginnings of a text that end between characters, longest first, down to the empty one."""
    for end in range(len(text) - 1, 0, -1):
        if _is_boundary(text[end - 1], text[end]):
            yield text[:end].rstrip()
    yield ""


def limited(text: str) -> str:
    """The text, or its longest beginning that a frame could hold at all."""
    return text if is_short(text) else next(part for part in shorter(text) if is_short(part))


def _is_boundary(before: str, after: str) -> bool:
    joined = _JOINER in (before, after) or unicodedata.combining(before) == _VIRAMA_CLASS
    return not joined and not unicodedata.category(after).startswith("M") and ord(after) not in _SKIN_TONES
