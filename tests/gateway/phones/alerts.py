"""Alerts as the gateway hears them: real bodies behind an author's key."""

from lora_gateway.trust.live import Notice
from meshwire import registry, vocabulary
from meshwire.alert import Alert
from meshwire.area import Area
from meshwire.event import author_id
from tests.gateway.phones.conftest import UTC

HALL = b"h" * 32
HALL_ID = author_id(HALL).hex()


def alert(
    headline="Leave the river side", *, language="en", event="flood", severity=3, instructions=(13, 23), **change
):
    body = Alert(
        0, 0, 0, 0, severity, 0, 0, vocabulary.EVENTS.index(event), registry.language_index(language), 60, 0,
        tuple(instructions), Area((), (), ()), headline, False, False, None, [],
    )  # fmt: skip
    return body._replace(**change)


def notice(seq=7, body=None, *, author=HALL, minutes=60, ended=False):
    return Notice(author, seq, UTC + 60 * minutes, body or alert(), ended)
