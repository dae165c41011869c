"""What people say by radio, as events of the topic people. docs/protocol/event.md. Pure.

The author is the node whose gateway heard it, or at which a member wrote; radio numbers and names are what the sender's
radio claimed, and nobody has checked them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.errors import BadRequest
from edge_agent.text import printable
from meshwire.event import CHECK_IN, ID_SIZE, MESSAGE, POST, SOS, Event

KINDS = (CHECK_IN, SOS, POST, MESSAGE)
MAX_NAME = 20  # bytes
MAX_TEXT = 96  # bytes of one event: with the longest numbers and name it still fits one radio frame
MAX_PARTS = 3
MAX_RADIO = 1 << 32
RADIO, NAME, TEXT, TO, PART = 0, 1, 2, 3, 4  # keys of the body

Address = int | bytes  # the number of a radio, or the author id of a member's node


@dataclass(frozen=True, slots=True)
class Said:
    """One event of what somebody said; `radio` None: a member, at the author's node."""

    kind: int
    text: str
    radio: int | None = None
    name: str = ""
    to: Address | None = None
    part: int = 1
    parts: int = 1

    def body(self) -> dict[int, object]:
        fields = {RADIO: self.radio, NAME: self.name or None, TEXT: self.text or None, TO: self.to}
        body: dict[int, object] = {key: value for key, value in fields.items() if value is not None}
        if self.parts > 1:
            body[PART] = [self.part, self.parts]
        return body


@dataclass(frozen=True, slots=True)
class Item:
    """A whole text as it is shown. `author` is the author id of the node that wrote it down, `time` UTC seconds."""

    author: bytes
    seq: int
    kind: int
    radio: int | None
    name: str
    to: Address | None
    text: str
    time: int


def said(kind: int, text: str, *, radio: int | None, name: str = "", to: Address | None = None) -> list[Said]:
    """As many events as the text needs; BadRequest when it is longer than three hold."""
    texts = list(_split(printable(text))) or [""]
    if len(texts) > MAX_PARTS:
        raise BadRequest(f"the text is too long; at most {MAX_PARTS * MAX_TEXT} bytes are carried over radio")
    name = shortened(printable(name), MAX_NAME)
    return [Said(kind, text, radio, name, to, part, len(texts)) for part, text in enumerate(texts, 1)]


def parse(event: Event) -> Said | None:
    """What an event says, made safe to show; None for what is not of this shape."""
    body = event.body
    match body.get(RADIO), body.get(NAME, ""), body.get(TEXT, ""), body.get(TO), body.get(PART, [1, 1]):
        case radio, str(name), str(text), to, [int(part), int(parts)] if (
            event.kind in KINDS
            and _is_radio(radio)
            and (_is_address(to) if event.kind == MESSAGE else to is None)
            and max(len(name.encode()) - MAX_NAME, len(text.encode()) - MAX_TEXT) <= 0
            and 1 <= part <= parts <= MAX_PARTS
        ):
            return Said(event.kind, printable(text), radio, printable(name), to, part, parts)
    return None


def label(name: str, radio: int | None) -> str:
    """How people see a sender: a radio always with the end of its number, which a name cannot imitate."""
    if radio is None:
        return name or "a member"
    return f"{name.replace('!', '')}!{radio & 0xFFFF:04x}"


def shortened(text: str, limit: int) -> str:
    """The beginning that fits into `limit` bytes."""
    return text.encode()[:limit].decode(errors="ignore")


def _split(text: str) -> Iterator[str]:
    while text:
        part = shortened(text, MAX_TEXT)
        yield part
        text = text[len(part) :]


def _is_radio(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < MAX_RADIO)


def _is_address(value: object) -> bool:
    return (isinstance(value, bytes) and len(value) == ID_SIZE) or (value is not None and _is_radio(value))
