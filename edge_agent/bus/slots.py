"""How many calls of a capability run at once, and how many wait for their turn."""

import asyncio
from collections import deque

from edge_agent.errors import TooBusy

RETRY_S = 1.0


class Slots:
    """Take one: `if slots.taken < slots.most: slots.taken += 1`, else `await slots.wait()`. Then `slots.leave()`."""

    __slots__ = ("_name", "_places", "_waiting", "most", "taken")

    def __init__(self, name: str, most: int, places: int) -> None:
        self._name = name
        self._places = places
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.most = most
        self.taken = 0

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def load(self) -> float:
        return self.taken / self.most

    @property
    def queue(self) -> float:
        return len(self._waiting) / self._places if self._places else float(self.taken >= self.most)

    async def wait(self, left_s: float) -> None:
        """Queue for a slot; TooBusy when the queue is full or the time is over."""
        if len(self._waiting) >= self._places:
            raise TooBusy(f"{self._name} has {self._places} calls waiting; try again later", retry_after_s=RETRY_S)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        entered = False
        try:
            async with asyncio.timeout(left_s):
                await turn
            entered = True
        except TimeoutError:
            raise TooBusy(f"{self._name} had no free place in time; try again later", retry_after_s=RETRY_S) from None
        finally:
            if not entered:
                self._give_up(turn)

    def leave(self) -> None:
        """Give the slot to who waits longest, or back."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.taken -= 1

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():
            self.leave()  # its turn came at the very moment in which its caller went
        elif turn in self._waiting:
            self._waiting.remove(turn)
