"""Storage: the card's health, a look at every signature of the log, a backup. Pure."""

from dataclasses import replace

from edge_agent.console.canvas import fact, wrap
from edge_agent.console.model import Action, Do, Field, Form, Line, News, Screen, State, Step, why_not, with_agent
from edge_agent.console.reading import number, text
from edge_agent.console.screens.overview import GB, finding

CHECKS = ("card", "disk", "log", "backup")


def lines(state: State) -> list[Line]:
    host, width = state.host, state.width
    found = [one for one in state.facts.findings if text(one, "name") in CHECKS]
    told: list[Line] = [line for one in found for line in finding(one, width)]
    if not found:
        told += fact("disk", f"{host.disk_free / GB:.1f} of {host.disk_total / GB:.1f} GB free", width)
        told.append("the doctor is looking")
    told += fact("sticks", ", ".join(host.sticks) or "none is mounted; a backup can go to any folder", width)
    if how := state.busy.get("verify"):
        told += fact("verify", how, width)
    elif "verify" in state.kept:
        told += fact("verify", text(state.kept["verify"], "said"), width)
    return told


def actions(state: State) -> list[Action]:
    return [
        Action("v", "verify the log", _verify, "it is under way" if "verify" in state.busy else ""),
        Action("w", "write a backup", _backup, with_agent(state, why_not(state, "backup"))),
    ]


def _verify(state: State, _: str) -> Step:
    return replace(state, busy={**state.busy, "verify": "begins"}), (Do("verify"),)


def verified(state: State, news: News) -> Step:
    return replace(state, kept={**state.kept, "verify": {"said": news.problem or text(news.body, "said")}}), (
        Do("doctor"),
    )


def backup_form(state: State, job: str) -> Form:
    place = state.host.sticks[0] if state.host.sticks else "/media/usb"
    name = "".join(char if char.isascii() and char.isalnum() else "-" for char in text(state.facts.node, "name"))
    return Form(
        "A backup holds the node's key in clear: keep it where nobody else gets at it.", job,
        (Field("file", "file", f"{place}/{name or 'node'}.backup"),), submit="write it",
    )  # fmt: skip


def _backup(state: State, _: str) -> Step:
    return state.showing(backup_form(state, "node.backup")), ()


def saved(state: State, news: News) -> Step:
    top = state.over[-1] if state.over else None
    if news.problem and isinstance(top, Form):
        return state.with_top(replace(top, problem=" ".join(wrap(news.problem, 400)))), ()
    return replace(state, over=()).saying(news.problem or f"saved, events: {number(news.body, 'events')}"), (
        Do("doctor"),
    )


TOLD = {"verify": verified, "node.backup": saved}
SCREEN = Screen("Storage", lines, actions, wants=("doctor",))
