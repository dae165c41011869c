"""What `hearthnet radio status` says, line by line. Pure."""

from collections.abc import Iterator, Mapping

PRIORITIES = ("alert", "key or acknowledgement", "message", "repair", "bulk")
UNKNOWN = "not told"

Status = Mapping[str, object]


def lines(status: Status, now: float) -> Iterator[tuple[str, str]]:
    """Pairs of a name and a sentence; `status` is the answer of radio.status, `now` UTC seconds."""
    if status.get("link") != "up":
        yield "gateway", f"not connected: {status.get('reason')}"
        return
    if not isinstance(status.get("radio"), Mapping):
        yield "gateway", "has not told its state yet"
        return
    yield from _radio(_part(status, "radio"))
    yield from _traffic(status, now)
    yield "dropped", _counts(_part(status, "dropped")) or "nothing"
    for digest, reason in _part(status, "not_by_radio").items():
        yield "document", f"{digest[:8]}: {reason}"
    if refused := _counts(_part(status, "refused")):
        yield "refused", f"by the agent: {refused}"


def _radio(radio: Status) -> Iterator[tuple[str, str]]:
    yield "radio", f"{radio['state']}, {radio['url']}" + (f": {radio['reason']}" if radio.get("reason") else "")
    for one in _radios(_part(radio, "about")):
        yield from _about(one)


def _traffic(status: Status, now: float) -> Iterator[tuple[str, str]]:
    yield "airtime", _airtime(_part(status, "airtime"), str(_part(status, "radio")["preset"]))
    if spent := _spent(_part(status, "air")):
        yield "", spent
    yield "queue", _queue(_part(status, "queue"))
    yield "traffic", f"{status.get('sent')} frames sent, {status.get('heard')} heard, last {_ago(status, now)}"
    if repair := _part(status, "repair"):
        yield "repair", _repair(repair)
    if phones := _part(status, "phones"):
        yield (
            "phones",
            f"{phones['users']} users, {phones['answers']} answers, {phones['alert_texts']} alert texts sent",
        )


def _radios(about: Status) -> list[Status]:
    two = about.get("radios")
    return [one for one in two if isinstance(one, Mapping)] if isinstance(two, list) else [about] if about else []


def _about(about: Status) -> Iterator[tuple[str, str]]:
    if "firmware" not in about:
        return
    yield "", f"Meshtastic {about['firmware']} on {about['hardware']}, called {about['name']} ({about['node']})"
    yield (
        "",
        f"region {about['region']}, preset {about['preset']}, role {about['role']}, hop limit {about['hop_limit']}",
    )
    busy, own = about.get("channel_use"), about.get("transmit_use")
    yield (
        "",
        f"channel busy {_share(busy)} of the time, this radio sent {_share(own)} of the last hour, relaying included",
    )
    if about.get("trouble"):
        yield "trouble", str(about["trouble"])
    warnings = about.get("warnings")
    for warning in warnings if isinstance(warnings, list) else []:
        yield "warning", str(warning)


def _airtime(airtime: Status, preset: str) -> str:
    used, allowed = _number(airtime, "used_ms") / 1000, _number(airtime, "allowed_ms") / 1000
    left = max(allowed - used, 0)
    text = f"{used:.1f} of {allowed:.0f} s of the last hour used, {left:.1f} s left, with {preset}"
    return text + (f", region {airtime['region']}" if "region" in airtime else "")


def _spent(kinds: Status) -> str:
    """What the airtime since the start went to, the largest share first."""
    times = {kind: _number(count, "airtime_ms") / 1000 for kind, count in kinds.items() if isinstance(count, Mapping)}
    largest = sorted(times.items(), key=lambda item: -item[1])
    text = ", ".join(f"{seconds:.1f} s {kind}" for kind, seconds in largest if seconds)
    return f"since the start: {text}" if text else ""


def _repair(repair: Status) -> str:
    if repair.get("reason"):
        return f"none: {repair['reason']}"
    text = "in agreement with the neighbours" if repair["agrees"] else "no neighbour has told the same yet"
    text += f", {repair['came']} events came by repair"
    if repair.get("unknown_authors"):
        text += f", {repair['unknown_authors']} unknown authors wait for a certificate"
    return text + (f"; the disk fails: {repair['disk']}" if repair.get("disk") else "")


def _queue(queue: Status) -> str:
    by_priority = _part(queue, "by_priority")
    waiting = [f"{count} {_priority(name)}" for name, count in by_priority.items()]
    return f"{queue.get('waiting', 0)} frames wait" + (f": {', '.join(waiting)}" if waiting else "")


def _priority(name: str) -> str:
    return PRIORITIES[int(name)] if name.isdecimal() and int(name) < len(PRIORITIES) else name


def _ago(status: Status, now: float) -> str:
    heard = _number(status, "last_heard")
    if not heard:
        return "never"
    seconds = max(now - heard, 0)
    return f"{seconds:.0f} s ago" if seconds < 120 else f"{seconds / 60:.0f} min ago"


def _counts(counts: Status) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in counts.items() if count)


def _share(value: object) -> str:
    return f"{value:.1%}" if isinstance(value, float) else UNKNOWN


def _part(status: Status, name: str) -> dict[str, object]:
    part = status.get(name)
    return {str(key): value for key, value in part.items()} if isinstance(part, Mapping) else {}


def _number(status: Status, name: str) -> float:
    value = status.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
