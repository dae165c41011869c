"""Every error the gateway raises on purpose. Anything else is a bug and must crash loudly.

GatewayError
├── ConfigError    the operator must fix a setting, a file or an installation
├── StoreFailed    the operator must look at the disk
├── BadMessage     the peer sent what its protocol does not allow: the connection ends
├── Refused        the caller asked for what cannot be done; the text is the reason
└── PortLost       try later: the radio, or the process that stands for it, is gone
"""

from collections.abc import Iterator
from contextlib import contextmanager


class GatewayError(Exception):
    """`str(error)` says what to do next."""


class ConfigError(GatewayError):
    pass


class StoreFailed(GatewayError):
    pass


class BadMessage(GatewayError):
    pass


class Refused(GatewayError):
    """`retry_s`: seconds until it may be worth asking again, where that is known."""

    def __init__(self, reason: str, *, retry_s: float | None = None) -> None:
        super().__init__(reason)
        self.retry_s = retry_s


class PortLost(GatewayError):
    pass


@contextmanager
def ungrouped() -> Iterator[None]:
    """Turn a group that holds nothing but GatewayErrors into the first of them; any other group passes as it is.

    What `except*` raises is put into a group again by the Python 3.11.2 of Debian 12, so it cannot do this.
    """
    try:
        yield
    except BaseExceptionGroup as group:
        if group.split(GatewayError)[1] is not None:
            raise
        raise _first(group) from None


def _first(errors: "BaseExceptionGroup[GatewayError]") -> GatewayError:
    found = errors.exceptions[0]
    return _first(found) if isinstance(found, BaseExceptionGroup) else found
