"""Several boards on one fake air with virtual time: a frame reaches every board in reach that is switched on."""

import random

from meshwire import envelope, frame, need, radio_key, summary
from tests.node.authority import Signer
from tests.node.fake_board import FakeBoard

SHORTEST_STEP_MS = 50


class Neighbourhood:
    def __init__(self, root: bytes, seed: int = 1) -> None:
        self._root = root
        self._chance = random.Random(seed)
        self.boards: list[FakeBoard] = []
        self.off: set[int] = set()
        self.walls: set[frozenset[int]] = set()  # pairs that do not hear each other
        self.air: list[tuple[int, bytes]] = []  # who sent what
        self.loss = 0.0

    def add(self, *, files: dict[str, bytes] | None = None, has_clock: bool = True, **provisioned: object) -> FakeBoard:
        board = FakeBoard(self._root, files=files, has_clock=has_clock, random_ms=self._chance.randrange, **provisioned)
        self.boards.append(board)
        return board

    async def pass_time(self, seconds: float) -> None:
        left_ms = int(1000 * seconds)
        while left_ms > 0:
            on = [board for at, board in enumerate(self.boards) if at not in self.off]
            pauses = [board.board.step() for board in on]
            step_ms = min(max(min(pauses), SHORTEST_STEP_MS), left_ms)
            left_ms -= step_ms
            for board in self.boards:
                board.parts.ms += step_ms  # also of those that are off
            for board in on:
                await board.board.transmit()
            self._carry()

    def sent(self, kind: int, *, by: int | None = None) -> list[bytes]:
        """The frames of a type that were on the air."""
        found = [(at, payload[envelope.SIZE :]) for at, payload in self.air]
        return [said for at, said in found if said[1] == kind and by in (None, at)]

    def bodies(self, kind: int, *, by: int | None = None) -> list[bytes]:
        """Of control frames what is under the seal."""
        return [radio_key.opened(radio_key.control_key(self._root), said) for said in self.sent(kind, by=by)]

    def events(self, *, by: int | None = None) -> list[bytes]:
        return self.sent(frame.EVENT, by=by)

    def _carry(self) -> None:
        for at, board in enumerate(self.boards):
            sent, board.radio.sent = board.radio.sent, []
            for payload in sent:
                self.air.append((at, payload))
                self._spread(at, payload)

    def _spread(self, sender: int, payload: bytes) -> None:
        for at, board in enumerate(self.boards):
            is_reached = at != sender and at not in self.off and frozenset((sender, at)) not in self.walls
            if is_reached and self._chance.random() >= self.loss:
                board.radio.arriving.append(payload)


def sealed(root: Signer, body: bytes) -> bytes:
    return envelope.encode(0, 9, 9, 0, 0, radio_key.seal(radio_key.control_key(root.public), body))


def tells(root: Signer, *held: tuple[bytes, int]) -> bytes:
    return sealed(root, summary.encode(summary.alerts_only(list(held), [])))


def asks(root: Signer, *named: tuple[bytes, int, int, int], certificates: tuple[bytes, ...] = ()) -> bytes:
    return sealed(root, need.encode(need.Need(list(named), list(certificates), None, None)))
