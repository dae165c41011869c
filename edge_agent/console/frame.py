"""The whole screen as lines of text: title, menu, body, actions, notice. Pure."""

from datetime import UTC, datetime

from edge_agent.console.canvas import beside, clean, columns, fit, wrap
from edge_agent.console.model import Confirm, Form, Line, Reading, Row, State
from edge_agent.console.reading import text
from edge_agent.console.screens.all import SCREENS

LEAST_WIDTH, LEAST_HEIGHT = 40, 12
AROUND = 6  # title, menu, two rules, actions, notice
RULE = "\u2500"
KEYS = {Reading: "Esc back   arrows scroll", Form: "Tab or arrows: next   left, right: choose   Enter   Esc: back"}


def frame(state: State) -> list[str]:
    """Exactly state.height lines of exactly state.width columns; nothing in them steers a terminal."""
    width, height = state.width, state.height
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        lines = [f"HearthNet needs {LEAST_WIDTH}x{LEAST_HEIGHT}"]
    else:
        body = _over(state) if state.over else _page(state, [clean_line(one, state) for one in _screen(state)])
        rule = RULE * width
        lines = [title(state), menu(state), rule, *body, rule, actions(state), state.notice or hint(state)]
    shown = [fit(clean(line, ascii_only=state.ascii_only), width) for line in lines[:height]]
    return shown + [" " * width] * (height - len(shown))


def title(state: State) -> str:
    node = state.facts.node
    name = f"HearthNet  {text(node, 'name') or '-'}  {text(node, 'short')}"
    agent = "AGENT DOWN" if state.facts.down else "agent up"
    clock = datetime.fromtimestamp(state.now_s, UTC).astimezone().strftime("%H:%M")
    return beside(name, f"{agent}  {clock}", state.width)


def menu(state: State) -> str:
    """One blank between two names; brackets take its place around the screen that is shown."""
    names = [f"{number}{screen.name}" for number, screen in enumerate(SCREENS, 1)] + ["?Help"]
    chosen = state.screen if not state.over else len(names)
    gaps = ["[" if at == chosen else "]" if at == chosen + 1 else " " for at in range(len(names))]
    return "".join(gap + name for gap, name in zip(gaps, names, strict=True))


def actions(state: State) -> str:
    """What can be done here; what cannot be done is not offered."""
    if state.over:
        top = state.over[-1]
        offered = [one for one in SCREENS[state.screen].actions(state) if not one.why_not] if _about(state) else []
        more = "".join(f"   {one.key} {one.words}" for one in offered)
        return KEYS.get(type(top), "type the word, then Enter   Esc: do nothing") + more
    offered = [one for one in SCREENS[state.screen].actions(state) if not one.why_not]
    return "   ".join(f"{one.key} {one.words}" for one in offered) or (
        "Enter: what is known of it" if rows(state) else "nothing to do here"
    )


def _about(state: State) -> bool:
    top = state.over[-1]
    return isinstance(top, Reading) and bool(top.about)


def hint(state: State) -> str:
    working = [f"{job}: {how}" for job, how in state.busy.items() if how]
    typing = bool(state.over) and not isinstance(state.over[-1], Reading)  # where a digit is a digit
    return "; ".join(working) or ("" if typing else "1-9 or Tab: screens   Enter: open   ?: help")


def room(state: State) -> int:
    return state.height - AROUND


def _screen(state: State) -> list[Line]:
    screen = SCREENS[state.screen]
    lines = screen.lines(state)
    refused = [one for one in screen.actions(state) if one.why_not]
    said: list[Line] = []
    for one in refused:
        said += wrap(f"Not offered: {one.words}: {one.why_not}", state.width, 2)
    return [*lines, *([""] if said else []), *said]


def clean_line(line: Line, state: State) -> Line:
    if isinstance(line, Row):
        return Row(clean(line.text, ascii_only=state.ascii_only), line.key)
    return clean(line, ascii_only=state.ascii_only)


def rows(state: State) -> list[Row]:
    """The lines of the screen that can be chosen."""
    return [line for line in SCREENS[state.screen].lines(state) if isinstance(line, Row)]


def selected(state: State) -> str:
    found = rows(state)
    return found[min(state.cursor, len(found) - 1)].key if found else ""


def _page(state: State, lines: list[Line]) -> list[str]:
    space, number, at = room(state), 0, 0
    chosen: list[str] = []
    last = sum(isinstance(line, Row) for line in lines) - 1
    for line in lines:
        if isinstance(line, Row):
            mark = number == min(state.cursor, last)
            at = len(chosen) if mark else at
            chosen.append(("> " if mark else "  ") + line.text)
            number += 1
        else:
            chosen.append(line)
    first = max(0, at - space + 2) if last >= 0 else 0
    first = min(max(first, state.scroll), max(len(chosen) - space, 0))
    return window(chosen, first, space)


def window(lines: list[str], first: int, space: int) -> list[str]:
    """So many lines from `first` on; the last one says when there are more."""
    shown = lines[first : first + space]
    if (more := len(lines) - first - space) > 0:
        shown = [*shown[:-1], f"   ... {more + 1} more lines below"]
    return shown + [""] * (space - len(shown))


def _over(state: State) -> list[str]:
    top = state.over[-1]
    lines = over_lines(state)
    first = min(top.at, max(len(lines) - room(state), 0)) if not isinstance(top, Form) else _form_start(state, top)
    return window(lines, first, room(state))


def _form_start(state: State, form: Form) -> int:
    return max(0, form.at + 4 - room(state))


def over_lines(state: State) -> list[str]:
    top, width = state.over[-1], state.width
    if isinstance(top, Form):
        return form_lines(top, width)
    hang = 2 if isinstance(top, Reading) else 0  # facts hang behind their names, a question is running text
    body = [part for line in top.lines for part in (wrap(line, width, hang) if columns(line) > width else [line])]
    if isinstance(top, Confirm):
        typed = f"Type {top.word} and press Enter: {top.typed}_"
        return [top.title, "", *body, "", *wrap(typed, width), top.problem]
    return [top.title, "", *body]


def form_lines(form: Form, width: int) -> list[str]:
    lines = [form.title, ""]
    for number, one in enumerate(form.fields):
        value = "*" * len(one.value) if one.secret else one.value
        shown = f"< {value or '-'} >" if one.choices else value + ("_" if number == form.at else "")
        room = width - 24
        if columns(shown) > room:
            shown = "~" + shown[-(room - 1) :]  # the end, where the person types
        lines.append(f"{'> ' if number == form.at else '  '}{one.label:<20} {shown}")
    lines.append(f"{'> ' if form.at == len(form.fields) else '  '}[ {form.submit} ]")
    return [*lines, "", *wrap(form.problem, width)]
