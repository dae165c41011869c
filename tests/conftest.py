"""Settings for every test."""

import pytest
from hypothesis import settings

from edge_agent.bus.offer import Offer
from edge_agent.bus.validation import Schema

# The same examples on every run and no limit on the time of one: a slow machine must not fail a test.
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=100)
settings.load_profile("repeatable")

PROMISED: dict[str, Schema] = {}  # by the hash of a contract; compiled once


@pytest.fixture(autouse=True)
def outputs_are_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test calls, the answer is what the contract promises: other nodes refuse any other."""
    run = Offer.run

    async def checked(offer, *given, **named):  # type: ignore[no-untyped-def]
        output = await run(offer, *given, **named)
        contract = offer.contract
        PROMISED.setdefault(contract.hash, Schema(contract.output, f"answer of {contract.name}")).check(output)
        return output

    monkeypatch.setattr(Offer, "run", checked)
