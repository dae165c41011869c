"""Manifests: signed, bounded, and only ever about the node that they came from."""

from dataclasses import replace

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.bus.capability import Contract, Trust
from edge_agent.bus.peer import advert_of
from edge_agent.errors import BadRequest
from edge_agent.identity.keys import Key, verify
from edge_agent.mesh.manifest import CONTEXT, MAX_ADDRESSES, MAX_MANIFEST, MAX_PEERS, Manifest, decode, encode

ANNA, EVE = Key(b"a" * 32), Key(b"e" * 32)
FLOODS = Contract("civdef.alert.list", Trust.STRANGER, params=("language",))
FULL = Manifest(
    ANNA.public, "Mühle", 1_795_000_000, 90.0, addresses=(("192.0.2.7", 7081), ("fe80::1%eth0", 7081)),
    capabilities=[advert_of(FLOODS, {"language": ("de", "en")}, load=0.25, queue=2)], load=0.5, energy=0.75,
    hardware={"machine": "aarch64"}, peers={EVE.public: (("192.0.2.8", 7081),)},
)  # fmt: skip


def body_of(manifest: Manifest) -> dict[str, object]:
    told = cbor2.loads(cbor2.loads(encode(manifest, ANNA))[0])
    assert isinstance(told, dict)
    return told


def signed(body: object) -> bytes:
    data = cbor2.dumps(body)
    return cbor2.dumps([data, ANNA.sign(CONTEXT + data)])


def test_what_a_node_says_arrives_whole() -> None:
    assert decode(encode(FULL, ANNA), ANNA.public, verify) == FULL


def test_a_manifest_signed_by_another_key_is_refused() -> None:
    with pytest.raises(BadRequest, match="not signed by the node"):
        decode(encode(FULL, EVE), ANNA.public, verify)


def test_a_node_cannot_speak_for_another() -> None:
    with pytest.raises(BadRequest, match="another node"):
        decode(encode(replace(FULL, node=EVE.public), ANNA), ANNA.public, verify)


def test_a_signature_made_for_something_else_does_not_count() -> None:
    body = cbor2.dumps(body_of(FULL))
    with pytest.raises(BadRequest, match="not signed"):
        decode(cbor2.dumps([body, ANNA.sign(body)]), ANNA.public, verify)


def test_a_manifest_beyond_its_bound_is_not_even_parsed() -> None:
    with pytest.raises(BadRequest, match="at most"):
        decode(bytes(MAX_MANIFEST + 1), ANNA.public, verify)


@pytest.mark.parametrize(
    "change",
    [
        {"lifetime_s": 1e9}, {"lifetime_s": 0}, {"lifetime_s": float("nan")}, {"load": 2}, {"energy": -1},
        {"addresses": [["h", 1]] * (MAX_ADDRESSES + 1)}, {"addresses": [["", 1]]}, {"addresses": [["h", 70000]]},
        {"addresses": [["evil\nhost", 1]]}, {"peers": {b"short": []}}, {"hardware": {"a": 1}},
        {"peers": {n.to_bytes(32, "big"): [] for n in range(MAX_PEERS + 1)}}, {"capabilities": [{"name": "x"}]},
        {"capabilities": "all"}, {"node": "text"}, {"issued": "now"},
    ],
)  # fmt: skip
def test_a_field_out_of_bounds_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        decode(signed(body_of(FULL) | change), ANNA.public, verify)


def test_a_field_that_is_missing_is_refused_and_one_that_came_later_is_passed_over() -> None:
    body = body_of(FULL)
    assert decode(signed(body | {"since": "next year"}), ANNA.public, verify) == FULL

    del body["load"]

    with pytest.raises(BadRequest, match="missing"):
        decode(signed(body), ANNA.public, verify)


@given(st.binary(max_size=400))
def test_noise_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadRequest):
        decode(data, ANNA.public, verify)
