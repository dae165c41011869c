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


def first(errors: "BaseExceptionGroup[EdgeError]") -> EdgeError:
    """The error to show of those that ended a group of tasks."""
    found = errors.exceptions[0]
    return first(found) if isinstance(found, BaseExceptionGroup) else found
