"""Feeds hostile bytes to a parser, on CPython and on boards: fuzz_parser.py MODULE.FUNCTION, one hex line per input.

The parser returns or raises WireError; any other exception ends the run with its traceback.
"""

import sys
from binascii import unhexlify

from meshwire.errors import WireError


def find(path: str):
    """The function that a dotted path such as meshwire.cbor.loads names."""
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
