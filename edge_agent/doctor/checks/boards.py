"""Whether the boards of this node answer and are well. Pure."""

from collections.abc import Iterator

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, unknown, warning
from edge_agent.doctor.told import Json, Told, number

NAME = "boards"
LOW_BATTERY = 20  # percent: a LiPo cell at its knee, hours from its end
ON_MAINS = 255  # what a board says that has no battery, or does not know


def judge(told: Told) -> Finding:
    if told.boards is None:
        return unknown(NAME, f"{told.untold('agent')}; boards go on without it", "see the finding of agent")
    if not told.boards:
        return note(NAME, "no board is connected to this node or was heard")
    troubles = [one for board in told.boards for one in _troubles(board)]
    return summed(troubles, otherwise=ok(NAME, f"{len(told.boards)} known, none complains"))


def _troubles(board: Json) -> Iterator[Finding]:
    name = str(board.get("board") or board.get("name") or "a board")
    if board.get("link") == "down":
        yield warning(NAME, f"{name}: {board.get('reason')}", "check its cable and power; hearthnet board list")
    if board.get("safe"):
        step = "hearthnet board log PORT shows what crashed; then hearthnet board update PORT"
        yield broken(NAME, f"{name} is in safe mode and hears no alerts: {board['safe']}", step)
    battery = board.get("battery")
    if battery is not None and number(board, "battery") <= LOW_BATTERY:
        yield warning(NAME, f"{name} has {number(board, 'battery'):.0f} % battery", "charge it or change its battery")
    if board.get("certified") is False:
        step = "hearthnet cert grant: nobody believes what it says otherwise"
        yield warning(NAME, f"{name} has a key that the community has not certified", step)
