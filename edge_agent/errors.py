"""Every error raised on purpose. Anything else is a bug and must crash loudly. docs/protocol/call.md lists the codes.

EdgeError
├── ConfigError         the operator must fix a setting, a file or an installation
├── BadRequest          the caller must fix the request
│   ├── SchemaMismatch  a field of the request is not what the capability takes
│   ├── TooLarge        the request is longer than the capability allows
│   ├── NotFound        the thing that was named does not exist here
│   ├── GoingRound      the request has been at this node already
│   └── BadEvent        an event is forged or impossible: its sender has to be repaired
├── NotTrusted          the caller may not do this
│   ├── Unidentified    nobody knows who the caller is: a certificate or a token is missing
│   ├── Expired         a certificate, a token or an invitation has run out
│   └── Revoked         the caller's certificate was withdrawn
└── Unavailable         try later: a radio, a model or a peer is missing
    ├── LinkLost        the other side of a connection went away
    ├── TimedOut        the work did not end in the time it was given
    ├── BadAnswer       a peer answered what its capability does not promise
    └── TooBusy         there is more work than this node takes
        └── RateLimited the caller asks too often
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class EdgeError(Exception):
    """`code` is what a remote caller sees, `status` its HTTP form, `str(error)` says what to do next.

    `retry_after_s`: when to try again, where that is known; `alternatives`: nodes that may do it instead.
    """

    code = "internal"
    status = 500

    def __init__(
        self, message: str = "", *, retry_after_s: float | None = None, alternatives: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.alternatives = tuple(alternatives)

    def as_json(self) -> dict[str, object]:
        told: dict[str, object] = {"code": self.code, "message": str(self)}
        if self.retry_after_s is not None:
            told["retry_after_s"] = round(self.retry_after_s, 3)
        if self.alternatives:
            told["alternatives"] = list(self.alternatives)
        return told


class ConfigError(EdgeError):
    code = "config"


class BadRequest(EdgeError):
    code = "bad_request"
    status = 400


class SchemaMismatch(BadRequest):
    code = "schema_mismatch"


class TooLarge(BadRequest):
    code = "too_large"
    status = 413


class NotFound(BadRequest):
    code = "not_found"
    status = 404


class GoingRound(BadRequest):
    code = "going_round"
    status = 508


class BadEvent(BadRequest):
    code = "bad_event"


class NotTrusted(EdgeError):
    code = "not_trusted"
    status = 403


class Unidentified(NotTrusted):
    code = "unidentified"
    status = 401


class Expired(NotTrusted):
    code = "expired"
    status = 401


class Revoked(NotTrusted):
    code = "revoked"


class Unavailable(EdgeError):
    code = "unavailable"
    status = 503


class LinkLost(Unavailable):
    code = "link_lost"


class TimedOut(Unavailable):
    code = "timed_out"
    status = 504


class BadAnswer(Unavailable):
    code = "bad_answer"
    status = 502


class TooBusy(Unavailable):
    code = "too_busy"


class RateLimited(TooBusy):
    code = "rate_limited"
    status = 429


def error_from(
    code: str, message: str, *, retry_after_s: float | None = None, alternatives: Sequence[str] = ()
) -> EdgeError:
    """The error that a remote node told of; one with a code that is not known here is an EdgeError."""
    return _BY_CODE.get(code, EdgeError)(message, retry_after_s=retry_after_s, alternatives=alternatives)


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


def _and_below(kind: type[EdgeError]) -> Iterator[type[EdgeError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _and_below(below)


_BY_CODE = {kind.code: kind for kind in _and_below(EdgeError)}
