"""The contracts of the product: real schemas, one name each, and terms that can be kept."""

import re

import pytest

from edge_agent.bus.capability import ANYTHING, COSTS, Trust
from edge_agent.bus.envelope import LONGEST_MS, NAME
from edge_agent.bus.validation import Schema
from edge_agent.errors import SchemaMismatch
from tests.bus.contracts import contracts

CONTRACTS = contracts()
each_contract = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)


def test_no_name_is_marked_twice():
    names = [contract.name for contract in CONTRACTS]
    assert len(set(names)) == len(names) >= 29


@each_contract
def test_both_schemas_say_something(contract):
    assert contract.input != ANYTHING
    assert contract.output != ANYTHING


@each_contract
def test_both_schemas_compile_and_refuse_what_is_no_object(contract):
    for schema in (contract.input, contract.output):
        with pytest.raises(SchemaMismatch):
            Schema(schema, contract.name).check([])  # type: ignore[arg-type]


@each_contract
def test_a_field_that_nobody_knows_is_refused_at_the_door(contract):
    with pytest.raises(SchemaMismatch):
        Schema(contract.input, contract.name).check({"no_such_field": 1})


@each_contract
def test_its_terms_can_be_kept(contract):
    assert NAME.fullmatch(contract.name)
    assert 0 < contract.timeout_s <= LONGEST_MS / 1000
    assert contract.cost in COSTS
    assert contract.max_concurrent > 0
    assert contract.max_queue >= 0
    assert re.fullmatch("blake3:[0-9a-f]{64}", contract.hash)


@each_contract
def test_what_no_other_node_may_is_never_shared(contract):
    assert not (contract.shared and (contract.own or contract.trust is Trust.OPERATOR))
