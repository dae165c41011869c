"""EVENT frames as an agent makes them; the gateway does not check signatures, so any 64 bytes stand for one."""

import hashlib

from meshwire import cbor
from meshwire.event import CIVDEF, ID_SIZE, SIGNATURE_SIZE, encode_part
from meshwire.frame import EVENT, VERSION, age_code

ALERT_FRAME = 182  # bytes: 1.7 s on LongFast with the envelope


def event_frame(seq=1, *, topic=CIVDEF, author=b"ada", text="", size=ALERT_FRAME, age_min=0):
    """A frame of `size` bytes; the same arguments give the same bytes."""
    author_id = hashlib.sha256(author).digest()[:ID_SIZE]
    signature = hashlib.sha512(author + bytes((topic,)) + seq.to_bytes(4, "big") + text.encode()).digest()
    head = bytes((VERSION, EVENT, age_code(age_min))) + author_id
    bare = len(head) + len(encode_part(topic, seq, 1, 0, 1, {7: text, 8: b""})) + SIGNATURE_SIZE
    padding = max(size - bare - 1, 0)  # one byte more for the longer length of a byte string
    return head + encode_part(topic, seq, 1, 0, 1, {7: text, 8: bytes(padding)}) + signature


def event_id(seq=1, *, topic=CIVDEF, author=b"ada"):
    """The id that an agent gives a frame."""
    return cbor.dumps([hashlib.sha256(author).digest()[:ID_SIZE], topic, seq])
