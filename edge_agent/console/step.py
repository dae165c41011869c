"""A key or a piece of news makes a new state, and things to do. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from edge_agent.console.frame import over_lines, room, rows, selected
from edge_agent.console.model import LOG_LINES, Confirm, Do, Facts, Field, Form, Host, News, Reading, State, Step
from edge_agent.console.screens.all import SCREENS, TOLD
from edge_agent.console.screens.help import HELP

BACK = ("esc", "ctrl-c", "ctrl-g", "backspace")
MOVES = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -12, "-": -12, "pagedown": 12, " ": 12}


def press(state: State, key: str) -> Step:
    """`key` is a character, or the name of a key in small letters."""
    state = replace(state, notice="")
    match state.over[-1] if state.over else None:
        case Form() as form:
            return _in_form(state, form, key)
        case Confirm() as confirm:
            return _in_confirm(state, confirm, key)
        case Reading() as reading:
            return _in_reading(state, reading, key)
    return _on_screen(state, key)


def told(state: State, news: News) -> Step:
    """What a job has brought."""
    state = replace(state, busy={job: how for job, how in state.busy.items() if job != news.job})
    state, effects = TOLD[news.job](state, news) if news.job in TOLD else (state.saying(news.problem or "done"), ())
    if len(state.notice) > state.width:  # an error that is cut does not say what to do
        state = state.showing(Reading("", (state.notice,)))
    return state, effects


def heard(state: State, facts: Facts, host: Host, now_s: int) -> State:
    """What the node and the machine say now."""
    notice = state.notice
    if bool(state.facts.down) != bool(facts.down) and state.facts.heard_s:
        notice = "the agent has stopped answering" if facts.down else "the agent is back"
    return replace(state, facts=facts, host=host, now_s=now_s, notice=notice)


def logged(state: State, lines: tuple[str, ...]) -> State:
    return replace(state, log=(*state.log, *lines)[-LOG_LINES:])


def opened(state: State, number: int) -> Step:
    """Another screen, from its top, with what it wants to know."""
    wants = tuple(Do(job) for job in SCREENS[number].wants)
    return replace(state, screen=number, cursor=0, scroll=0, over=()), wants


def _on_screen(state: State, key: str) -> Step:
    screen, chosen = SCREENS[state.screen], selected(state)
    if key.isdecimal() and 1 <= int(key) <= len(SCREENS):
        return opened(state, int(key) - 1)
    if key in ("tab", "right", "left"):
        return opened(state, (state.screen + (-1 if key == "left" else 1)) % len(SCREENS))
    for action in screen.actions(state):
        if action.key == key:
            refused = f"not offered here: {action.why_not}"
            return (state.saying(refused), ()) if action.why_not else action.run(state, chosen)
    if key in MOVES:
        return _moved(state, MOVES[key]), ()
    if key == "enter" and screen.enter and chosen:
        return screen.enter(state, chosen)
    return (state.showing(Reading("Help", HELP)), ()) if key in ("?", "h", "f1") else (state, ())


def _moved(state: State, by: int) -> State:
    if count := len(rows(state)):
        return replace(state, cursor=max(0, min(min(state.cursor, count - 1) + by, count - 1)))
    length = len(SCREENS[state.screen].lines(state)) + 2 * len(SCREENS[state.screen].actions(state))
    return replace(state, scroll=max(0, min(state.scroll + by, length - room(state))))


def _in_reading(state: State, reading: Reading, key: str) -> Step:
    if key in BACK or key in ("b", "q", "enter"):
        return state.back(), ()
    if key in MOVES:
        last = max(0, len(over_lines(state)) - room(state))
        return state.with_top(replace(reading, at=max(0, min(reading.at + MOVES[key], last)))), ()
    if reading.about:
        for action in SCREENS[state.screen].actions(state):
            if action.key == key and not action.why_not:
                return action.run(state, reading.about)
    return (state, ()) if not key.isdecimal() else _on_screen(replace(state, over=()), key)


def _in_confirm(state: State, confirm: Confirm, key: str) -> Step:
    if key in ("esc", "ctrl-c", "ctrl-g"):
        return state.back().saying("nothing was done"), ()
    if key == "enter":
        if confirm.typed.strip() == confirm.word:
            left = replace(state, over=(), busy={**state.busy, confirm.effect.job: "under way"})
            return left, (confirm.effect,)
        return state.with_top(replace(confirm, typed="", problem="That was another word; nothing was done.")), ()
    if key in ("up", "down"):
        return state.with_top(replace(confirm, at=max(0, confirm.at + MOVES[key]))), ()
    return state.with_top(replace(confirm, typed=typed(confirm.typed, key, 64), problem="")), ()


def _in_form(state: State, form: Form, key: str) -> Step:
    steps: Mapping[str, int] = {"up": -1, "down": 1, "tab": 1}
    if key in ("esc", "ctrl-c", "ctrl-g"):
        return state.back(), ()
    if key in steps:
        return state.with_top(replace(form, at=(form.at + steps[key]) % (len(form.fields) + 1))), ()
    if form.at == len(form.fields):
        if key == "enter":
            return state.with_top(replace(form, problem="one moment")), (Do(form.job, form.answers),)
        return state, ()
    if key == "enter":
        return state.with_top(replace(form, at=form.at + 1)), ()
    one = _edited(form.fields[form.at], key)
    fields = (*form.fields[: form.at], one, *form.fields[form.at + 1 :])
    return state.with_top(replace(form, fields=fields, problem="")), ()


def _edited(one: Field, key: str) -> Field:
    if not one.choices:
        return replace(one, value=typed(one.value, key, one.longest))
    at = one.choices.index(one.value) if one.value in one.choices else 0
    by: dict[str, Callable[[], int]] = {
        "left": lambda: at - 1, "right": lambda: at + 1, " ": lambda: at + 1, "backspace": lambda: at - 1
    }  # fmt: skip
    if key in by:
        return replace(one, value=one.choices[by[key]() % len(one.choices)])
    begins = [place for place, choice in enumerate(one.choices) if choice[:1].lower() == key.lower()]
    later = [place for place in begins if place > at] or begins
    return replace(one, value=one.choices[later[0]]) if later else one


def typed(text: str, key: str, longest: int) -> str:
    """The text after one more key; keys with names change nothing, but for those that delete."""
    if key in ("backspace", "delete"):
        return text[:-1]
    if key == "ctrl-u":
        return ""
    return text + key if len(key) == 1 and key.isprintable() and len(text) < longest else text
