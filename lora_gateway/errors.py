"""Every error the gateway raises on purpose. Anything else is a bug and must crash loudly.

GatewayError
├── ConfigError    the operator must fix a setting, a file or an installation
├── StoreFailed    the operator must look at the disk
├── BadMessage     the peer sent what its protocol does not allow: the connection ends
├── Refused        the caller asked for what cannot be done; the text is the reason
└── PortLost       try later: the radio, or the process that stands for it, is gone
"""


class GatewayError(Exception):
    """`str(error)` says what to do next."""


class ConfigError(GatewayError):
    pass


class StoreFailed(GatewayError):
    pass


class BadMessage(GatewayError):
    pass


class Refused(GatewayError):
    pass


class PortLost(GatewayError):
    pass
