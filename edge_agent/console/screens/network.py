"""Network: addresses, joining a Wi-Fi, opening an access point. Pure."""

from dataclasses import replace

from edge_agent.console.canvas import fact
from edge_agent.console.model import (
    Action,
    Confirm,
    Do,
    Field,
    Form,
    Line,
    News,
    Row,
    Screen,
    State,
    Step,
    why_not,
)
from edge_agent.console.reading import Json, records, text

LONGEST_NAME = 32  # bytes of a Wi-Fi's name, IEEE 802.11
PASSWORD = Field("password", "password (or empty)", secret=True, longest=64)
POINT = (
    "It leaves the Wi-Fi that it uses now, and an ssh session over that ends. A password is made and shown here. The"
    " access point is there until another Wi-Fi is joined or the machine starts again."
)
ENTERPRISE = "this network wants a user name; join it with `nmtui`"


def lines(state: State) -> list[Line]:
    told: list[Line] = [*fact("addresses", ", ".join(state.host.addresses) or "none: no network", state.width)]
    told += fact("page", text(state.facts.node, "address") or "the agent does not answer", state.width)
    if (opened := state.kept.get("hotspot")) is not None:
        told += fact("opened", f"access point {text(opened, 'ssid')}, password {text(opened, 'password')}", state.width)
    if how := [job for job in ("wifi-list", "hotspot") if job in state.busy]:
        told += ["", "Searching ..." if how[0] == "wifi-list" else "Opening the access point ..."]
    if (found := state.kept.get("wifi-list")) is not None:
        rows = [Row(_words(one), text(one, "ssid")) for one in records(found, "networks")]
        told += ["", "Networks in reach (Enter joins one):" if rows else "No network is in reach.", *rows]
    return told


def _words(one: Json) -> str:
    used = ", joined" if one.get("joined") else ""
    return f"{text(one, 'signal'):>3} %  {text(one, 'security') or 'open':<10} {text(one, 'ssid')}{used}"


def actions(state: State) -> list[Action]:
    reason = why_not(state, "network", "wifi")
    return [
        Action("s", "search for Wi-Fi", lambda state, _: (_busy(state, "wifi-list"), (Do("wifi-list"),)), reason),
        Action("n", "join by name", _join_by_name, reason),
        Action("o", "open an access point", _open, reason),
    ]


def enter(state: State, key: str) -> Step:
    if reason := why_not(state, "network", "wifi"):
        return state.saying(f"not offered here: {reason}"), ()
    found = records(state.kept.get("wifi-list", {}), "networks")
    security = next((text(one, "security") for one in found if text(one, "ssid") == key), "")
    if "802.1X" in security:
        return state.saying(ENTERPRISE), ()
    fields = (replace(PASSWORD, label="password"),) if security else ()
    return state.showing(Form(f"Join {key}", "wifi-join", fields, extra={"ssid": key}, submit="join")), ()


def _join_by_name(state: State, _: str) -> Step:
    name = Field("ssid", "name of the network", longest=LONGEST_NAME)
    form = Form(
        "Join a Wi-Fi that hides its name", "wifi-join", (name, PASSWORD), extra={"hidden": True}, submit="join"
    )
    return state.showing(form), ()


def _open(state: State, _: str) -> Step:
    name = f"HearthNet-{text(state.facts.node, 'name')}".encode()[:LONGEST_NAME].decode(errors="ignore")
    said = f"This machine becomes the access point {name}. {POINT}"
    return state.showing(Confirm("Open an access point", (said,), "OPEN", Do("hotspot", {"ssid": name}))), ()


def _busy(state: State, job: str) -> State:
    return replace(state, busy={**state.busy, job: "under way"})


def listed(state: State, news: News) -> Step:
    if news.problem:
        return state.saying(news.problem), ()
    return replace(state, kept={**state.kept, "wifi-list": news.body}), ()


def joined(state: State, news: News) -> Step:
    """Another Wi-Fi ends the access point; the list shows what is used after the next search."""
    top = state.over[-1] if state.over else None
    if news.problem and isinstance(top, Form):
        return state.with_top(replace(top, problem=news.problem)), ()
    if news.problem:
        return state.saying(news.problem), ()
    kept = {job: body for job, body in state.kept.items() if job != "hotspot"}
    state = _busy(replace(state, over=(), kept=kept), "wifi-list")
    return state.saying(text(news.body, "said")), (Do("look"), Do("wifi-list"))


def opened(state: State, news: News) -> Step:
    """The password stays on the screen; a notice would be gone with the next key."""
    if news.problem:
        return state.saying(news.problem), ()
    return replace(state, kept={**state.kept, "hotspot": news.body}).saying(text(news.body, "said")), (Do("look"),)


TOLD = {"wifi-list": listed, "wifi-join": joined, "hotspot": opened}
SCREEN = Screen("Network", lines, actions, enter)
