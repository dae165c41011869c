"""Overview: what matters at one look, also while the agent is down. Pure."""

from edge_agent.console.canvas import fact, wrap
from edge_agent.console.model import Action, Do, Line, Screen, State
from edge_agent.console.reading import Json, number, record, text

TO_DO = ("broken", "warning")
GB = 1 << 30


def lines(state: State) -> list[Line]:
    if state.facts.down:
        return [*_why_down(state), "", *_machine(state)]
    facts, width = state.facts, state.width
    node = facts.node
    name = f"{text(node, 'name')} {text(node, 'short')}, up {duration(number(node, 'uptime_s'))}"
    told: list[Line] = []
    for sos in facts.sos:
        told += fact("SOS", f"{text(sos, 'who')}: {text(sos, 'text')}", width)
    told += _alerts(state)
    told += fact("reach", _reach(state), width)
    told += fact("radio", radio_words(facts.radio), width)
    told += fact("models", "none yet: this release has no local models", width)
    told += fact("node", name, width)
    told += fact("page", text(node, "address"), width)
    return [*told, *_machine(state), *_findings(state)]


def actions(state: State) -> list[Action]:
    return [Action("d", "look again (doctor)", lambda state, _: (state.saying("looking"), (Do("doctor"),)))]


def _why_down(state: State) -> list[Line]:
    told: list[Line] = [*wrap(f"THE AGENT DOES NOT ANSWER: {state.facts.down}", state.width, 2), ""]
    if not state.facts.findings:
        return [*told, "The doctor is looking for the reason."]
    found = sorted(state.facts.findings, key=lambda one: text(one, "name") != "agent")
    told += [line for one in found if text(one, "verdict") in TO_DO for line in finding(one, state.width)]
    return told


def finding(one: Json, width: int) -> list[str]:
    """A finding of the doctor with its next step."""
    said = fact(text(one, "name"), f"{text(one, 'verdict').upper()}: {text(one, 'reason')}", width)
    step = text(one, "next_step")
    return [*said, *fact("         ->", step, width)] if step else said


def _findings(state: State) -> list[Line]:
    shown = ("temperature", "power", "disk")
    found = [one for one in state.facts.findings if text(one, "verdict") in TO_DO and text(one, "name") not in shown]
    told: list[Line] = [""] if found else []
    for one in found:
        told += finding(one, state.width)
    return told


def _alerts(state: State) -> list[Line]:
    alerts = state.facts.alerts
    told: list[Line] = [*fact("alerts", f"{len(alerts)} in force" if alerts else "none in force", state.width)]
    return told + [f"{'':12}{alert_words(one)}" for one in alerts[:3]]


def alert_words(alert: Json) -> str:
    """One line: an exercise says so before anything else."""
    status = text(alert, "status")
    mark = f"{status.upper()} " if status != "Actual" else ""
    return f"{mark}{text(alert, 'severity')}: {text(alert, 'event_name')}: {text(alert, 'headline')}"


def _reach(state: State) -> str:
    links = [text(one, "link") for one in state.facts.boards]
    near = links.count("radio")
    plugged = f"{links.count('up')} of {len(links) - near} boards plugged in"
    return f"{plugged}, {near} heard by radio, {len(state.facts.safe)} say they are safe"


def radio_words(radio: Json) -> str:
    if text(radio, "link") != "up":
        return f"the gateway is not connected: {text(radio, 'reason')}"
    port, airtime = record(radio, "radio"), record(radio, "airtime")
    reason = f" ({text(port, 'reason')})" if text(port, "reason") else ""
    used = f"{number(airtime, 'used_ms') / 1000:.1f} of {number(airtime, 'allowed_ms') / 1000:.0f} s airtime"
    waiting = number(record(radio, "queue"), "waiting")
    return f"{text(port, 'state') or 'not told yet'}{reason}, {used}, {waiting} in the queue"


def _machine(state: State) -> list[Line]:
    host, width = state.host, state.width
    free = f"{host.disk_free / GB:.1f} of {host.disk_total / GB:.1f} GB free" if host.disk_total else "not known"
    return [
        *fact("disk", free, width),
        *fact("temperature", _found(state, "temperature"), width),
        *fact("power", _found(state, "power"), width),
        *fact("addresses", ", ".join(host.addresses) or "none: no network", width),
    ]  # fmt: skip


def _found(state: State, name: str) -> str:
    """What the doctor says of it."""
    found = next((one for one in state.facts.findings if text(one, "name") == name), None)
    return text(found, "reason") if found is not None else "the doctor is looking"


def duration(seconds: int) -> str:
    """In steps of a minute, so that an idle node changes little on a slow line."""
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min" if minutes < 2880 else f"{minutes // 1440} days"


SCREEN = Screen("Overview", lines, actions, wants=("doctor",))
