"""Which alerts a frame makes superfluous. Pure."""

from meshwire import alert
from meshwire.errors import WireError
from meshwire.event import ALERT, CIVDEF
from meshwire.frame import decode_event

EventName = tuple[bytes, int, int]  # author id, topic, number


def replaced(frame: bytes) -> set[EventName]:
    """The author's own alerts that an update or cancellation names; nothing for any other frame.

    Another author's alert stays until the agent cancels it: only the agent knows who may speak for whom.
    """
    try:
        event = decode_event(frame)
        if event.fields.topic != CIVDEF or event.fields.kind != ALERT:
            return set()
        named = alert.decode(event.fields.body).replaces
    except WireError:
        return set()
    own = (None, event.author_id)
    return {(event.author_id, CIVDEF, seq) for author, seq in named if author in own and seq != event.fields.seq}
