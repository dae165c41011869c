"""An alert as text for phones that know nothing of signatures. docs/phones.md. Pure.

Every gateway that renders in the same language makes the same text, so that one can see that another has sent it.
"""

from collections.abc import Iterator

from lora_gateway.phones.fitting import cut, one_line, size
from meshwire import registry
from meshwire.alert import Alert
from meshwire.phrasebook import LANGUAGES, Phrasebook

MAX_TEXT = 200  # bytes: what Meshtastic's apps keep to, so that a text is relayed (meshtastic/web#402)
MIN_HEADLINE = 24  # bytes; less of it says nothing
ENDS = ".!?\u2026\u3002\uff01\uff1f\u0964\u061f"
STATUS_WORDS = {registry.EXERCISE: "exercise", registry.TEST: "test"}
TYPE_WORDS = {registry.UPDATE: "update", registry.CANCEL: "cancelled"}


def plain_text(id: str, alert: Alert, *, language: str = "", limit: int = MAX_TEXT) -> str:
    """At most `limit` bytes; `id` as people type it. `language` wins over the alert's for everything but its headline.

    What it is, how bad, which alert and that nobody has checked this copy always stand there; the headline and the
    instructions as far as they fit.
    """
    book = Phrasebook(_language(alert, language))
    head = _head(id, alert, book)
    tail = f"{book.word('unverified-copy')} {id}"
    event = one_line(book.event(alert.event_code))
    headline = one_line(alert.headline)
    room = limit - size(head) - size(tail) - 2
    said = [] if _begins_with(headline, event) else [_sentence(cut(event, room - 1))]
    for text in (_fitting(headline, room - _used(said)), *map(book.instruction, alert.instructions)):
        if text and _used([*said, _sentence(text)]) <= room:
            said.append(_sentence(text))
    return " ".join((head, *said, tail))


def _head(id: str, alert: Alert, book: Phrasebook) -> str:
    words = [book.word(word) for word in _marks(alert)]
    if alert.message_type != registry.ALERT and alert.replaces:
        author, seq = alert.replaces[0]
        words.append(f"{author.hex() if author else id.partition('-')[0]}-{seq}")
    marks = " ".join(words)
    severity = book.severity(alert.severity)
    return f"{marks}. {severity}:" if marks else f"{severity}:"


def _marks(alert: Alert) -> Iterator[str]:
    if alert.status in STATUS_WORDS:
        yield STATUS_WORDS[alert.status]
    if alert.message_type in TYPE_WORDS:
        yield TYPE_WORDS[alert.message_type]


def _language(alert: Alert, wanted: str) -> str:
    own = wanted or registry.LANGUAGES[alert.language]
    return own if own in LANGUAGES else "en"


def _fitting(headline: str, room: int) -> str:
    """The headline or as much of it as is worth sending."""
    if size(_sentence(headline)) <= room:
        return headline
    return cut(headline, room) if room >= MIN_HEADLINE else ""


def _begins_with(headline: str, event: str) -> bool:
    return headline.casefold().startswith(event.casefold())


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ENDS else f"{text}."


def _used(said: list[str]) -> int:
    """Bytes, with a blank before each but the first."""
    return sum(size(text) + 1 for text in said)
