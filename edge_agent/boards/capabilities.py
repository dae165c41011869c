"""board.list and board.press: the boards that are plugged into this machine, and those that were heard by radio."""

from collections.abc import Callable

from edge_agent.boards.heard import Heard
from edge_agent.boards.link import BoardLink, BoardLinks
from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.errors import BadRequest


class BoardCapabilities:
    def __init__(self, boards: BoardLinks, heard: Callable[[], list[Heard]] = list) -> None:
        """`heard()`: the boards whose beacons the gateway has."""
        self._boards = boards
        self._heard = heard

    @capability("board.list", trust=Trust.STRANGER)
    async def list(self, call: Call) -> Json:
        """{} -> {boards}: link "up" or "down" for those plugged in, "radio" for those that tell of themselves by radio.

        A screen shows public alerts, and hangs where everybody can read it; a beacon is heard by everybody near.
        """
        plugged = [_shown(link) for link in self._boards.links]
        return {"boards": [*plugged, *(one.as_json() for one in self._heard())]}

    @capability("board.press", trust=Trust.MODERATOR)
    async def press(self, call: Call) -> Json:
        """Acknowledge what the board shows and silence it: what the person at its button may do."""
        match call.body:
            case {"board": str(name), **rest} if not rest:
                await self._boards.find(name).press()
                return {"board": name}
        raise BadRequest('name the board and nothing else, for example {"board": "desk"}')


def _shown(link: BoardLink) -> dict[str, object]:
    if link.state is None or link.down:
        return {"board": link.name, "link": "down", "reason": link.down}
    return {"board": link.name, "link": "up", **link.state.as_json()}
