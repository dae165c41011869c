"""The packets that a station has its Meshtastic radio send: frames on our channel, text for phones. Pure."""

from lora_gateway.errors import Refused
from lora_gateway.port.meshtastic.messages import Data, MeshPacket
from lora_gateway.port.meshtastic.messages_enums import BROADCAST, PortNum, Priority
from lora_gateway.port.meshtastic.queue import Job, Lane
from lora_gateway.port.meshtastic.session_facts import Facts
from lora_gateway.port.port import Packet
from meshwire.frame import MAX_FRAME, MESHTASTIC_PORT

MAX_TEXT = 200  # bytes; 232 fit, but the longer a packet the fewer hear all of it, and one with a public key has less


def frame_job(packet: Packet, facts: Facts, id: int, *, urgent: bool, now: float) -> Job:
    """Raises Refused.

    With `want_ack` the radio sends a broadcast again, twice at most, until it overhears a neighbour. Without hops
    nobody repeats it, and the radio would put its own number of hops in.
    """
    if facts.trouble or facts.channel is None:
        raise Refused(facts.trouble)
    if not 0 < len(packet.frame) <= MAX_FRAME:
        raise Refused(f"the frame has {len(packet.frame)} bytes, a Meshtastic radio sends 1 to {MAX_FRAME}")
    hops = min(packet.hops_left, facts.hops_allowed)
    sent = MeshPacket(
        to=BROADCAST,
        channel=facts.channel,
        decoded=Data(portnum=MESHTASTIC_PORT, payload=packet.frame),
        id=id,
        hop_limit=hops,
        want_ack=urgent and hops > 0,
        priority=Priority.ALERT if urgent else Priority.UNSET,
    )
    return Job(sent, Lane.FRAME, urgent, now)


def text_job(text: str, facts: Facts, id: int, *, to: int | None, alert: bool, now: float) -> Job:
    """Raises Refused. `sender` is set because the radio sends its refusal of a text to whoever stands there."""
    payload = text.encode()
    if not 0 < len(payload) <= MAX_TEXT:
        raise Refused(f"the text has {len(payload)} bytes, phones are sent 1 to {MAX_TEXT}")
    if to in (facts.node, BROADCAST, 0):
        raise Refused("a text to nobody else")
    sent = MeshPacket(
        sender=facts.node,
        to=BROADCAST if to is None else to,
        channel=facts.primary,
        decoded=Data(portnum=PortNum.ALERT if alert else PortNum.TEXT, payload=payload),
        id=id,
        hop_limit=facts.hop_limit,
        want_ack=facts.hop_limit > 0 and (alert or to is not None),
        priority=Priority.ALERT if alert else Priority.UNSET,
    )
    return Job(sent, Lane.ALERT if alert else Lane.TEXT, alert, now)
