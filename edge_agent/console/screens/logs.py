"""Logs: the newest lines, live; paused by a key. Pure."""

from dataclasses import replace

from edge_agent.console.model import Action, Line, Screen, State, Step

TOP = 1  # lines above the log


def lines(state: State) -> list[Line]:
    """A full page jumps by half: a new line costs the terminal one line, not a whole screen."""
    log = state.log if state.paused is None else state.paused
    space = max(state.height - 6 - TOP, 4)
    half = space // 2
    first = max(0, -(-(len(log) - space) // half) * half)
    head = "PAUSED, p goes on" if state.paused is not None else f"live: {state.host.log_source or 'nothing yet'}"
    return [head, *log[first:]]


def actions(state: State) -> list[Action]:
    return [Action("p", "pause" if state.paused is None else "go on", _pause)]


def _pause(state: State, _: str) -> Step:
    return replace(state, paused=state.log if state.paused is None else None), ()


SCREEN = Screen("Logs", lines, actions)
