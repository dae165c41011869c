"""Hostile XML in, a small tree with line numbers out. Pure: no I/O, no clock."""

import codecs
import re
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from edge_agent.errors import BadRequest

MAX_DOCUMENT = 256_000  # bytes; the largest event holds 262,144 and a little goes to what surrounds the document
MAX_ELEMENTS = 20_000  # a national alert with 60 languages has about 5,000
MAX_DEPTH = 16  # CAP needs 5, an XML signature inside it 8
_ENCODINGS = re.compile(
    r"utf-?8|utf-?16(le|be)?|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|(windows|cp)-?(125[0-8]|874|31j|932)"
    r"|koi8-[ru]|shift[-_]jis|sjis|euc-(jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5|tis-620"
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_BOM = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_PYTHON_NAMES = {"windows-31j": "cp932", "windows-874": "cp874"}


@dataclass(slots=True)
class Node:
    """An element: `namespace`, `name` without prefix, the line it starts on, its text and its child elements."""

    namespace: str
    name: str
    line: int
    children: list["Node"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()


def read(data: bytes) -> Node:
    """The root element; BadRequest for anything but well-formed XML without a document type, within the limits."""
    if len(data) > MAX_DOCUMENT:
        raise BadRequest(f"CAP: the document has {len(data)} bytes, at most {MAX_DOCUMENT} are taken")
    source = InputSource()
    source.setByteStream(BytesIO(_text_of(data).encode()))
    source.setEncoding("utf-8")
    builder = _Builder()
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(builder)
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        line = parser.getLineNumber()
        raise BadRequest(f"CAP: line {line}: document types and entities are refused, remove them") from error
    except SAXException as error:
        raise BadRequest(f"CAP: line {parser.getLineNumber()}: not well-formed XML: {error.getMessage()}") from error
    return builder.root


def _text_of(data: bytes) -> str:
    """The document as text, in the encoding of its byte order mark or of its XML declaration."""
    name, start = _encoding_of(data)
    try:
        text = data[start:].decode(_PYTHON_NAMES.get(name, name))
        text.encode()
    except UnicodeError as error:
        raise BadRequest(f"CAP: the document is not valid {name}: {error.reason}") from error  # type: ignore[attr-defined]
    return _DECLARATION.sub(lambda match: "\n" * match.group().count("\n"), text, count=1)


def _encoding_of(data: bytes) -> tuple[str, int]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, len(mark)
    for start, name in _WITHOUT_BOM:
        if data.startswith(start):
            return name, 0
    match = _DECLARED.match(data)
    declared = match.group(1).decode("ascii", "replace").lower() if match else "utf-8"
    if not _ENCODINGS.fullmatch(declared):
        raise BadRequest(f"CAP: the encoding {declared!r} is not known here, save the document as UTF-8")
    return declared, 0


class _Builder(ContentHandler):
    """Builds the tree of `Node`; stops at the limits."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", "", 0)
        self._open: list[Node] = []
        self._count = 0
        self._locator: Locator

    def setDocumentLocator(self, locator: Locator) -> None:
        self._locator = locator

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl) -> None:
        node = Node(name[0] or "", name[1], self._locator.getLineNumber() or 0)
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise BadRequest(f"CAP: line {node.line}: more than {MAX_ELEMENTS} elements or {MAX_DEPTH} levels")
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].pieces.append(content)
