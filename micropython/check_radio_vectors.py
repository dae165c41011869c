"""Checks what is told by radio and over the modem's line against golden vectors; for check_vectors.py."""

from binascii import hexlify, unhexlify

from meshwire import (
    aes,
    beacon,
    ed25519,
    envelope,
    modem,
    need,
    onair,
    radio_key,
    summary,
    time_frame,
    wanted,
)
from meshwire import vector as vectors_of
from vector_values import noted, refuses, tuples


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


def check_onair(vector: dict) -> bool:
    if "block" in vector:
        return (
            hexlify(aes.Aes(unhexlify(vector["key"])).encrypt(unhexlify(vector["block"]))).decode() == vector["cipher"]
        )
    parser, data = onair.decode_data, unhexlify(vector.get("data", ""))
    if "packet" in vector:
        parser, data = onair.decode_header, unhexlify(vector["packet"])
    if "error" in vector:
        return refuses(parser, data)
    if "decoded" in vector:
        return list(parser(data)) == vector["decoded"]
    if "data" in vector:
        return parser(data) == (vector["port"], unhexlify(vector["payload"]))
    frame_in, key, packet = (unhexlify(vector[name]) for name in ("frame", "key", "hex"))
    head = onair.Header(*vector["header"])
    hidden = onair.crypt(aes.Aes(key).encrypt, head.sender, head.packet, onair.encode_data(frame_in))
    onward = onair.one_hop_on(packet, vector["relay"])
    said = [onair.encode_header(head) + hidden, onair.decode_header(packet)]
    said += [onair.channel_hash(vector["channel"].encode(), key), onward and hexlify(onward).decode()]
    return said == [packet, head, head.channel, vector["next"]]


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
    return noted(found) == said + [vector["asks_full"]] and summary.encode(found) == data


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
        runs = [[key[0], key[1], noted(runs[key])] for key in sorted(runs)]
    said = [vector[name] for name in ("named", "certificates", "roster_digest", "wanted")]
    return noted(found[:3]) + [runs] == said and need.encode(found) == data


def check_beacon(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(beacon.decode, data)
    found = beacon.decode(data)
    return noted(found) == vector["beacon"] and beacon.encode(found) == data


def check_time_frame(vector: dict) -> bool:
    data = unhexlify(vector["hex"])
    if "error" in vector:
        return refuses(time_frame.decode, data)
    found = time_frame.decode(data)
    community, author = unhexlify(vector["community"]), unhexlify(vector["author"])
    is_signed = ed25519.verify(author, time_frame.digest(community, author, found.utc), found.signature)
    return is_signed and noted(found) == vector["time"] and time_frame.encode(found) == data


def check_vector(vector: dict) -> bool:
    if "error" in vector:
        return refuses(vectors_of.decode, unhexlify(vector["hex"]))
    feeds = [vectors_of.Feed(one[0], one[1], one[2], tuples(one[3])) for one in vector["feeds"]]
    parts = vectors_of.split(feeds, vector["is_full"], vector["room"])
    digest = vectors_of.digest(feeds)
    ours = {(topic, index): highest for topic, index, highest in vector["ours"]}
    restored = [vectors_of.restore(vectors_of.decode(part), ours, digest) for part in parts]
    said = [vector["parts"], vector["digest"], vector["restored"]]
    return [noted(parts), hexlify(digest).decode(), noted(restored)] == said


CHECKS = {
    "beacon.json": check_beacon,
    "envelope.json": check_envelope,
    "modem.json": check_modem,
    "need.json": check_need,
    "onair.json": check_onair,
    "radio_key.json": check_radio_key,
    "summary.json": check_summary,
    "time_frame.json": check_time_frame,
    "vector.json": check_vector,
}
