"""What comes from outside as JSON: a request of a browser or of the command line. Pure."""

import json
from collections.abc import Mapping

from edge_agent.errors import BadRequest, TooLarge


def parse_body(data: bytes, limit: int) -> Mapping[str, object]:
    """A JSON object from outside; BadRequest for anything else."""
    if len(data) > limit:
        raise TooLarge(f"the request is {len(data)} bytes long, at most {limit} are allowed")
    try:
        body = json.loads(data, parse_constant=_refuse) if data else {}
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the request is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise BadRequest("the request must be a JSON object")
    return body


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number")
