"""Pairing: a one-time code for a browser, and the page's address as a QR code. Pure."""

from dataclasses import replace

from edge_agent.console.canvas import columns, fit, wrap
from edge_agent.console.model import Action, Do, Field, Form, Line, News, Screen, State, Step, why_not, with_agent
from edge_agent.console.reading import number, text, texts

LEVELS = ("member", "trusted", "moderator")
HERE_ONLY = ("http://127.", "http://localhost", "http://[::1]")
NOT_OPEN = (
    'No phone can open that page: it is served to this machine only. To change that, write listen = "0.0.0.0" below'
    " [http] in hearthnet.toml and start the node again; then a QR code is shown here, too."
)
JOB = "pair"


def lines(state: State) -> list[Line]:
    answer = state.kept.get(JOB)
    if answer is None:
        return ["No code has been made here yet."]
    width = state.width
    code = [] if state.ascii_only or _is_for_this_machine(state) else texts(answer, "qr")
    side = max(map(columns, code), default=0)
    words = _words(state, width - side - 2)
    if not side:
        return [*words]
    rest = [*words, *[""] * (len(code) - len(words))]
    drawn = [*code, *[" " * side] * (len(rest) - len(code))]
    return [fit(left, side) + "  " + right for left, right in zip(drawn, rest, strict=True)]


def _is_for_this_machine(state: State) -> bool:
    """Whether no phone can open the page: a code of its address would only mislead."""
    return text(state.facts.node, "address").startswith(HERE_ONLY)


def _words(state: State, width: int) -> list[str]:
    answer, address = state.kept[JOB], text(state.facts.node, "address")
    minutes = max(0, number(answer, "until") - state.now_s + 59) // 60
    told = [f"code: {text(answer, 'code')}", "", f"gives a browser the rights of a {text(answer, 'trust')}"]
    told += [f"works once, {minutes} minutes more" if minutes else "it is over; make another"]
    told += ["", *wrap(f"Open {address}pair and type it there.", width)]
    if _is_for_this_machine(state):
        told += ["", *wrap(NOT_OPEN, width)]
    elif state.ascii_only:
        told += ["", *wrap("No QR code: this terminal has no block characters (`hearthnet console --utf8`).", width)]
    return told


def actions(state: State) -> list[Action]:
    return [Action("n", "new code", _new, with_agent(state, why_not(state, "pair")))]


def _new(state: State, _: str) -> Step:
    level = Field("trust", "the browser may do as", LEVELS[2], LEVELS)
    return state.showing(Form("A code for one browser", JOB, (level,), submit="make it")), ()


def paired(state: State, news: News) -> Step:
    top = state.over[-1] if state.over else None
    if news.problem and isinstance(top, Form):
        return state.with_top(replace(top, problem=news.problem)), ()
    return replace(state, over=(), kept={**state.kept, JOB: news.body}), (Do("look"),)


TOLD = {JOB: paired}
SCREEN = Screen("Pair", lines, actions)
