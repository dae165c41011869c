"""The codes of languages, a table of meshwire.registry: boards load it with the first document. No I/O, no clock."""

# BCP 47 primary subtags. The first twelve after "und" have phrases and a dictionary.
LANGUAGES = (
    "und", "en", "de", "fr", "es", "it", "pl", "uk", "tr", "ar", "hi", "ja", "pt",
    "ru", "nl", "cs", "sk", "hu", "ro", "bg", "el", "sr", "hr", "sl", "bs", "mk", "sq", "sv", "da", "no", "fi", "et",
    "lv", "lt", "ga", "is", "mt", "ca", "eu", "gl", "he", "fa", "ur", "ps", "ku", "ka", "hy", "az", "kk", "bn", "ta",
    "te", "mr", "ne", "si", "th", "vi", "id", "ms", "tl", "my", "km", "lo", "mn", "ko", "zh", "sw", "am", "so", "ha",
)  # fmt: skip


def language_index(tag: str) -> int:
    """The code of a BCP 47 tag by its primary subtag ("en-GB" is "en"), 0 when it has none."""
    primary = tag.lower().replace("_", "-").split("-")[0]
    return LANGUAGES.index(primary) if primary in LANGUAGES else 0
