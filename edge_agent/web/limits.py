"""What one browser may take, and for how long. Tests pass smaller ones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    headers_s: float = 20.0  # for a request to arrive, and for an idle connection to stay
    body_s: float = 30.0  # for a whole form; a slow phone sends 1 MB in that time
    connections: int = 512  # a process may open 1024 files; the log and the radio need some
    send_s: float = 10.0  # a reader who takes longer for a few kB is gone or hostile
    tick_s: float = 15.0  # the script takes the node for gone after three ticks without a word
    stream_s: float = 3600.0  # then the page comes back by itself, and a revoked pairing ends
    linger_s: float = 2.0  # for the rest of a body that was refused already
    shutdown_s: float = 2.0  # for answers under way when the node stops
