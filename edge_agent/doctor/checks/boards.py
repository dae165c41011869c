"""Whether the boards that are plugged in or heard by radio are well. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, unknown, warning
from edge_agent.doctor.told import Json, Told, number
from edge_agent.doctor.words import span

NAME = "boards"
LOW_BATTERY = 20  # percent: a LiPo cell at its knee, hours from its end
SILENT_S = 6 * 3600  # a board tells of itself every ten minutes when there is airtime; this is no longer chance


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """`told.boards` are plugged in; those heard by radio are in `told.radio`, also while the agent is down."""

    told: Told
    now: float


def judge(facts: BoardFacts) -> Finding:
    told = facts.told
    plugged = [board for board in told.boards or () if board.get("link") in ("up", "down")]
    found = told.radio.get("boards")
    heard = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    troubles = [one for board in plugged for one in _plugged(board)]
    troubles += [one for board in heard for one in _heard(board, facts.now)]
    if told.boards is None:
        troubles.append(unknown(NAME, f"{told.untold('agent')} who is plugged in", "see the finding of agent"))
    fine = ok(NAME, f"{len(plugged)} plugged in, {len(heard)} heard by radio, none complains")
    return summed(troubles, otherwise=fine if plugged or heard else note(NAME, "none is plugged in or was heard"))


def _plugged(board: Json) -> Iterator[Finding]:
    name = str(board.get("board"))
    if board.get("link") == "down":
        yield warning(NAME, f"{name}: {board.get('reason')}", "check its cable and power; hearthnet board list")
    if board.get("safe"):
        step = "hearthnet board log PORT shows what crashed; then hearthnet board update PORT"
        yield broken(NAME, f"{name} is in safe mode and hears no alerts: {board['safe']}", step)


def _heard(board: Json, now: float) -> Iterator[Finding]:
    """Anybody who knows the root can make up a board: one without a certificate is a note, whatever it says."""
    name = str(board.get("name") or "a board without a name")
    if board.get("certified") is not True:
        step = "hearthnet cert grant, if it is one of yours: nobody believes what it says otherwise"
        yield note(NAME, f"{name} was heard, with a key that is not certified", step)
        return
    if board.get("battery") is not None and number(board, "battery") <= LOW_BATTERY:
        yield warning(NAME, f"{name} has {number(board, 'battery'):.0f} % battery", "charge it or change its battery")
    if (silent := now - number(board, "at")) > SILENT_S:
        yield warning(NAME, f"{name} was last heard {span(silent)} ago", "look after its power, place and antenna")
