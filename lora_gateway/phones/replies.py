"""Answers that wait for their turn, and users who wait for the agent. Pure."""

from dataclasses import dataclass, field
from math import inf

from lora_gateway.phones.users import User

MAX_WAITING = 64
STALE_S = 300.0  # nobody looks at the phone any more
AGENT_S, QUESTION_S = 30.0, 180.0  # how long the agent may take, and a model


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """One packet for one user."""

    user: User
    text: str
    urgent: bool
    since: float


@dataclass(frozen=True, slots=True)
class Expected:
    """An answer that the agent owes a user; `kept`: what it is about is on the disk."""

    user: User
    kept: bool
    urgent: bool
    until: float


@dataclass(slots=True)
class Replies:
    """Times are seconds of one clock that never goes back."""

    _waiting: list[Reply] = field(default_factory=list)
    _expected: dict[int, Expected] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, reply: Reply) -> bool:
        """Whether another one is dropped for it: one packet waits for each user, the newest, and few for all."""
        earlier = next((one for one in self._waiting if one.user is reply.user), None)
        if earlier is not None:
            self._waiting.remove(earlier)
        elif len(self) >= MAX_WAITING:
            earlier = min(self._waiting, key=lambda one: (one.urgent, one.since))
            self._waiting.remove(earlier)
        self._waiting.append(reply)
        return earlier is not None

    def next(self) -> Reply | None:
        """The urgent first, then the one that waits longest."""
        return min(self._waiting, key=lambda one: (not one.urgent, one.since), default=None)

    def remove(self, reply: Reply) -> None:
        if reply in self._waiting:
            self._waiting.remove(reply)

    def stale(self, now: float) -> int:
        """Drop those that come too late; how many."""
        late = [one for one in self._waiting if now - one.since > STALE_S]
        for one in late:
            self._waiting.remove(one)
        return len(late)

    def expect(self, user: User, *, kept: bool, urgent: bool, question: bool, now: float) -> None:
        until = now + (QUESTION_S if question else AGENT_S)
        self._expected[user.number] = Expected(user, kept, urgent, until)
        if len(self._expected) > MAX_WAITING:
            del self._expected[next(iter(self._expected))]

    def arrived(self, number: int) -> bool:
        """The answer for this user came; whether it is about something urgent."""
        expected = self._expected.pop(number, None)
        return expected is not None and expected.urgent

    def overdue(self, now: float) -> list[Expected]:
        """Users whom the agent has left waiting; each is named once."""
        late = [one for one in self._expected.values() if one.until <= now]
        for one in late:
            del self._expected[one.user.number]
        return late

    def look_again_s(self, now: float) -> float:
        """Seconds until somebody is overdue."""
        return min((max(one.until - now, 0.0) for one in self._expected.values()), default=inf)
