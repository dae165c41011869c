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
from edge_agent.console.reading import records, text


def lines(state: State) -> list[Line]:
    told: list[Line] = [*fact("addresses", ", ".join(state.host.addresses) or "none: no network", state.width)]
    told += fact("page", text(state.facts.node, "address") or "the agent does not answer", state.width)
    found = state.kept.get("wifi-list")
    if found is not None:
        told += ["", "Networks in reach (Enter joins one):"]
        told += [Row(f"{text(one, 'signal'):>3} %  {text(one, 'security') or 'open':<10} {text(one, 'ssid')}",
                     text(one, "ssid")) for one in records(found, "networks")]  # fmt: skip
    return told


def actions(state: State) -> list[Action]:
    reason = why_not(state, "network", "wifi")
    return [
        Action("s", "search for Wi-Fi", lambda state, _: (_busy(state, "wifi-list"), (Do("wifi-list"),)), reason),
        Action("o", "open an access point", _open, reason),
    ]


def enter(state: State, key: str) -> Step:
    if reason := why_not(state, "network", "wifi"):
        return state.saying(f"not offered here: {reason}"), ()
    password = Field("password", "password", secret=True, longest=63)
    return state.showing(Form(f"Join {key}", "wifi-join", (password,), extra={"ssid": key}, submit="join")), ()


def _open(state: State, _: str) -> Step:
    name = f"HearthNet-{text(state.facts.node, 'name')}"[:32]
    said = (f"This machine becomes the access point {name}. It leaves the Wi-Fi that it uses now,",
            "and an ssh session over that ends. A password is made and shown here.")  # fmt: skip
    return state.showing(Confirm("Open an access point", said, "OPEN", Do("hotspot", {"ssid": name}))), ()


def _busy(state: State, job: str) -> State:
    return replace(state, busy={**state.busy, job: "under way"})


def listed(state: State, news: News) -> Step:
    if news.problem:
        return state.saying(news.problem), ()
    return replace(state, kept={**state.kept, "wifi-list": news.body}), ()


def joined(state: State, news: News) -> Step:
    top = state.over[-1] if state.over else None
    if news.problem and isinstance(top, Form):
        return state.with_top(replace(top, problem=news.problem)), ()
    return replace(state, over=()).saying(news.problem or text(news.body, "said")), (Do("look"),)


TOLD = {"wifi-list": listed, "wifi-join": joined, "hotspot": joined}
SCREEN = Screen("Network", lines, actions, enter)
