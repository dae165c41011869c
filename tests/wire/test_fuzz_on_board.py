"""Every parser takes any bytes on the board's interpreter as on CPython: a value or a WireError, and the same one."""

import json

import pytest

from meshwire import cbor, document, envelope, event, frame, modem, need
from tests.interpreter import ROOT, verdicts_here, verdicts_on_board
from tests.node import bundles
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


def parts() -> list[bytes]:
    bodies = ({}, {1: "River rises", 2: bytes(range(40)), 9: True}, {"a": [1, [2, [None]]], -5: 2**64 - 1})
    return [event.encode_part(2, 2**at, 1 + at, 1_700_000_000, 1, body) for at, body in enumerate(bodies)]


def of_onair(key: str) -> list[bytes]:
    return [bytes.fromhex(vector[key]) for vector in vectors("onair.json") if key in vector]


def events() -> list[event.Event]:
    return [event.assemble(bytes(range(32)), part, bytes(64)) for part in parts()]


def alert_bodies() -> list[bytes]:
    return [bytes.fromhex(vector["hex"]) for vector in vectors("alert.json")]


def headlines() -> list[bytes]:
    bodies = [cbor.loads(body) for body in alert_bodies()]
    packed_ones = [body[3] for body in bodies if isinstance(body, dict) and isinstance(body.get(3), bytes)]
    return [bytes((language,)) + one for language in (1, 7, 11) for one in packed_ones]


def frames() -> list[bytes]:
    return [frame.encode_event(one, age_min) for one in events() for age_min in (None, 0, 700)]


def modem_settings() -> list[bytes]:
    return [modem.encode_settings(modem.Settings(869525000, 250000, 11, 5, 16, 0x12, 22))]


def modem_hellos() -> list[bytes]:
    return [modem.encode_hello(modem.Hello(1, True, "Heltec V3"))]


def fragments(kind: str) -> list[bytes]:
    return [bytes.fromhex(vector["hex"]) for vector in vectors("fragment.json") if kind in vector]


def packed_documents() -> list[bytes]:
    return [document.pack(b"<alert>" + bytes(range(length))) for length in (0, 50, 250)]


def bodies(name: str) -> list[bytes]:
    return [bytes.fromhex(vector["hex"]) for vector in vectors(name) if "error" not in vector]


def manifests(name: str) -> list[bytes]:
    return [whole[8 : 8 + int.from_bytes(whole[4:8], "big")] for whole in bodies(name)]


def vector_parts() -> list[bytes]:
    return [bytes.fromhex(part) for vector in vectors("vector.json") for part in vector.get("parts", [])]


def wanted_runs() -> list[bytes]:
    return [found.indexed for body in bodies("need.json") if (found := need.decode(body)).indexed]


PARSERS = {
    "alert body": (alert_bodies, COUNT),
    "headline": (headlines, COUNT),
    "meshwire.beacon.decode": (lambda: bodies("beacon.json"), COUNT),
    "meshwire.bundle.decode": (lambda: [bundles.make(version=version) for version in ("2.0", "2.1-rc1")], COUNT),
    "meshwire.bundle.decode_manifest": (lambda: manifests("bundle.json"), COUNT),
    "meshwire.cbor.loads": (cbor_encodings, COUNT),
    "meshwire.curve25519.decode": (points, 300),
    "meshwire.envelope.decode": (lambda: [envelope.encode(1, 2, 3, 7, 5, one) for one in frames()], COUNT),
    "meshwire.event.decode": (lambda: [event.encode(one) for one in events()], COUNT),
    "meshwire.event.decode_part": (parts, COUNT),
    "meshwire.fragment.decode": (lambda: fragments("fragment"), COUNT),
    "meshwire.fragment.decode_need": (lambda: fragments("need"), COUNT),
    "meshwire.frame.decode_event": (frames, COUNT),
    "meshwire.modem.decode_hello": (modem_hellos, COUNT),
    "meshwire.modem.decode_received": (lambda: [bytes((255, 159, 250, 1)), b"\0\0\0"], 300),
    "meshwire.modem.decode_settings": (modem_settings, 300),
    "meshwire.need.decode": (lambda: bodies("need.json"), COUNT),
    "meshwire.onair.decode_data": (lambda: of_onair("data"), COUNT),
    "meshwire.onair.decode_header": (lambda: of_onair("hex"), COUNT),
    "meshwire.packing.unpack_circles": (lambda: packed("6"), 300),
    "meshwire.packing.unpack_geocodes": (lambda: packed("4"), COUNT),
    "meshwire.packing.unpack_polygons": (lambda: packed("5"), COUNT),
    "meshwire.summary.decode": (lambda: bodies("summary.json"), COUNT),
    "meshwire.time_frame.decode": (lambda: bodies("time_frame.json"), 300),
    "meshwire.vector.decode": (vector_parts, COUNT),
    "meshwire.wanted.decode": (wanted_runs, COUNT),
    "packed document": (packed_documents, COUNT),
}


@pytest.mark.parametrize("parser", sorted(PARSERS))
def test_a_parser_judges_hostile_bytes_the_same_on_both_interpreters(parser):
    valid, count = PARSERS[parser]
    inputs = hostile(valid(), count=count, seed=2026)

    here = verdicts_here(parser, inputs)

    assert {"+", "-"} == set(here)
    assert verdicts_on_board(parser, inputs) == here
