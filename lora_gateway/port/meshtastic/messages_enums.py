"""Numbers that Meshtastic gives names; fields hold plain ints, because newer firmware knows more of them. Pure."""

from enum import IntEnum

BROADCAST = 0xFFFFFFFF  # MeshPacket.to
CONFIG_ONLY = 69420  # ToRadio.want_config_id: answered without the other nodes
NODES_ONLY = 69421  # ToRadio.want_config_id: answered with the nodes alone


class PortNum(IntEnum):
    """What a packet's payload is: Data.portnum."""

    UNKNOWN = 0
    TEXT = 1
    POSITION = 3
    NODEINFO = 4
    ROUTING = 5
    ADMIN = 6
    WAYPOINT = 8
    ALERT = 11
    TELEMETRY = 67
    SIMULATOR = 69
    TRACEROUTE = 70
    PRIVATE = 256


class Priority(IntEnum):
    """MeshPacket.priority: the order within one radio's queue; it is not sent."""

    UNSET = 0
    BACKGROUND = 10
    DEFAULT = 64
    RELIABLE = 70
    RESPONSE = 80
    HIGH = 100
    ALERT = 110
    ACK = 120


class RoutingError(IntEnum):
    """Routing.error_reason, and QueueStatus.res, which has the same numbers."""

    NONE = 0
    NO_ROUTE = 1
    GOT_NAK = 2
    TIMEOUT = 3
    NO_INTERFACE = 4
    MAX_RETRANSMIT = 5
    NO_CHANNEL = 6
    TOO_LARGE = 7
    NO_RESPONSE = 8
    DUTY_CYCLE_LIMIT = 9
    BAD_REQUEST = 32  # as QueueStatus.res: the radio's queue is full
    NOT_AUTHORIZED = 33
    PKI_FAILED = 34
    PKI_UNKNOWN_PUBKEY = 35
    ADMIN_BAD_SESSION_KEY = 36
    ADMIN_PUBLIC_KEY_UNAUTHORIZED = 37
    RATE_LIMIT_EXCEEDED = 38
    PKI_SEND_FAIL_PUBLIC_KEY = 39


class Region(IntEnum):
    """LoRaConfig.region."""

    UNSET = 0
    US = 1
    EU_433 = 2
    EU_868 = 3
    CN = 4
    JP = 5
    ANZ = 6
    KR = 7
    TW = 8
    RU = 9
    IN = 10
    NZ_865 = 11
    TH = 12
    LORA_24 = 13
    UA_433 = 14
    UA_868 = 15
    MY_433 = 16
    MY_919 = 17
    SG_923 = 18
    PH_433 = 19
    PH_868 = 20
    PH_915 = 21
    ANZ_433 = 22
    KZ_433 = 23
    KZ_863 = 24
    NP_865 = 25
    BR_902 = 26
    ITU1_2M = 27
    ITU2_2M = 28
    EU_866 = 29
    EU_874 = 30
    EU_917 = 31
    EU_N_868 = 32
    ITU3_2M = 33


class ModemPreset(IntEnum):
    """LoRaConfig.modem_preset."""

    LONG_FAST = 0
    LONG_SLOW = 1
    VERY_LONG_SLOW = 2
    MEDIUM_SLOW = 3
    MEDIUM_FAST = 4
    SHORT_SLOW = 5
    SHORT_FAST = 6
    LONG_MODERATE = 7
    SHORT_TURBO = 8
    LONG_TURBO = 9
    LITE_FAST = 10
    LITE_SLOW = 11
    NARROW_FAST = 12
    NARROW_SLOW = 13


class Role(IntEnum):
    """DeviceConfig.role: what a node does for the others."""

    CLIENT = 0
    CLIENT_MUTE = 1
    ROUTER = 2
    ROUTER_CLIENT = 3
    REPEATER = 4
    TRACKER = 5
    SENSOR = 6
    TAK = 7
    CLIENT_HIDDEN = 8
    LOST_AND_FOUND = 9
    TAK_TRACKER = 10
    ROUTER_LATE = 11
    CLIENT_BASE = 12


class RebroadcastMode(IntEnum):
    """DeviceConfig.rebroadcast_mode: which packets a node relays."""

    ALL = 0
    ALL_SKIP_DECODING = 1
    LOCAL_ONLY = 2
    KNOWN_ONLY = 3
    NONE = 4
    CORE_PORTNUMS_ONLY = 5


class ChannelRole(IntEnum):
    """Channel.role."""

    DISABLED = 0
    PRIMARY = 1
    SECONDARY = 2
