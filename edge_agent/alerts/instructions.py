"""Instruction codes of a CAP info: what it says itself, word for word, in a language of the phrasebooks. Pure."""

import re
from collections.abc import Iterable
from functools import cache

from edge_agent.alerts.cap import CapInfo
from edge_agent.alerts.hazards import normalised
from meshwire import phrasebook, registry
from meshwire.alert import MAX_INSTRUCTIONS

PARAMETER = "hearthnet:instructions"  # valueName: keys of the registry, separated by blanks or commas
_SENTENCE_END = re.compile(r"(?<=[.!?。！？।؟])\s*|[\r\n]+")


def codes_of(info: CapInfo) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The codes in the order of the text, and the sentences and keys that no code stands for."""
    codes: dict[int, None] = {}
    unknown = []
    for key in _keys(info):
        if key in registry.INSTRUCTIONS[1:]:
            codes[registry.INSTRUCTIONS.index(key)] = None
        else:
            unknown.append(key)
    for sentence in _sentences(info.instruction):
        code = _codes().get(normalised(sentence))
        if code:
            codes[code] = None
        else:
            unknown.append(sentence)
    carried = tuple(codes)[:MAX_INSTRUCTIONS]
    return carried, (*unknown, *(registry.INSTRUCTIONS[code] for code in tuple(codes)[MAX_INSTRUCTIONS:]))


def _keys(info: CapInfo) -> Iterable[str]:
    for name, value in info.parameters:
        if name == PARAMETER:
            yield from re.split(r"[\s,]+", value.strip())


def _sentences(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in _SENTENCE_END.split(text))
    return [part for part in parts if normalised(part)]


@cache
def _codes() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in phrasebook.LANGUAGES:
        book = phrasebook.Phrasebook(language)
        for code in range(1, len(registry.INSTRUCTIONS)):
            found.setdefault(normalised(book.instruction(code)), code)
    return found
