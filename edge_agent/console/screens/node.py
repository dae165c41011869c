"""The node itself: update, factory reset, restart, end. Pure."""

from collections.abc import Callable
from dataclasses import replace

from edge_agent.console.canvas import fact
from edge_agent.console.model import Action, Confirm, Do, Field, Form, Line, News, Screen, State, Step, why_not
from edge_agent.console.reading import number, text

NO_UPDATE = "there is no image to update from yet; update the package as it was installed"
LINE = "without a password: limited to this program"
NO_QUIT = "this line always shows this program"
LOST = (
    "Everything in the node's folder is deleted: its key, its log of alerts and messages, the pairing of browsers, its"
    " settings. Nobody can make the same node again without a backup. If the community's root key is kept here and"
    " nowhere else, no member can be certified any more.",
    "The agent and the gateway are stopped first. Nothing outside the folder is touched.",
)


def lines(state: State) -> list[Line]:
    node, width = state.facts.node, state.width
    return [
        *fact("name", text(node, "name"), width), *fact("id", text(node, "node_id"), width),
        *fact("community", text(node, "community"), width), *fact("version", text(node, "version"), width),
        *fact("events", str(number(node, "events")), width),
        *fact("this line", LINE if state.login else "the node's own user", width),
    ]  # fmt: skip


def actions(state: State) -> list[Action]:
    power = why_not(state, "power")
    return [
        Action("u", "update", lambda state, _: (state, ()), NO_UPDATE),
        Action("r", "restart the machine", _power("reboot"), power),
        Action("x", "shut down", _power("poweroff"), power),
        Action("f", "factory reset", _reset, why_not(state, "reset")),
        Action("q", "quit", lambda state, _: (state, (Do("quit"),)), NO_QUIT if state.login else ""),
    ]


def _power(verb: str) -> Callable[[State, str], Step]:
    words = "RESTART" if verb == "reboot" else "OFF"
    said = ("Alerts are neither heard nor repeated here until it is up again.",)
    title = "Restart the machine" if verb == "reboot" else "Shut down"
    confirm = Confirm(title, said, words, Do("power", {"verb": verb}))
    return lambda state, _: (state.showing(confirm), ())


def _reset(state: State, _: str) -> Step:
    place = state.host.sticks[0] if state.host.sticks else ""
    last = Field("file", "last backup to", f"{place}/last.backup" if place else "")
    title = "Factory reset: where to save the node first (empty: nowhere)"
    return state.showing(Form(title, "reset-asked", (last,), submit="go on, nothing is deleted yet")), ()


def asked(state: State, news: News) -> Step:
    """The last question; the word is the node's name, so that nobody resets the wrong one."""
    file, name = text(news.body, "file"), text(state.facts.node, "name") or text(news.body, "name")
    first = f"Saved first in {file}." if file else "NO BACKUP IS MADE."
    return state.back().showing(Confirm("Factory reset", (*LOST, "", first), name, Do("reset", {"file": file}))), ()


def done(state: State, news: News) -> Step:
    return replace(state, over=()).saying(news.problem or text(news.body, "said")), (Do("look"),)


TOLD = {"reset-asked": asked, "reset": done, "power": done}
SCREEN = Screen("Node", lines, actions)
