"""Calls, answers and errors as the maps that travel, docs/protocol/call.md. What comes in is checked here. Pure.

The maps hold what JSON can hold, so they travel as CBOR between nodes and as JSON to a browser.
"""

import json
import math
import re
from collections.abc import Mapping

from edge_agent.bus.capability import Json, Params, Trust, Version
from edge_agent.bus.peer import Answer, Meta, Request
from edge_agent.bus.refusal import NODE, error_of, is_node
from edge_agent.errors import BadAnswer, BadRequest

NAME = re.compile(r"[a-z][a-z0-9_.]{0,63}")
ID = re.compile(r"[0-9a-f]{16}")
MAX_HOPS = 4  # nodes that one question may pass, one calling the next
MAX_PARAMS, MAX_VALUE = 8, 256
LONGEST_MS = 3_600_000
MAX_NUMBER = 65_535  # of a version


def request_map(request: Request) -> dict[str, object]:
    return {
        "name": request.name, "version": list(request.version), "input": request.input, "params": dict(request.params),
        "id": request.id, "timeout_ms": max(1, int(request.timeout_s * 1000)), "hops": list(request.hops),
        "trust": int(request.trust), "stream": request.stream,
    }  # fmt: skip


def request_of(told: object) -> Request:
    """What another node asks; BadRequest names the field that is wrong."""
    match told:
        case {
            "name": str(name), "version": version, "input": dict(body), "params": params, "id": str(id),
            "timeout_ms": int(timeout_ms), "hops": hops, "trust": int(trust), "stream": bool(stream),
        }:  # fmt: skip
            pass
        case _:
            raise BadRequest("a call is a map of name, version, input, params, id, timeout_ms, hops, trust and stream")
    if not NAME.fullmatch(name):
        raise BadRequest("name: a capability has at most 64 letters, digits, points and underscores")
    if not ID.fullmatch(id):
        raise BadRequest("id: a request has 16 hexadecimal digits")
    if not 0 < timeout_ms <= LONGEST_MS:
        raise BadRequest(f"timeout_ms: from 1 to {LONGEST_MS}")
    if trust not in tuple(Trust):
        raise BadRequest(f"trust: from 0 to {int(max(Trust))}")
    return Request(
        name,
        version_of(version),
        plain(body),
        _params(params),
        id,
        timeout_ms / 1000,
        _hops(hops),
        Trust(trust),
        stream,
    )


def answer_of(told: object) -> Answer:
    """What another node answered; raises the error that it told of, or BadAnswer."""
    match told:
        case {"error": error}:
            raise error_of(error)
        case {"output": dict(output), "meta": {"node": str(node), "ms": int() | float() as ms, "path": list(path)}} if (
            NODE.fullmatch(node) and len(path) <= MAX_HOPS + 1 and all(is_node(one) for one in path)
        ):
            if not math.isfinite(ms):
                raise BadAnswer("the node answered without saying how long it took")
            try:
                return Answer(plain(output), Meta(node, float(ms), tuple(path), ""))
            except BadRequest as error:
                raise BadAnswer(f"the answer is no JSON: {error}") from None
    raise BadAnswer("the node answered with neither an output nor an error; it may be of another version")


def version_of(told: object) -> Version:
    match told:
        case [int(major), int(minor)] if 0 <= major <= MAX_NUMBER and 0 <= minor <= MAX_NUMBER:
            return major, minor
    raise BadRequest("version: two numbers, for example [1, 0]")


def plain(told: Json) -> Json:
    """The same, if JSON can say it: no bytes, no tags, no number that is not finite, no endless nesting."""
    try:
        json.dumps(told, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise BadRequest(f"input: {error}") from None
    return told


def _params(told: object) -> Params:
    if isinstance(told, Mapping) and len(told) <= MAX_PARAMS:
        params = {key: value for key, value in told.items() if isinstance(key, str) and isinstance(value, str)}
        if len(params) == len(told) and all(len(text) <= MAX_VALUE for pair in params.items() for text in pair):
            return params
    raise BadRequest(f"params: at most {MAX_PARAMS} texts by name, each of at most {MAX_VALUE} characters")


def _hops(told: object) -> tuple[str, ...]:
    if isinstance(told, list) and len(told) <= MAX_HOPS and all(is_node(one) for one in told):
        return tuple(told)
    raise BadRequest(f"hops: at most {MAX_HOPS} node ids")
