"""Checks meshwire against golden vectors, on CPython and on boards: check_vectors.py FILE.json...

A file is an array of objects with a `name`; its own name says which function checks them.
"""

import json
import sys
from binascii import hexlify, unhexlify

from meshwire import (
    alert,
    area,
    beacon,
    bundle,
    cbor,
    document,
    ed25519,
    envelope,
    erasure,
    event,
    fragment,
    frame,
    modem,
    need,
    radio_key,
    signing,
    summary,
    time_frame,
    trust,
    wanted,
)
from meshwire import vector as vectors_of
from meshwire.errors import WireError


def failures(path: str) -> list[str]:
    """The names of the vectors in a file that do not hold here; an empty file holds nothing and fails too."""
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)
    holds = CHECKS[path[path.rfind("/") + 1 :]]
    return [vector["name"] for vector in vectors if not holds(vector)] if vectors else ["no vectors"]


def refuses(parser, data: bytes) -> bool:
    """Whether a parser raises the error that it should."""
    try:
        parser(data)
    except WireError:
        return True
    return False


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
        return area.touches(one, area.Place(lat, lon, _tuples(geocodes))) is vector["holds"]
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
    return _noted(one) == vector["alert"] and again == body


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


def check_envelope(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(envelope.decode, data)
    found = list(envelope.decode(data))
    onward = envelope.one_hop_on(data)
    next_hop = None if onward is None else hexlify(onward).decode()
    return found[:5] == vector["fields"] and envelope.encode(*found) == data and next_hop == vector["next"]


def check_modem(vector: dict) -> bool:
    data = unhexlify(vector.get("hex", ""))
    if "settings" in vector:
        return (
            list(modem.decode_settings(data)) == vector["settings"]
            and modem.encode_settings(modem.Settings(*vector["settings"])) == data
        )
    decoder = modem.Decoder()
    if "line" in vector:
        found = [
            [kind.decode(), hexlify(content).decode()] for kind, content in decoder.feed(unhexlify(vector["line"]))
        ]
        return found == vector["found"] and decoder.damaged == vector["damaged"]
    message = vector["kind"].encode(), unhexlify(vector["content"])
    return modem.encode(*message) == data and decoder.feed(data) == [message]


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
        return _noted(need) == vector["need"] and fragment.encode_need(need) == body
    one = fragment.decode(body)
    return _noted(one) == vector["fragment"] and fragment.encode(one) == body


def check_radio_key(vector: dict) -> bool:
    root = unhexlify(vector["root"])
    key = radio_key.control_key(root)
    if "control" in vector:
        found = (hexlify(key).decode(), hexlify(radio_key.channel_key(root)).decode())
        return found == (vector["control"], vector["channel"])
    sealed = unhexlify(vector["frame"])
    if "error" in vector:
        return refuses(lambda data: radio_key.opened(key, data), sealed)
    body = unhexlify(vector["body"])
    return radio_key.seal(key, body) == sealed and radio_key.opened(key, sealed) == body


def check_summary(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(summary.decode, data)
    found = summary.decode(data)
    said = [vector[name] for name in ("held", "declined", "is_cut", "roster_digest", "vector_digest", "vector")]
    return _noted(found) == said + [vector["asks_full"]] and summary.encode(found) == data


def check_need(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(need.decode, data)
    found = need.decode(data)
    runs = None
    if found.indexed is not None:
        runs = wanted.decode(found.indexed)
        if wanted.encode(runs, len(found.indexed)) != found.indexed:
            return False
        runs = [[key[0], key[1], _noted(runs[key])] for key in sorted(runs)]
    said = [vector[name] for name in ("named", "certificates", "roster_digest", "wanted")]
    return _noted(found[:3]) + [runs] == said and need.encode(found) == data


def check_beacon(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(beacon.decode, data)
    found = beacon.decode(data)
    return _noted(found) == vector["beacon"] and beacon.encode(found) == data


def check_time_frame(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(time_frame.decode, data)
    found = time_frame.decode(data)
    community, author = unhexlify(vector["community"]), unhexlify(vector["author"])
    is_signed = ed25519.verify(author, time_frame.digest(community, author, found.utc), found.signature)
    return is_signed and _noted(found) == vector["time"] and time_frame.encode(found) == data


def check_vector(vector: dict) -> bool:
    if "error" in vector:
        return refuses(vectors_of.decode, unhexlify(vector["hex"]))
    feeds = [vectors_of.Feed(one[0], one[1], one[2], _tuples(one[3])) for one in vector["feeds"]]
    parts = vectors_of.split(feeds, vector["is_full"], vector["room"])
    digest = vectors_of.digest(feeds)
    ours = {(topic, index): highest for topic, index, highest in vector["ours"]}
    restored = [vectors_of.restore(vectors_of.decode(part), ours, digest) for part in parts]
    said = [vector["parts"], vector["digest"], vector["restored"]]
    return [_noted(parts), hexlify(digest).decode(), _noted(restored)] == said


CHECKS = {
    "alert.json": check_alert,
    "area.json": check_area,
    "beacon.json": check_beacon,
    "bundle.json": check_bundle,
    "cbor.json": check_cbor,
    "ed25519.json": check_ed25519,
    "envelope.json": check_envelope,
    "erasure.json": check_erasure,
    "event.json": check_event,
    "fragment.json": check_fragment,
    "frame.json": check_frame,
    "modem.json": check_modem,
    "need.json": check_need,
    "radio_key.json": check_radio_key,
    "signing.json": check_signing,
    "summary.json": check_summary,
    "time_frame.json": check_time_frame,
    "trust.json": check_trust,
    "vector.json": check_vector,
}


def _document(vector: dict) -> str | None:
    """What an assembly makes of its rows, None when that is not the document of the digest."""
    assembly = fragment.Assembly(unhexlify(vector["digest"]))
    pieces = None
    for row in vector["rows"]:
        pieces = assembly.add(fragment.decode(unhexlify(row)))
    return None if pieces is None else b"".join(list(document.unpack(pieces))).decode()


def _area(noted: dict) -> area.Area:
    """Absent parts are empty."""
    return area.Area(*[_tuples(noted.get(part, [])) for part in ("geocodes", "polygons", "circles")])


def _fields(vector: dict) -> dict[int, bytes]:
    return {int(key): unhexlify(data) for key, data in vector["fields"].items()}


def _noted(value: object) -> object:
    """As JSON can hold it: tuples as arrays, bytes as hex."""
    if isinstance(value, (list, tuple)):
        return [_noted(item) for item in value]
    return hexlify(value).decode() if isinstance(value, bytes) else value


def _tuples(noted: object) -> object:
    return tuple(_tuples(item) for item in noted) if isinstance(noted, list) else noted


def _value(noted: object) -> object:
    """JSON has no bytes and no integer keys: {"bytes": hex}, {"text": hex of UTF-8}, {"map": [[key, value]...]}."""
    if isinstance(noted, list):
        return [_value(item) for item in noted]
    if not isinstance(noted, dict):
        return noted
    if "bytes" in noted:
        return unhexlify(noted["bytes"])
    if "text" in noted:
        return unhexlify(noted["text"]).decode()
    return {_value(key): _value(value) for key, value in noted["map"]}


if __name__ == "__main__":
    for path in sys.argv[1:]:
        wrong = failures(path)
        print(path, "FAILED: " + ", ".join(wrong) if wrong else "ok")
        if wrong:
            sys.exit(1)
