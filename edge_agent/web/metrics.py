"""`/metrics`: node, radio and airtime for Prometheus, in its text format 0.0.4. Numbers only; nothing about people."""

from collections.abc import Iterator, Mapping

from aiohttp import web

from edge_agent.bus.capability import Json
from edge_agent.web.site import reader_of, site_of

TYPE = "text/plain; version=0.0.4"
# metric: its type, its help, where its value is in radio.status
RADIO = {
    "hearthnet_radio_up": ("gauge", "1 when the radio answers", ("radio", "state")),
    "hearthnet_airtime_used_ms": ("gauge", "airtime of the last hour", ("airtime", "used_ms")),
    "hearthnet_airtime_allowed_ms": ("gauge", "airtime that an hour allows", ("airtime", "allowed_ms")),
    "hearthnet_frames_waiting": ("gauge", "frames in the outbox", ("queue", "waiting")),
    "hearthnet_frames_sent_total": ("counter", "frames sent since the gateway started", ("sent",)),
    "hearthnet_frames_heard_total": ("counter", "new frames heard since the gateway started", ("heard",)),
    "hearthnet_radio_last_heard_seconds": ("gauge", "UTC seconds of the last new frame, 0 never", ("last_heard",)),
}
NODE = {
    "hearthnet_events": ("gauge", "events in the log", ("events",)),
    "hearthnet_uptime_seconds": ("gauge", "since the agent started", ("uptime_s",)),
}


async def metrics(request: web.Request) -> web.StreamResponse:
    bus, caller = site_of(request).bus, reader_of(request).caller
    node, radio = await bus.call("node.status", {}, caller), await bus.call("radio.status", {}, caller)
    text = "\n".join((*_values(NODE, node), *_values(RADIO, radio), *_dropped(radio), ""))
    return web.Response(body=text.encode(), headers={"Content-Type": f"{TYPE}; charset=utf-8"})


def _values(wanted: Mapping[str, tuple[str, str, tuple[str, ...]]], status: Json) -> Iterator[str]:
    """What is not known at the moment is left out."""
    for name, (kind, help_text, path) in wanted.items():
        value = _number(_at(status, path))
        if value is not None:
            yield from (f"# HELP {name} {help_text}", f"# TYPE {name} {kind}", f"{name} {value}")


def _dropped(radio: Json) -> Iterator[str]:
    counts = radio.get("dropped")
    name = "hearthnet_frames_dropped_total"
    if isinstance(counts, dict) and counts:
        yield f"# HELP {name} frames that went no further, by reason"
        yield f"# TYPE {name} counter"
        yield from (f'{name}{{reason="{_label(str(reason))}"}} {count}' for reason, count in sorted(counts.items()))


def _at(status: object, path: tuple[str, ...]) -> object:
    for step in path:
        status = status.get(step) if isinstance(status, Mapping) else None
    return status


def _number(value: object) -> int | float | None:
    if value in ("up", "down"):
        return int(value == "up")
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _label(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
