"""Feeds hostile bytes to a parser, on CPython and on boards: fuzz_parser.py PARSER, one hex line per input.

PARSER is MODULE.FUNCTION or a name of PARSERS.
The parser returns or raises WireError; any other exception ends the run with its traceback.
"""

import sys
from binascii import unhexlify

from meshwire import alert, cbor, document, text
from meshwire.errors import WireError


def alert_body(data: bytes):
    """A body as it comes out of a decoded event."""
    body = cbor.loads(data)
    if not isinstance(body, dict):
        raise WireError("event: body is not a map")
    return alert.decode(body)


def packed_document(data: bytes) -> bytes:
    return b"".join(list(document.unpack([data])))


def headline(data: bytes) -> str:
    """The first byte is the language."""
    if not data:
        raise WireError("no language")
    return text.unpack(data[1:], data[0])


PARSERS = {"alert body": alert_body, "headline": headline, "packed document": packed_document}


def find(path: str):
    """The parser of that name, or the function that a dotted path such as meshwire.cbor.loads names."""
    if path in PARSERS:
        return PARSERS[path]
    module, _, name = path.rpartition(".")
    __import__(module)
    return getattr(sys.modules[module], name)


def verdict(parser, data: bytes) -> str:
    """+ for a value, - for a WireError."""
    try:
        parser(data)
    except WireError:
        return "-"
    return "+"


if __name__ == "__main__":
    parser = find(sys.argv[1])
    for line in sys.stdin:
        print(verdict(parser, unhexlify(line.strip())), end="")
