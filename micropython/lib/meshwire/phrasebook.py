"""Event names, instructions and screen words in the reader's language. No clock.

A phrase module holds three texts of one line per code. Only the module of the wanted language and, where it has no
phrase, the English one are loaded: a board may carry its own language alone.
"""

from meshwire import registry

LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "uk", "tr", "ar", "hi", "ja", "pt")
_FALLBACK = "en"


class Phrasebook:
    """Phrases of one language; one that is missing there comes in English behind "(en)", else as its registry word."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._own = _load(language)
        self._english = None if language == _FALLBACK else _load(_FALLBACK)

    def event(self, code: int) -> str:
        """The name of an event code; a code of a later registry is shown as its number."""
        return self._phrase("EVENTS", code, "event")

    def instruction(self, code: int) -> str:
        return self._phrase("INSTRUCTIONS", code, "instruction")

    def word(self, key: str) -> str:
        """A word of `registry.WORDS`; ValueError for any other key."""
        return self._phrase("WORDS", registry.WORDS.index(key), key)

    def severity(self, code: int) -> str:
        return self.word(("severity-unknown", "minor", "moderate", "severe", "extreme")[code])

    def _phrase(self, table: str, code: int, name: str) -> str:
        own = _line(self._own, table, code)
        if own:
            return own
        english = _line(self._english, table, code)
        if english:
            return "(en) " + english
        return name if table == "WORDS" else _word(table, code) or name + " " + str(code)


def _load(language: str) -> object:
    if language not in LANGUAGES:
        return None
    try:
        return __import__("meshwire.phrases." + language, None, None, ("EVENTS",))
    except ImportError:  # left off this board to save flash
        return None


def _word(table: str, code: int) -> str:
    """What the vocabulary calls it, loaded only now: no phrase is missing in English."""
    words = getattr(__import__("meshwire.vocabulary", None, None, (table,)), table)
    return str(words[code]) if code < len(words) else ""


def _line(module: object, table: str, number: int) -> str:
    """Line `number` of a table, "" when there is none; cut out without splitting the text, which memory would feel."""
    if module is None:
        return ""
    text: str = getattr(module, table)
    at = 0
    for _ in range(number):
        at = text.find("\n", at) + 1
        if at == 0:
            return ""
    end = text.find("\n", at)
    return text[at:] if end < 0 else text[at:end]
