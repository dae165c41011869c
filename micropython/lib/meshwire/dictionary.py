"""The alphabet and the dictionary of each language, which headlines are packed with. Part of the wire format.

They never change: a better one would be the entry of a new language code, or old boards could not read new headlines.
An alphabet is at most 128 characters beyond ASCII that take one byte each, the sixteen most frequent first because
deflate's fixed code has 8 bits for those and 9 for the others; a dictionary is at most 512 such bytes, with the most
frequent phrases last, where deflate reaches them most cheaply. A language is loaded when a headline needs it: all of
them together take 10 kB of a board's heap.
"""

# Those that have them: codes 1 to 12 of meshwire.languages.
LANGUAGES = ("en", "de", "fr", "es", "it", "pl", "uk", "tr", "ar", "hi", "ja", "pt")


def alphabet(language: int) -> str:
    """The one-byte characters of a language code, "" when it has none."""
    return _text(language, "ALPHABET")


def dictionary(language: int) -> str:
    """What headlines of a language code are packed with, "" when it has none."""
    return _text(language, "DICTIONARY")


def _text(language: int, name: str) -> str:
    if not 0 < language <= len(LANGUAGES):
        return ""
    return str(getattr(__import__("meshwire.dictionaries." + LANGUAGES[language - 1], None, None, (name,)), name))
