"""The bytes of joining, as docs/protocol/join.md says and join_vectors.json pins them."""

import json
from pathlib import Path

import pytest

from edge_agent.identity.joincodes import proof_of, stretched
from edge_agent.identity.joinwire import decode_request, encode_request, request_for
from edge_agent.identity.keys import Key
from edge_agent.identity.link import parse_link
from edge_agent.identity.membership import KINDS, body_of, succeeds
from edge_agent.identity.words import community_words
from meshwire import cbor

VECTORS = json.loads(Path(__file__).with_name("join_vectors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS["links"], ids=lambda vector: vector["name"])
def test_a_link_has_these_bytes_and_this_key(vector):
    link = parse_link(vector["link"])

    assert str(link) == vector["link"]
    assert (link.secret.hex(), link.root_hash.hex(), link.expires) == (
        vector["secret"],
        vector["root"],
        vector["expires"],
    )
    assert list(link.addresses) == vector["addresses"]
    assert Key(link.invite_seed).public.hex() == vector["key"]


def test_a_request_has_these_bytes():
    vector = VECTORS["request"]
    link, node = parse_link(vector["link"]), Key(bytes.fromhex(vector["seed"]))

    data = encode_request(link.root_hash, request_for(link, node, vector["name"]))

    assert data.hex() == vector["bytes"]
    assert decode_request(data) == (link.root_hash, request_for(link, node, vector["name"]))


@pytest.mark.parametrize("vector", VECTORS["statements"], ids=lambda vector: KINDS[vector["kind"]][0].__name__)
def test_a_statement_has_this_body(vector):
    body = cbor.loads(bytes.fromhex(vector["body"]))
    statement = KINDS[vector["kind"]][0](*body.values())

    assert cbor.dumps(body_of(statement)).hex() == vector["body"]
    assert type(statement).__name__ == vector["name"]


def test_a_code_becomes_this_key_and_this_proof():
    vector = VECTORS["code"]
    nonce = bytes.fromhex(vector["nonce"])

    key = stretched(vector["code"], bytes.fromhex(vector["salt"]), nonce)

    assert (key.hex(), proof_of(key, nonce).hex()) == (vector["key"], vector["proof"])


def test_a_succession_signs_these_bytes():
    vector = VECTORS["succession"]
    pieces = (bytes.fromhex(vector[name]) for name in ("community", "old", "new"))

    assert succeeds(*pieces).hex() == vector["signed"]


@pytest.mark.parametrize("vector", VECTORS["words"], ids=lambda vector: vector["root"][:8])
def test_a_community_has_these_words(vector):
    assert community_words(bytes.fromhex(vector["root"])) == vector["words"]
