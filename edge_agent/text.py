"""Text from outside, made safe to show in a terminal or a log. Pure."""

import unicodedata

HIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, surrogate, private, unassigned, line and paragraph ends
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they reorder what stands beside them
LONGEST = 500


def printable(text: str, longest: int = LONGEST) -> str:
    """One line without control characters or text direction overrides, at most `longest` characters."""
    shown = "".join(
        "\ufffd" if unicodedata.category(char) in HIDDEN or char in OVERRIDES else char
        for char in text[: longest + 1].replace("\n", " ")
    )
    return shown if len(shown) <= longest else shown[: longest - 1] + "\u2026"
