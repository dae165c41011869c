"""The error that another program told of. Small, so that a command starts quickly. Pure."""

import math
import re

from edge_agent.errors import BadAnswer, EdgeError, error_from
from edge_agent.text import printable

NODE = re.compile(r"[a-z0-9]{1,64}")  # a node id has 59 characters
MAX_RETRY_S = 86_400.0
MAX_ALTERNATIVES = 8


def error_of(told: object) -> EdgeError:
    match told:
        case {"code": str(code), "message": str(message), **more}:
            retry, others = more.get("retry_after_s"), more.get("alternatives")
            after = _wait_of(retry)
            nodes = [one for one in others[:MAX_ALTERNATIVES] if is_node(one)] if isinstance(others, list) else []
            return error_from(code, printable(message), retry_after_s=after, alternatives=nodes)
    return BadAnswer("the node refused without saying why; see its log")


def is_node(told: object) -> bool:
    return isinstance(told, str) and NODE.fullmatch(told) is not None


def _wait_of(told: object) -> float | None:
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told < math.inf:
        return min(float(told), MAX_RETRY_S)
    return None
