"""Peers: people, boards that are plugged in, and stations heard by radio. Pure."""

from edge_agent.console.canvas import fact
from edge_agent.console.model import Action, Line, Reading, Row, Screen, State, Step
from edge_agent.console.reading import Json, counts, number, text, texts
from edge_agent.console.screens.overview import duration

BY_RADIO = "radio"  # the link of a board that is not plugged in
TOLD_OTHERWISE = ("screen", "link", "at", "board")
NAMES = {"rssi": "signal dBm", "snr": "above noise", "has_clock": "knows time", "age_s": "heard"}


def lines(state: State) -> list[Line]:
    facts, here, near = state.facts, plugged(state), by_radio(state)
    told: list[Line] = [f"SOS: {len(facts.sos)}" if facts.sos else "SOS: nobody calls for help"]
    told += [Row(f"{text(one, 'who')}: {text(one, 'text')}", f"sos {at}") for at, one in enumerate(facts.sos)]
    told.append(f"Boards plugged in: {len(here)}")
    told += [Row(_here_words(one), f"here {at}") for at, one in enumerate(here)]
    told.append(f"Stations heard by radio: {len(near)}" if near else "Stations heard by radio: none has told its name")
    told += [Row(_near_words(one), f"near {at}") for at, one in enumerate(near)]
    told.append(f"Safe: {len(facts.safe)}")
    return told + [Row(f"{text(one, 'who')}", f"safe {at}") for at, one in enumerate(facts.safe)]


def plugged(state: State) -> list[Json]:
    return [one for one in state.facts.boards if text(one, "link") != BY_RADIO]


def by_radio(state: State) -> list[Json]:
    return [one for one in state.facts.boards if text(one, "link") == BY_RADIO]


def _here_words(one: Json) -> str:
    how = f"siren {text(one, 'siren')}" if text(one, "link") == "up" else f"not connected: {text(one, 'reason')}"
    return f"{text(one, 'board')}: {how}"


def _near_words(one: Json) -> str:
    battery = f", battery {number(one, 'battery')} %" if one.get("battery") is not None else ""
    calls = ", CALLS FOR HELP" if one.get("calls") else ""
    return f"{text(one, 'board')}: {number(one, 'rssi')} dBm, {_age(one)}{battery}{calls}"


def _age(one: Json) -> str:
    return f"{duration(number(one, 'age_s'))} ago"


def enter(state: State, key: str) -> Step:
    kind, _, at = key.partition(" ")
    tables = {"sos": state.facts.sos, "here": plugged(state), "near": by_radio(state), "safe": state.facts.safe}
    table = tables[kind]
    if int(at) >= len(table):  # it has gone meanwhile
        return state, ()
    one = table[int(at)]
    told = [line for name in one if name not in TOLD_OTHERWISE for line in _fact(one, name, state.width)]
    screen = [f"    |{line:<21}|" for line in texts(one, "screen")]
    return state.showing(Reading(text(one, "board") or text(one, "who"), (*screen, *told))), ()


def _fact(one: Json, name: str, width: int) -> list[str]:
    return fact(NAMES.get(name, name.replace("_", " ")), _value(one, name), width)


def _value(one: Json, name: str) -> str:
    match one[name]:
        case dict() as table:
            return counts(table)
        case bool() as yes:
            return "yes" if yes else "no"
        case []:
            return "none"
    return _age(one) if name == "age_s" else text(one, name)


def actions(state: State) -> list[Action]:
    return []


SCREEN = Screen("Peers", lines, actions, enter)
