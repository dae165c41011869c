"""What a recorded client sent, sent again to a fake radio, and the answers of both in a form that can be compared.

Answers are compared by what they are about, a packet of the client or the configuration, in the order in which they
came; answers about different packets may overtake each other, because they wait for the air. Left out, because it
depends on chance or on what happened before: packets of port 69, which no real radio sends, and all that other nodes or
the radio itself send unasked; statuses of packets that are not the client's; ids of acks, measured values of nodes and
users whose names the radio had not heard yet; how many files it has. Not played by the fake: acks of direct packets
that asked for none, answers to traceroutes, keys in the security settings.
"""

from collections import defaultdict
from dataclasses import replace

from lora_gateway.port.meshtastic.messages import FromRadio, ToRadio, is_from_radio
from lora_gateway.port.meshtastic.messages_enums import PortNum, Region
from lora_gateway.port.meshtastic.protobuf import decode
from tests.gateway.meshtastic.recordings import DATA, plain_frames, sent
from tests.sim.meshtastic.air import Air, Virtual
from tests.sim.meshtastic.phone import Phone
from tests.sim.meshtastic.settings import Settings

HUB = (0x10, 0x11, 0x12)  # the three that hear each other in recordings at the hub
LONE = 0x19
SET = {"14_duty_cycle": Settings(LONE, region=Region.UA_868, coding_rate=5, tx_power=14)}
SET["15_big_nodedb"] = Settings(0x17, nodes=150, region=Region.UNSET)
CONFIG = "configuration"
END = b""  # the device closed the connection
UPTIME_MS = 60_000  # when the recordings began, at least


def entries(name):
    """Lines of the index: time in ms, what happened, bytes."""
    for line in (DATA / f"{name}.idx").read_text().splitlines():
        at_ms, *rest = line.split()
        data = b""
        if len(rest) == 3:
            offset, length = map(int, rest[1:])
            data = sent(name, rest[0])[offset : offset + length]
        yield float(at_ms), " ".join(rest) if len(rest) < 3 else rest[0], data


def recorded(name):
    """Payloads from the genuine device, END where it ended a connection by itself."""
    said, unread = [], b""
    kinds = [what for _, what, _ in entries(name)]
    for at, (_, what, data) in enumerate(entries(name)):
        unread += data if what == "d2c" else b""
        if what == "d2c eof":
            said += plain_frames(unread)
            said += [END] if "c2d eof" in kinds[at:] else []
            unread = b""
    return said


def replayed(name):
    """The same from a fake."""
    number = decode(FromRadio, recorded(name)[0]).my_info.my_node_num
    settings = replace(SET.get(name, Settings(number, region=Region.UNSET)), simulator=True)
    clock = Virtual()
    clock.ms = UPTIME_MS
    air = Air(clock)
    for other in HUB if number in HUB else ():
        if other != number:
            Phone(replace(settings, number=other), air)
    phone, said = Phone(settings, air), []

    def end():
        said.append(END)
        phone.detach()

    phone.restart = lambda: (end(), phone.reboot())
    for at_ms, what, data in entries(name):
        air.run_until(clock, UPTIME_MS + at_ms)
        if what == "open":
            phone.attach(said.extend, end)
        elif what == "c2d":
            phone.feed(data)
    return said


def about(payloads, name):
    """The answers by what they are about."""
    asked = [decode(ToRadio, payload) for payload in plain_frames(sent(name, "c2d")) if is_to_radio(payload)]
    packets = {one.packet.id: one.packet for one in asked if one.packet}
    told = defaultdict(list)
    for payload in payloads:
        key, said = ("end", END) if payload == END else answered(decode(FromRadio, payload), packets)
        told[key].append(said)
    return {key: value for key, value in told.items() if key in packets or key in (0, CONFIG, "end")}


def answered(said, packets):
    """What it is about, and what of it counts."""
    if status := said.queue_status:
        return status.mesh_packet_id, status
    if note := said.client_notification:
        return note.reply_id, note
    if said.packet:
        decoded = said.packet.decoded
        request = packets.get(decoded.request_id) if decoded and decoded.portnum == PortNum.ROUTING else None
        wanted = request and (request.want_ack or said.packet.sender == said.packet.to)
        return (request.id if wanted else None), ack(said.packet)
    return (None if said.file_info else CONFIG), settled(said)


def is_to_radio(payload):
    return is_from_radio(payload) or payload[:1] in (b"\x0a", b"\x18", b"\x20", b"\x3a")


def ack(packet):
    """Who says what; the hops of a real ack depend on the way."""
    return (
        packet.sender,
        packet.to,
        packet.decoded and (packet.decoded.payload, packet.decoded.bitfield),
        packet.priority,
    )


def settled(said):
    if said.node_info is not None:
        return said.node_info.num, said.node_info.is_favorite, said.node_info.hops_away
    if said.my_info is not None:
        return replace(said, my_info=replace(said.my_info, nodedb_count=0))
    return said
