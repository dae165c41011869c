"""Checks meshwire against golden vectors, on CPython and on boards: check_vectors.py FILE.json...

A file is an array of objects with a `name`; its own name says which function checks them.
"""

import json
import sys
from binascii import hexlify, unhexlify

import check_radio_vectors
from meshwire import (
    alert,
    area,
    bundle,
    cbor,
    document,
    ed25519,
    erasure,
    event,
    fragment,
    frame,
    signing,
    trust,
)
from vector_values import noted, refuses, tuples


def failures(path: str) -> list[str]:
    """The names of the vectors in a file that do not hold here; an empty file holds nothing and fails too."""
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    holds = CHECKS[path[path.rfind("/") + 1 :]]
    return [vector["name"] for vector in vectors if not holds(vector)] if vectors else ["no vectors"]


def check_cbor(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(cbor.loads, data)
    value = _value(vector["value"])
    return cbor.dumps(value) == data and cbor.loads(data) == value and cbor.dumps(cbor.loads(data)) == data


def check_ed25519(vector: dict) -> bool:
    fields = [unhexlify(vector[name]) for name in ("public_key", "message", "signature")]
    return ed25519.verify(*fields) is vector["valid"]


def check_signing(vector: dict) -> bool:
    signer = signing.Signer(unhexlify(vector["seed"]))
    signature = signer.sign(unhexlify(vector["message"]))
    return [hexlify(one).decode() for one in (signer.public_key, signature)] == [
        vector["public_key"],
        vector["signature"],
    ]


def check_area(vector: dict) -> bool:
    if vector["check"] == "refused":
        return refuses(area.decode, _fields(vector))
    if vector["check"] == "covers":
        return area.covers(_area(vector["outer"]), _area(vector["inner"])) is vector["holds"]
    one = _area(vector["area"])
    if vector["check"] == "touches":
        lat, lon, geocodes = vector["place"]
        return area.touches(one, area.Place(lat, lon, tuples(geocodes))) is vector["holds"]
    return area.encode(one) == _fields(vector) and area.decode(_fields(vector)) == one


def check_bundle(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(bundle.decode, data)
    head, contents = bundle.decode(data)
    listed = head.manifest
    said = [listed.version, listed.board, listed.counter, [one.path for one in listed.files]]
    again = bundle.encode_head(bundle.encode_manifest(listed), head.signature, head.signer) + b"".join(contents)
    is_signed = ed25519.verify(head.signer, head.digest, head.signature)
    return said == vector["manifest"] and again == data and is_signed is vector["signed"]


def check_trust(vector: dict) -> bool:
    roster = trust.Roster([unhexlify(root) for root in vector["roots"]])
    refused = [roster.add(event.decode(unhexlify(data))) for data in vector["events"]]
    reasons = trust.reasons_against(roster, unhexlify(vector["key"]), _area(vector["area"]), vector["now"])
    return refused == vector["refused"] and reasons == vector["reasons"]


def check_alert(vector: dict) -> bool:
    """Packed headlines are compared unpacked: a board cannot pack them."""
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(lambda raw: alert.decode(cbor.loads(raw)), data)
    body = cbor.loads(data)
    one = alert.decode(body)
    again = alert.encode(one)
    for encoded in (body, again):
        encoded.pop(3, None)
    return noted(one) == vector["alert"] and again == body


def check_event(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(event.decode, data)
    one = event.decode(data)
    realm = event.realm_of(one.topic, unhexlify(vector["community"]))
    found = {
        "author_id": hexlify(event.author_id(one.author)).decode(),
        "digest": hexlify(event.digest(realm, one.author, one.part)).decode(),
        "fields": [one.topic, one.seq, one.lamport, one.time, one.kind],
        "authentic": event.is_authentic(one, unhexlify(vector["community"]), ed25519.verify),
    }
    for name in found:
        if found[name] != vector[name]:
            return False
    return event.encode(one) == data


def check_frame(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(frame.decode_event, data)
    found = frame.decode_event(data)
    one = event.decode(unhexlify(vector["event"]))
    same = (found.age_min, found.author_id, found.part) == (vector["age_min"], event.author_id(one.author), one.part)
    return same and frame.encode_event(one, vector["age_min"]) == data


def check_erasure(vector: dict) -> bool:
    """All rows are those of the object, and they restore it."""
    k, size = vector["k"], vector["size"]
    data = unhexlify(vector["data"])
    sources = erasure.split(data, k, size)
    decoder = erasure.Decoder(k, size)
    for index, row in vector["rows"]:
        if erasure.row(sources, size, index) != unhexlify(row):
            return False
        decoder.add(index, unhexlify(row))
    return decoder.missing() == 0 and b"".join(decoder.result())[: len(data)] == data


def check_fragment(vector: dict) -> bool:
    if "rows" in vector:
        return _document(vector) == vector["document"]
    body = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(fragment.decode, body) and refuses(fragment.decode_need, body)
    if "need" in vector:
        need = fragment.decode_need(body)
        return noted(need) == vector["need"] and fragment.encode_need(need) == body
    one = fragment.decode(body)
    return noted(one) == vector["fragment"] and fragment.encode(one) == body


CHECKS = {
    "alert.json": check_alert,
    "area.json": check_area,
    "bundle.json": check_bundle,
    "cbor.json": check_cbor,
    "ed25519.json": check_ed25519,
    "erasure.json": check_erasure,
    "event.json": check_event,
    "fragment.json": check_fragment,
    "frame.json": check_frame,
    "signing.json": check_signing,
    "trust.json": check_trust,
}
CHECKS.update(check_radio_vectors.CHECKS)


def _document(vector: dict) -> str | None:
    """What an assembly makes of its rows, None when that is not the document of the digest."""
    assembly = fragment.Assembly(unhexlify(vector["digest"]))
    pieces = None
    for row in vector["rows"]:
        pieces = assembly.add(fragment.decode(unhexlify(row)))
    return None if pieces is None else b"".join(list(document.unpack(pieces))).decode()


def _area(told: dict) -> area.Area:
    """Absent parts are empty."""
    return area.Area(*[tuples(told.get(part, [])) for part in ("geocodes", "polygons", "circles")])


def _fields(vector: dict) -> dict[int, bytes]:
    return {int(key): unhexlify(data) for key, data in vector["fields"].items()}


def _value(told: object) -> object:
    """JSON has no bytes and no integer keys: {"bytes": hex}, {"text": hex of UTF-8}, {"map": [[key, value]...]}."""
    if isinstance(told, list):
        return [_value(item) for item in told]
    if not isinstance(told, dict):
        return told
    if "bytes" in told:
        return unhexlify(told["bytes"])
    if "text" in told:
        return unhexlify(told["text"]).decode()
    return {_value(key): _value(value) for key, value in told["map"]}


if __name__ == "__main__":
    for path in sys.argv[1:]:
        wrong = failures(path)
        print(path, "FAILED: " + ", ".join(wrong) if wrong else "ok")
        if wrong:
            sys.exit(1)
