"""bus.*: what can be called anywhere, how a call would be routed, which calls there were."""

from dataclasses import asdict

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, FLAG, NUMBER, TEXT, each, gives, many, takes, text

NAME = text(64, shortest=1)
CANDIDATE = gives(node=TEXT, name=TEXT, score=NUMBER, parts=each(NUMBER), callable=FLAG, reason=TEXT)
TRACE = gives(
    request=TEXT, name=TEXT, caller=TEXT, node=TEXT, age_s=NUMBER, ms=NUMBER, outcome=TEXT, attempts=COUNT,
)  # fmt: skip
OFFER = gives(
    name=TEXT, node=TEXT, node_name=TEXT, version=many(COUNT, 2), trust=TEXT, shared=FLAG, params=each(many(TEXT)),
    load=NUMBER, queue=COUNT,
)  # fmt: skip
MOST = 512  # lines of an answer


class BusCapabilities:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    @capability(
        "bus.explain", trust=Trust.OPERATOR, idempotent=True, output=gives(strategy=TEXT, candidates=many(CANDIDATE)),
        input=takes(("name",), name=NAME, params=each(text(256))),
    )  # fmt: skip
    async def explain(self, call: Call) -> Json:
        """{name, params} -> {strategy, candidates}: whom the bus would ask, in that order, and why."""
        name, params = str(call.body["name"]), call.body.get("params", {})
        assert isinstance(params, dict)  # the schema says so
        ranked = self._bus.explain(name, params)
        return {"strategy": self._bus.strategy(name), "candidates": [one.as_json() for one in ranked]}

    @capability(
        "bus.traces", trust=Trust.OPERATOR, idempotent=True, output=gives(calls=many(TRACE, MOST)),
        input=takes(request=text(16)),
    )  # fmt: skip
    async def traces(self, call: Call) -> Json:
        """{request} -> {calls}: the newest calls, those of one request if it is named, the newest first."""
        return {"calls": [asdict(one) for one in self._bus.traces.newest(str(call.body.get("request", "")))]}

    @capability(
        "bus.elsewhere", trust=Trust.MEMBER, idempotent=True, input=takes(), output=gives(offers=many(OFFER, MOST))
    )
    async def elsewhere(self, call: Call) -> Json:
        """{} -> {offers}: what the other nodes offer that can be called now."""
        found = [one for name in self._bus.peers.names() for one in self._bus.peers.offering(name)]
        return {
            "offers": [
                {
                    "name": one.advert.name, "node": one.remote.id, "node_name": one.remote.name,
                    "version": list(one.advert.version), "trust": one.advert.trust.name.lower(),
                    "shared": one.advert.shared, "load": one.advert.load, "queue": one.advert.queue,
                    "params": {name: list(values) for name, values in one.advert.params.items()},
                }
                for one in found[:MOST]
            ]
        }  # fmt: skip
