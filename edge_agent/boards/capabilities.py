"""board.list and board.press: the boards that are plugged into this machine, and those that were heard by radio."""

from collections.abc import Callable

from edge_agent.boards.heard import Heard
from edge_agent.boards.link import BoardLink, BoardLinks
from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, FLAG, LANGUAGE, TEXT, each, gives, many, maybe, one_of, takes, text, whole
from edge_agent.errors import BadRequest

COUNTS = dict.fromkeys(("frames", "shown", "relayed", "heap_free", "uptime_s", "uptime_h", "at", "age_s"), COUNT)
FLAGS = dict.fromkeys(("acknowledged", "calls", "has_clock", "certified"), FLAG)
MORE = dict(  # of a board that is up, and of one that is heard by radio
    reason=maybe(TEXT), screen=many(TEXT), siren=TEXT, alert=maybe(TEXT), refused=each(COUNT), safe=TEXT, id=TEXT,
    battery=maybe(whole(0, 255)), readings=many(many({"type": "integer"}, 2)), rssi={"type": "integer"},
    snr={"type": "integer"}, **COUNTS, **FLAGS,
)  # fmt: skip
LISTED = gives(boards=many(gives(MORE, board=TEXT, link=one_of(("up", "down", "radio")), **MORE)))


class BoardCapabilities:
    def __init__(self, boards: BoardLinks, heard: Callable[[], list[Heard]] = list) -> None:
        """`heard()`: the boards whose beacons the gateway has."""
        self._boards = boards
        self._heard = heard

    @capability("board.list", trust=Trust.STRANGER, idempotent=True, input=takes(language=LANGUAGE), output=LISTED)
    async def list(self, call: Call) -> Json:
        """{} -> {boards}: link "up" or "down" for those plugged in, "radio" for those that tell of themselves by radio.

        A screen shows public alerts, and hangs where everybody can read it; a beacon is heard by everybody near.
        """
        plugged = [_shown(link) for link in self._boards.links]
        return {"boards": [*plugged, *(one.as_json() for one in self._heard())]}

    @capability(
        "board.press",
        trust=Trust.MODERATOR,
        own=True,
        input=takes(("board",), board=text(120)),
        output=gives(board=TEXT),
    )
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
