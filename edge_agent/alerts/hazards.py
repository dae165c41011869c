"""Which event code stands for what a CAP info warns of: its codes first, then its words. Pure."""

import unicodedata
from functools import cache

from edge_agent.alerts import hazard_words
from edge_agent.alerts.cap import CapInfo
from meshwire import phrasebook, vocabulary

EVENT_CODE = "hearthnet:event"  # eventCode valueName: a key of the registry
_AWARENESS = "awareness_type"  # parameter of MeteoAlarm: "3; Thunderstorm"

_NOT_IN_WORDS = "PSZC"  # punctuation, symbols, separators, controls
_CATEGORY_EVENTS = {"Fire": "fire", "CBRNE": "chemical"}  # what a category says by itself


def event_code(info: CapInfo) -> int:
    """The registry code, 0 when nothing in the info names a hazard that the registry knows."""
    for name, value in info.event_codes:
        if name == EVENT_CODE and value in vocabulary.EVENTS:
            return vocabulary.EVENTS.index(value)
        if value.strip().upper() in _same_codes() and "SAME" in name.upper():
            return _same_codes()[value.strip().upper()]
    texts = [value.partition(";")[2] for name, value in info.parameters if name == _AWARENESS]
    texts += [info.event, *(value for _, value in info.event_codes)]
    for text in texts:
        if code := _code_in(text):
            return code
    return vocabulary.EVENTS.index(_CATEGORY_EVENTS.get(info.categories[0], "other"))


def normalised(text: str) -> str:
    """Words for comparison: without case, punctuation and apostrophes."""
    folded = unicodedata.normalize("NFKC", text.replace("\u2019", "'").replace("'", "")).casefold()
    return " ".join("".join(" " if unicodedata.category(c)[0] in _NOT_IN_WORDS else c for c in folded).split())


def _code_in(text: str) -> int:
    """The longest known phrase in a text, as whole words where the script has spaces between them."""
    wanted = f" {normalised(text)} "
    for phrase, code in _phrases():
        if f" {phrase} " in wanted or (not phrase.isascii() and len(phrase) > 1 and phrase in wanted):
            return code
    return 0


@cache
def _same_codes() -> dict[str, int]:
    return {code: vocabulary.EVENTS.index(key) for key, codes in hazard_words.SAME.items() for code in codes.split()}


@cache
def _phrases() -> list[tuple[str, int]]:
    """Every known phrase and its code, the longest first."""
    found: dict[str, int] = {}
    for language in phrasebook.LANGUAGES:
        book = phrasebook.Phrasebook(language)
        for code in range(1, len(vocabulary.EVENTS)):
            found.setdefault(normalised(book.event(code)), code)
    for key, words in hazard_words.WORDS.items():
        for word in words.split("|"):
            found.setdefault(normalised(word), vocabulary.EVENTS.index(key))
    return sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0]))
