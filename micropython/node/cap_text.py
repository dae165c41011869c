"""What people read of a CAP document: description and instruction, found while it is unpacked. No I/O, no clock."""

from meshwire import languages

MAX_BYTES = 1200  # of a text: about what nine pages of the screen hold
MAX_TAG = 2048  # a longer one is skipped, and so is a longer text in CDATA
_SHOWN = ("description", "instruction")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#10;", "\n"), ("&amp;", "&"))
_CDATA, _COMMENT = b"![CDATA[", b"!--"


class CapText:
    """Takes a document in pieces and holds no more of it than it shows."""

    def __init__(self, language: int) -> None:
        """`language` is the code of the alert: of several translations the one that its headline is in."""
        self._language = language
        self._rest = b""
        self._element = ""
        self._info = {}  # type: dict[str, bytes]
        self._found = None  # type: dict[str, bytes] | None
        self._is_right = False

    def feed(self, piece: bytes) -> None:
        rest = self._rest + piece
        while True:
            start = rest.find(b"<")
            self._text(rest if start < 0 else rest[:start])
            if start < 0:
                self._rest = b""
                return
            end, size = _end_of_tag(rest, start)
            if end < 0:
                self._rest = rest[start:] if len(rest) - start <= MAX_TAG else b""
                return
            self._tag(rest[start + 1 : end])
            rest = rest[end + size :]

    def paragraphs(self) -> list[str]:
        """The texts of the document, the description first; none when they are not in UTF-8."""
        found = self._found or self._info
        return [text for text in [_decoded(found.get(name, b"")) for name in _SHOWN] if text]

    def _text(self, data: bytes) -> None:
        if self._element:
            self._info[self._element] = (self._info.get(self._element, b"") + data)[:MAX_BYTES]

    def _tag(self, tag: bytes) -> None:
        if tag.startswith(_CDATA):
            self._text(tag[len(_CDATA) :].replace(b"&", b"&amp;"))
            return
        if tag.startswith(_COMMENT):
            return
        name = _local_name(tag)
        if name == "/info":
            self._take_info()
        elif name == "info":
            self._info = {}
        self._element = name if name == "language" or name in _SHOWN else ""

    def _take_info(self) -> None:
        """The first one, unless a later one is in the language of the alert."""
        is_right = languages.language_index(_decoded(self._info.get("language", b"")) or "en") == self._language
        if self._found is None or (is_right and not self._is_right):
            self._found, self._is_right = self._info, is_right
        self._info = {}


def _end_of_tag(data: bytes, start: int) -> tuple[int, int]:
    """Where the tag that begins there ends, and how long its end is; -1 when it goes on."""
    for begin, end in ((_CDATA, b"]]>"), (_COMMENT, b"-->")):
        if data[start + 1 : start + 1 + len(begin)] == begin:
            return data.find(end, start), len(end)
    return data.find(b">", start), 1


def _local_name(tag: bytes) -> str:
    """The name of an element without its prefix, with the slash of an end tag; "" for what ends itself."""
    words = tag.split()
    if not words or tag[-1:] == b"/":
        return ""
    try:
        name = words[0].decode()
    except ValueError:
        return ""
    slash = "/" if name.startswith("/") else ""
    return slash + name[len(slash) :].split(":")[-1]


def _decoded(data: bytes) -> str:
    """The text, without a character that the limit has cut."""
    for cut in range(4):
        try:
            text = data[: len(data) - cut].decode()
        except ValueError:
            continue
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
        return " ".join(text.split())
    return ""
