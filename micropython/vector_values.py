"""What checks of golden vectors have in common."""

from binascii import hexlify

from meshwire.errors import WireError


def refuses(parser, data: bytes) -> bool:
    """Whether a parser raises the error that it should."""
    try:
        parser(data)
    except WireError:
        return True
    return False


def noted(value: object) -> object:
    """As JSON can hold it: tuples as arrays, bytes as hex."""
    if isinstance(value, (list, tuple)):
        return [noted(item) for item in value]
    return hexlify(value).decode() if isinstance(value, bytes) else value


def tuples(value: object) -> object:
    return tuple(tuples(item) for item in value) if isinstance(value, list) else value
