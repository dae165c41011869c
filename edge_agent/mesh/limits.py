"""What another node may take of this one, and for how long. Tests pass smaller ones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    connections: int = 256  # a process may open 1024 files; the page, the log and the radio need some
    connections_per_peer: int = 32
    handshake_s: float = 10.0  # some 20 ms on a Pi 4, and a bad radio link behind it
    strangers_burst: int = 16  # handshakes under way or failed, of one address
    strangers_per_s: float = 0.2
    calls_burst: int = 200  # requests of one node
    calls_per_s: float = 50.0  # some 5 ms each on a Pi 4
    idle_s: float = 60.0  # for a request to arrive, and for a connection to stay open without one
    body_s: float = 30.0  # for the whole body of a request
    stall_s: float = 30.0  # for a reader to take what it asked for
    linger_s: float = 2.0  # for the rest of a body that was refused already
    shutdown_s: float = 2.0  # for answers under way when the node stops
    beat_s: float = 20.0  # between two signs of life on a connection that is kept for messages
    max_message: int = 1 << 20
    connect_s: float = 5.0
    kept_s: float = 45.0  # an idle connection of ours; the other side keeps it a little longer
    calls_at_once: int = 16  # connections to one node
    max_answer: int = 4 << 20
    max_item: int = 1 << 20  # of a streamed answer


DEFAULT = Limits()
