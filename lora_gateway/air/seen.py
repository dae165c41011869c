"""What makes two heard frames the same. Pure."""

import hashlib
from dataclasses import dataclass

from meshwire.frame import decode_event, with_age

MAX_SEEN = 20000  # names kept on disk: five days of a LongFast channel that is never silent
DIGEST_SIZE = 8


@dataclass(frozen=True, slots=True)
class Name:
    """An event's name, and a digest of its bytes without the age, which every relay may change.

    The digest lets a second event of one name through: the agent keeps it as evidence of a fork.
    """

    author_id: bytes
    topic: int
    seq: int
    digest: bytes


def name_of(frame: bytes) -> Name:
    """The name in an EVENT frame; raises WireError for anything else."""
    event = decode_event(frame)
    digest = hashlib.sha256(with_age(frame, None)).digest()[:DIGEST_SIZE]
    return Name(event.author_id, event.fields.topic, event.fields.seq, digest)
