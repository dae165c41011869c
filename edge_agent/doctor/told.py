"""What the running parts of the node have answered. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Json = Mapping[str, object]


class Answer(StrEnum):
    """How a part of the node behaves at its socket."""

    ANSWERS = "answers"
    ABSENT = "there is no socket"
    REFUSED = "nothing listens at its socket"
    FORBIDDEN = "this user may not use its socket"
    SILENT = "it does not answer"


@dataclass(frozen=True, slots=True)
class Told:
    """What agent and gateway have answered, empty where they have not; `complaint`: what the agent refused."""

    agent: Answer = Answer.ABSENT
    gateway: Answer = Answer.ABSENT
    node: Json = field(default_factory=dict)
    radio: Json = field(default_factory=dict)
    boards: Sequence[Json] | None = None
    alerts: Sequence[Json] | None = None
    complaint: str = ""
    link: str | None = None  # why the agent has no gateway; empty when it has one, None when it did not say

    def untold(self, who: str) -> str:
        """Why a part of the node, agent or gateway, has not told what was asked."""
        answer = self.agent if who == "agent" else self.gateway
        if answer is Answer.FORBIDDEN:
            return f"this user may not ask the {who}"
        return f"the {who} did not tell" if answer is Answer.ANSWERS else f"the {who} is not there to tell"


def part(answer: Json, name: str) -> Json:
    """A map inside an answer, empty when there is none."""
    found = answer.get(name)
    return {str(key): value for key, value in found.items()} if isinstance(found, Mapping) else {}


def number(answer: Json, name: str) -> float:
    """A number inside an answer, 0 when there is none."""
    value = answer.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def texts(answer: Json, name: str) -> list[str]:
    found = answer.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []
