"""Every parser takes any bytes on the board's interpreter as on CPython: a value or a WireError, and the same one."""

import json

import pytest

from tests.interpreter import ROOT, verdicts_here, verdicts_on_board
from tests.wire.corpus import hostile

COUNT = 3000


def vectors(name: str) -> list[dict]:
    return json.loads((ROOT / "tests" / "vectors" / name).read_text(encoding="utf-8"))


def cbor_encodings() -> list[bytes]:
    return [bytes.fromhex(vector["hex"]) for vector in vectors("cbor.json")]


def points() -> list[bytes]:
    return [bytes.fromhex(vector["public_key"]) for vector in vectors("ed25519.json")]


def packed(key: str) -> list[bytes]:
    return [bytes.fromhex(vector["fields"][key]) for vector in vectors("area.json") if key in vector.get("fields", {})]


PARSERS = {
    "meshwire.cbor.loads": (cbor_encodings, COUNT),
    "meshwire.curve25519.decode": (points, 300),
    "meshwire.packing.unpack_circles": (lambda: packed("6"), 300),
    "meshwire.packing.unpack_geocodes": (lambda: packed("4"), COUNT),
    "meshwire.packing.unpack_polygons": (lambda: packed("5"), COUNT),
}


@pytest.mark.parametrize("parser", sorted(PARSERS))
def test_a_parser_judges_hostile_bytes_the_same_on_both_interpreters(parser):
    valid, count = PARSERS[parser]
    inputs = hostile(valid(), count=count, seed=2026)

    here = verdicts_here(parser, inputs)

    assert {"+", "-"} == set(here)
    assert verdicts_on_board(parser, inputs) == here
