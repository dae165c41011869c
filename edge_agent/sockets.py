"""Listening sockets: on the network, and for the owner alone."""

import os
import socket
from pathlib import Path

from edge_agent.errors import ConfigError

BACKLOG = 128  # connections that wait to be accepted


def bind_network(host: str, port: int, advice: str) -> socket.socket:
    """A listening socket; an empty IPv6 address ("::") takes IPv4 too. ConfigError when the address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, dualstack_ipv6=host == "::", backlog=BACKLOG)
    except OSError as error:
        raise ConfigError(f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}; {advice}") from None


def bind_private(path: Path) -> socket.socket:
    """A listening Unix socket that only its owner can open, from the first moment on. The lock of the home says that
    no other agent uses it, so what lies there is left over."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        door.bind(str(path))
    except OSError as error:
        door.close()
        raise ConfigError(f"cannot make the socket {path}: {error.strerror}; choose a shorter --home") from None
    finally:
        os.umask(before)
    return door
