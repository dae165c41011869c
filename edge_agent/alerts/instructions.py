"""Instruction codes of a CAP info: what it says itself, word for word, in a language of the phrasebooks. Pure."""

import re
from collections.abc import Iterable
from functools import cache

from edge_agent.alerts.cap import CapInfo
from edge_agent.alerts.hazards import normalised
from meshwire import phrasebook, vocabulary
from meshwire.alert import MAX_INSTRUCTIONS

PARAMETER = "hearthnet:instructions"  # valueName: keys of the registry, separated by blanks or commas
_SENTENCE_END = re.compile(r"(?<=[.!?。！？।؟])\s*|[\r\n]+")


def codes_of(info: CapInfo) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The codes in the order of the text, and the sentences and keys that no code stands for."""
    found = {key: _code_of_key(key) for key in _keys(info)} | _matched(_sentences(info.instruction))
    codes = tuple(dict.fromkeys(code for code in found.values() if code))
    too_many = tuple(vocabulary.INSTRUCTIONS[code] for code in codes[MAX_INSTRUCTIONS:])
    return codes[:MAX_INSTRUCTIONS], (*(text for text, code in found.items() if not code), *too_many)


def _code_of_key(key: str) -> int:
    return vocabulary.INSTRUCTIONS.index(key) if key in vocabulary.INSTRUCTIONS else 0


def _matched(sentences: list[str]) -> dict[str, int]:
    """Sentences and their codes, 0 for none; a phrase may be two sentences long."""
    found: dict[str, int] = {}
    at = 0
    while at < len(sentences):
        pair = " ".join(sentences[at : at + 2])
        is_pair = at + 1 < len(sentences) and normalised(pair) in _codes()
        text = pair if is_pair else sentences[at]
        found[text] = _codes().get(normalised(text), 0)
        at += 2 if is_pair else 1
    return found


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
        for code in range(1, len(vocabulary.INSTRUCTIONS)):
            found.setdefault(normalised(book.instruction(code)), code)
    return found
