"""The messages of the official client, to compare ours with, and what one of them says in ours."""

import warnings
from dataclasses import fields

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what a library of others warns of at import is not for us to mend
    from meshtastic.protobuf import channel_pb2, config_pb2, mesh_pb2, telemetry_pb2

from lora_gateway.port.meshtastic import messages, messages_node

MESH = ("ToRadio", "FromRadio", "Heartbeat", "MeshPacket", "Data", "Routing", "QueueStatus", "LogRecord", "User")
MESH += ("ClientNotification", "MyNodeInfo", "NodeInfo", "DeviceMetadata")
OFFICIAL = {getattr(messages, name, None) or getattr(messages_node, name): getattr(mesh_pb2, name) for name in MESH} | {
    messages_node.Config: config_pb2.Config,
    messages_node.DeviceConfig: config_pb2.Config.DeviceConfig,
    messages_node.LoRaConfig: config_pb2.Config.LoRaConfig,
    messages_node.Channel: channel_pb2.Channel,
    messages_node.ChannelSettings: channel_pb2.ChannelSettings,
    messages_node.Telemetry: telemetry_pb2.Telemetry,
    messages_node.DeviceMetrics: telemetry_pb2.DeviceMetrics,
}
OURS = {kind.DESCRIPTOR.full_name: ours for ours, kind in OFFICIAL.items()}
NEWER = {"xeddsa_signature"}  # fields that this version of the official client does not know


def described(ours):
    """Our fields with the official description of each."""
    by_number = OFFICIAL[ours].DESCRIPTOR.fields_by_number
    return [(one, by_number[one.metadata["number"]]) for one in fields(ours) if one.name not in NEWER]


def ours_of(descriptor):
    """The dataclass for a field that holds a message; Other for one that we do not read."""
    return OURS.get(descriptor.message_type.full_name, messages.Other)


def translated(ours, official):
    """What the official message says, in our words."""
    values = {}
    for one, descriptor in described(ours):
        if descriptor.has_presence and not official.HasField(descriptor.name):
            continue
        value = getattr(official, descriptor.name)
        if descriptor.message_type is not None:
            kind = ours_of(descriptor)
            value = messages.Other() if kind is messages.Other else translated(kind, value)
        values[one.name] = value
    return ours(**values)
