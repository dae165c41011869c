"""Every error raised on purpose. Anything else is a bug and must crash loudly.

EdgeError
├── ConfigError      the operator must fix a setting, a file or an installation
├── BadRequest       the caller must fix the request
│   ├── NotFound     the thing that was named does not exist here
│   └── BadEvent     an event is forged or impossible: its sender has to be repaired
├── NotTrusted       the caller may not do this
└── Unavailable      try later: a radio, a model or a peer is missing
    └── LinkLost     the other side of a connection went away
"""

from collections.abc import Iterator
from contextlib import contextmanager


class EdgeError(Exception):
    """`code` is what a remote caller sees, `status` its HTTP form, `str(error)` says what to do next."""

    code = "internal"
    status = 500


class ConfigError(EdgeError):
    code = "config"


class BadRequest(EdgeError):
    code = "bad_request"
    status = 400


class NotFound(BadRequest):
    code = "not_found"
    status = 404


class BadEvent(BadRequest):
    code = "bad_event"


class NotTrusted(EdgeError):
    code = "not_trusted"
    status = 403


class Unavailable(EdgeError):
    code = "unavailable"
    status = 503


class LinkLost(Unavailable):
    code = "link_lost"


@contextmanager
def ungrouped() -> Iterator[None]:
    """Turn a group that holds nothing but EdgeErrors into the first of them; any other group passes as it is.

    What `except*` raises is put into a group again by the Python 3.11.2 of Debian 12, so it cannot do this.
    """
    try:
        yield
    except BaseExceptionGroup as group:
        if group.split(EdgeError)[1] is not None:
            raise
        raise _first(group) from None


def _first(errors: "BaseExceptionGroup[EdgeError]") -> EdgeError:
    found = errors.exceptions[0]
    return _first(found) if isinstance(found, BaseExceptionGroup) else found
