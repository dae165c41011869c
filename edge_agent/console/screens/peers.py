"""Peers: neighbours, boards and people. Pure."""

from edge_agent.console.canvas import fact
from edge_agent.console.model import Action, Line, Reading, Row, Screen, State, Step
from edge_agent.console.reading import Json, counts, number, record, records, text, texts


def lines(state: State) -> list[Line]:
    facts = state.facts
    told: list[Line] = [f"SOS: {len(facts.sos)}"] if facts.sos else ["SOS: nobody calls for help"]
    told += [Row(f"{text(one, 'who')}: {text(one, 'text')}", f"sos {at}") for at, one in enumerate(facts.sos)]
    told.append(f"Boards: {len(facts.boards)}")
    for one in facts.boards:
        state_words = f"siren {text(one, 'siren')}" if text(one, "link") == "up" else text(one, "reason")
        told.append(Row(f"{text(one, 'board')}: {state_words}", f"board {text(one, 'board')}"))
    told.append("Neighbours by radio:")
    told += [Row(_near_words(one), f"near {at}") for at, one in enumerate(near(state))]
    told += [] if near(state) else ["  the gateway names none"]
    told.append(f"Safe: {len(facts.safe)}")
    return told + [Row(f"{text(one, 'who')}", f"safe {at}") for at, one in enumerate(facts.safe)]


def _near_words(one: Json) -> str:
    battery = f", battery {number(one, 'battery')} %" if 0 < number(one, "battery") <= 100 else ""
    signal = f"{number(one, 'rssi')} dBm" if one.get("rssi") is not None else "signal not known"
    return f"{text(one, 'name') or text(one, 'id')}: {signal}{battery}" + (
        ", CALLS FOR HELP" if one.get("calls") else ""
    )


def near(state: State) -> list[Json]:
    """The stations that were heard by radio, where the gateway tells them."""
    return records(state.facts.radio, "boards")


def enter(state: State, key: str) -> Step:
    kind, _, which = key.partition(" ")
    tables = {"sos": state.facts.sos, "safe": state.facts.safe, "near": tuple(near(state))}
    boards = {text(one, "board"): one for one in state.facts.boards}
    by_number = {str(at): one for at, one in enumerate(tables.get(kind, ()))}
    found: Json = (boards if kind == "board" else by_number).get(which, {})
    told = [line for name in found if name != "screen" for line in fact(name, _value(found, name), state.width)]
    screen = [f"    |{line:<21}|" for line in texts(found, "screen")]
    return state.showing(Reading(key, (*screen, *told))), ()


def _value(found: Json, name: str) -> str:
    return counts(record(found, name)) if isinstance(found[name], dict) else text(found, name)


def actions(state: State) -> list[Action]:
    return []


SCREEN = Screen("Peers", lines, actions, enter)
