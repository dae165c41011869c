"""The one way in which a feature, the page or the command line uses a feature."""

import asyncio
import json
from dataclasses import dataclass

from edge_agent.bus.capability import MARK, Call, Caller, Contract, Handler, Json
from edge_agent.bus.remotes import Remotes
from edge_agent.errors import BadRequest, ConfigError, NotFound, NotTrusted, TimedOut


@dataclass(frozen=True, slots=True)
class Offer:
    contract: Contract
    handler: Handler


class Bus:
    def __init__(self) -> None:
        self._offers: dict[str, Offer] = {}
        self.peers = Remotes()

    def register(self, provider: object) -> None:
        """Offer every marked method of `provider`; a name that is offered already is an error."""
        for attribute in dir(type(provider)):
            contract = getattr(getattr(type(provider), attribute), MARK, None)
            if contract is None:
                continue
            if contract.name in self._offers:
                raise ConfigError(f"the capability {contract.name} is offered twice; remove one of the two providers")
            self._offers[contract.name] = Offer(contract, getattr(provider, attribute))

    def offers(self) -> list[Contract]:
        return sorted((offer.contract for offer in self._offers.values()), key=lambda contract: contract.name)

    async def call(self, name: str, body: Json, caller: Caller) -> Json:
        """Call a capability of this node; the errors are those of edge_agent.errors."""
        offer = self._offers.get(name)
        if offer is None:
            raise NotFound(f"no capability is called {name}; `hearthnet caps` lists them")
        contract = offer.contract
        if caller.trust < contract.trust:
            needed, held = contract.trust.name.lower(), caller.trust.name.lower()
            raise NotTrusted(f"{name} needs the trust level {needed}; {caller.name} has {held}")
        try:
            async with asyncio.timeout(contract.timeout_s):
                return await offer.handler(Call(body, caller))
        except TimeoutError:
            raise TimedOut(f"{name} did not finish in {contract.timeout_s:g} s; try again") from None


def parse_body(data: bytes, limit: int) -> Json:
    """A JSON object from outside; BadRequest for anything else."""
    if len(data) > limit:
        raise BadRequest(f"the request is {len(data)} bytes long, at most {limit} are allowed")
    try:
        body = json.loads(data) if data else {}
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the request is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise BadRequest("the request must be a JSON object")
    return body
