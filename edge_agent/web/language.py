"""Which of the node's languages a reader wants: pure."""

from collections.abc import Sequence

ENGLISH = "en"
MAX_HEADER = 512  # a browser sends under 100 characters; the rest would only cost time


def preferred(accept_language: str, offered: Sequence[str]) -> str:
    """The offered language that the header (RFC 9110, 12.5.4) puts first; English when it names none of them."""
    wishes = []
    for place, item in enumerate(accept_language[:MAX_HEADER].split(",")):
        name, _, parameter = item.partition(";")
        wishes.append((-_weight(parameter), place, name.strip().lower()))
    for weight, _, name in sorted(wishes):
        if weight == 0:
            break
        for language in (name, name.partition("-")[0]):
            if language in offered:
                return language
    return ENGLISH


def _weight(parameter: str) -> float:
    """The `q=` value; 1 without one, 0 for what cannot be read."""
    value = parameter.strip().removeprefix("q=")
    if not value:
        return 1.0
    return float(value) if value.replace(".", "", 1).isdecimal() and value.isascii() else 0.0
