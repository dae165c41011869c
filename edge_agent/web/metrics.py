"""`/metrics`: node, radio and airtime for Prometheus, in its text format 0.0.4. Numbers only; nothing about people."""

from collections.abc import Iterator, Mapping

from aiohttp import web

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Json, Trust
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
    "hearthnet_radio_channel_use_ratio": (
        "gauge",
        "share of the time in which the channel is busy, by the radio",
        ("radio", "about", "channel_use"),
    ),
    "hearthnet_radio_transmit_use_ratio": (
        "gauge",
        "share of the last hour in which the radio sent, by itself",
        ("radio", "about", "transmit_use"),
    ),
    "hearthnet_repair_events_total": ("counter", "events that came by repair", ("repair", "came")),
    "hearthnet_radio_last_heard_seconds": ("gauge", "UTC seconds of the last new frame, 0 never", ("last_heard",)),
}
BOARDS = {  # of boards heard by radio; by author id, since a name may be that of a person
    "hearthnet_board_battery_percent": ("what the battery has left", "battery"),
    "hearthnet_board_last_heard_seconds": ("UTC seconds of the last beacon", "at"),
}
SPENT = ("hearthnet_airtime_spent_ms_total", "airtime since the gateway started, by kind of frame")
DROPPED = ("hearthnet_frames_dropped_total", "frames that went no further, by reason")
NODE = {
    "hearthnet_events": ("gauge", "events in the log", ("events",)),
    "hearthnet_uptime_seconds": ("gauge", "since the agent started", ("uptime_s",)),
}
MESH = {  # for members: who belongs to the community is nobody else's business
    "hearthnet_peers_linked": ("gauge", "nodes with a link", ("linked",)),
    "hearthnet_peers_known": ("gauge", "nodes that were heard of", ("known",)),
    "hearthnet_reach": ("gauge", "0 alone, 1 radio, 2 network, 3 internet", ("reach",)),
}
REACH = ("alone", "radio", "lan", "online")


async def metrics(request: web.Request) -> web.StreamResponse:
    bus, caller = site_of(request).bus, reader_of(request).caller
    node, radio = await bus.call("node.status", {}, caller), await bus.call("radio.status", {}, caller)
    boards = await bus.call("board.list", {}, caller)
    spent = {kind: _at(count, ("airtime_ms",)) for kind, count in (_map(radio, "air")).items()}
    counters = (*_counter(SPENT, "kind", spent), *_counter(DROPPED, "reason", _map(radio, "dropped")))
    values = (*_values(NODE, node), *_values(RADIO, radio), *_values(MESH, await _mesh(bus, caller)))
    text = "\n".join((*values, *counters, *_boards(boards), ""))
    return web.Response(body=text.encode(), headers={"Content-Type": f"{TYPE}; charset=utf-8"})


async def _mesh(bus: Bus, caller: Caller) -> Json:
    if caller.trust < Trust.MEMBER:
        return {}
    peers = (await bus.call("mesh.peers", {}, caller))["peers"]
    state = (await bus.call("reach.status", {}, caller))["state"]
    listed = peers if isinstance(peers, list) else []
    linked = sum(1 for peer in listed if peer["state"] == "linked")
    return {"linked": linked, "known": len(listed), "reach": REACH.index(str(state))}


def _values(wanted: Mapping[str, tuple[str, str, tuple[str, ...]]], status: Json) -> Iterator[str]:
    """What is not known at the moment is left out."""
    for name, (kind, help_text, path) in wanted.items():
        value = _number(_at(status, path))
        if value is not None:
            yield from (f"# HELP {name} {help_text}", f"# TYPE {name} {kind}", f"{name} {value}")


def _counter(about: tuple[str, str], label: str, counts: Json) -> Iterator[str]:
    name, help_text = about
    if counts:
        yield from (f"# HELP {name} {help_text}", f"# TYPE {name} counter")
        yield from (f'{name}{{{label}="{_label(key)}"}} {count}' for key, count in sorted(counts.items()))


def _boards(listed: Json) -> Iterator[str]:
    found = listed.get("boards")
    heard = [one for one in found if one.get("link") == "radio"] if isinstance(found, list) else []
    for name, (help_text, key) in BOARDS.items():
        told = [(one, value) for one in heard if (value := _number(one.get(key))) is not None]
        if told:
            yield from (f"# HELP {name} {help_text}", f"# TYPE {name} gauge")
        for one, value in told:
            yield f'{name}{{id="{_label(str(one["id"]))}"}} {value}'


def _map(status: Json, name: str) -> Json:
    found = status.get(name)
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


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
