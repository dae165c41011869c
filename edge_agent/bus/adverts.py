"""What a manifest says of a node's capabilities, out and in. Pure."""

from collections.abc import Mapping

from edge_agent.bus.capability import COSTS, Trust
from edge_agent.bus.envelope import LONGEST_MS, MAX_PARAMS, MAX_VALUE, NAME, version_of
from edge_agent.bus.peer import Advert, Values
from edge_agent.errors import BadRequest

MAX_ADVERTS = 256
MAX_VALUES = 256  # models, corpora or languages of one capability
HASH_LENGTH = len("blake3:") + 64
COUNT = 1 << 31


def advert_map(advert: Advert) -> dict[str, object]:
    return {
        "name": advert.name, "version": list(advert.version), "hash": advert.hash, "trust": int(advert.trust),
        "params": {name: list(values) for name, values in advert.params.items()}, "timeout_s": advert.timeout_s,
        "max_body": advert.max_body, "max_concurrent": advert.max_concurrent, "max_queue": advert.max_queue,
        "shared": advert.shared, "idempotent": advert.idempotent, "streaming": advert.streaming, "cost": advert.cost,
        "load": round(advert.load, 3), "queue": advert.queue,
    }  # fmt: skip


def adverts_of(told: object) -> list[Advert]:
    """What another node says that it offers; BadRequest when a line of it is not an advert."""
    if not isinstance(told, list) or len(told) > MAX_ADVERTS:
        raise BadRequest(f"capabilities: a list of at most {MAX_ADVERTS}")
    adverts = [_advert_of(one) for one in told]
    if len({advert.name for advert in adverts}) < len(adverts):
        raise BadRequest("capabilities: a name is offered twice")
    return adverts


def _advert_of(told: object) -> Advert:
    match told:
        case {
            "name": str(name), "version": version, "hash": str(hash), "trust": int(trust), "params": dict(params),
            "timeout_s": int() | float() as timeout_s, "max_body": int(max_body),
            "max_concurrent": int(max_concurrent), "max_queue": int(max_queue), "shared": bool(shared),
            "idempotent": bool(idempotent), "streaming": bool(streaming), "cost": str(cost),
            "load": int() | float() as load, "queue": int(queue),
        } if NAME.fullmatch(name) and len(hash) == HASH_LENGTH and trust in tuple(Trust) and cost in COSTS and (
            0 < timeout_s <= LONGEST_MS / 1000 and 0 <= load <= 1
            and all(0 <= count < COUNT for count in (max_body, max_concurrent, max_queue, queue))
        ):  # fmt: skip
            return Advert(
                name, version_of(version), hash, Trust(trust), _values(params), float(timeout_s), max_body,
                max_concurrent, max_queue, shared, idempotent, streaming, cost, float(load), queue,
            )  # fmt: skip
    raise BadRequest("capabilities: an entry is not an advert of docs/protocol/call.md")


def _values(told: Mapping[object, object]) -> Values:
    values = {}
    for name, listed in told.items():
        if not isinstance(name, str) or not isinstance(listed, list) or len(listed) > MAX_VALUES:
            raise BadRequest(f"capabilities: a param lists at most {MAX_VALUES} values")
        if not all(isinstance(one, str) and len(one) <= MAX_VALUE for one in (name, *listed)):
            raise BadRequest(f"capabilities: a value of a param has at most {MAX_VALUE} characters")
        values[name] = tuple(listed)
    if len(values) > MAX_PARAMS:
        raise BadRequest(f"capabilities: at most {MAX_PARAMS} params")
    return values
